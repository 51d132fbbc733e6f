import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { root } from "../support/command-line.ts";
import { glibc, type Serving } from "./uv.ts";

/** How the program is run. */
export interface Program {
  /** The bundle that is measured. */
  readonly entry: string;
  /** A file or a folder of OSV records. */
  readonly records: string;
  readonly cache: string;
}

export interface Ran {
  readonly stdout: string;
  /** Of the whole process, by the clock. */
  readonly seconds: number;
  /** Processor time of the whole process in its own code, on all threads. */
  readonly userSeconds: number;
}

let runs = 0;

/** Runs a command. Findings are no failure of it; a wrong configuration, a crash and ten minutes are. */
export async function pinwarden(args: readonly string[], { entry, records, cache }: Program): Promise<Ran> {
  await mkdir(cache, { recursive: true });
  runs += 1;
  const usage = path.join(cache, `usage-${process.pid}-${runs}.json`);
  const env = {
    ...process.env,
    PINWARDEN_OSV_DB: records,
    PINWARDEN_CACHE_DIR: cache,
    BENCH_PROCESSOR_TIME: usage,
  };
  const before = ["--import", path.join(root, "bench/support/processor-time.ts"), entry];
  const started = performance.now();
  const stdout = await new Promise<string>((resolve, reject) => {
    const options = { env, maxBuffer: 1 << 28, timeout: 600_000 };
    execFile(process.execPath, [...before, ...args], options, (error, text, stderr) => {
      if (error !== null && (typeof error.code !== "number" || error.code === 2))
        reject(new Error(stderr || error.message));
      else resolve(text);
    });
  });
  const seconds = (performance.now() - started) / 1000;
  const { user } = JSON.parse(await readFile(usage, "utf8")) as { readonly user: number };
  await rm(usage);
  return { stdout, seconds, userSeconds: user };
}

/** A repository with one list, served as uv is asked. */
export async function writeRepository(folder: string, text: string, { python, cutOff }: Serving): Promise<void> {
  await mkdir(path.join(folder, ".github"), { recursive: true });
  await writeFile(path.join(folder, "requirements.txt"), text);
  await writeFile(
    path.join(folder, ".github/pinwarden.yml"),
    `targets:\n  default: { python: "${python}", platform: linux/amd64, glibc: "${glibc}", gpu: none }\nresolve: { exclude-newer: "${cutOff}", only-binary: [":all:"] }\n`,
  );
}

/** What Pinwarden would install of a list, by name; null where it finds no resolution. */
export async function ownPins(
  file: string,
  { python, cutOff }: Serving,
  program: Program,
): Promise<ReadonlyMap<string, string> | null> {
  const target = ["--python", python, "--platform", "linux/amd64", "--glibc", glibc];
  const files = ["--only-binary", ":all:", "--exclude-newer", cutOff];
  const { stdout } = await pinwarden(["resolve", "-r", file, ...target, ...files], program);
  const pins = [...stdout.matchAll(/^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)/gm)];
  return pins.length === 0 ? null : new Map(pins.map(([, name = "", version = ""]) => [name, version]));
}
