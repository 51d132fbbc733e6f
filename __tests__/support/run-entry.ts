import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import type { LogCall } from "./log-entry.ts";

export interface EntryResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a file of this folder as a process of its own, with no other environment than what is given. */
export function runEntry(file: string, variables: Readonly<Record<string, string>>, input = ""): EntryResult {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, file)],
    { input, encoding: "utf8", env: { PATH: process.env["PATH"], ...variables }, maxBuffer: 64 * 1024 * 1024 },
  );
  return { exitCode: status, stdout, stderr };
}

/** What the log writes to standard output, through GitHub's toolkit. */
export function printedThroughToolkit(calls: readonly LogCall[]): string {
  const { exitCode, stdout, stderr } = runEntry("log-entry.ts", {}, JSON.stringify(calls));
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}
