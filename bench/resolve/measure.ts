import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { RunPlace, Tool } from "./tools.ts";

export type RunState = "cold" | "warm";

/** What became of one run. */
export interface Run {
  readonly state: RunState;
  readonly result: "resolved" | "no resolution" | "over the limit";
  readonly seconds: number;
  /** Peak of the process and of those that it waited for; null where the machine has no GNU time. */
  readonly megabytes: number | null;
  /** Of user and system, those that it waited for included: less moved by what else the machine does than the time is. */
  readonly processorSeconds: number | null;
  readonly pins: readonly string[];
  /** The end of what it said, where it did not resolve. */
  readonly said: string;
}

const gnuTime = "/usr/bin/time";

/** Runs the tool with an empty cache, and, if asked to, once more with what that left. */
export async function measure(
  tool: Tool,
  requirements: readonly string[],
  states: readonly RunState[],
  options: { readonly scratch: string; readonly limitSeconds: number },
): Promise<readonly Run[]> {
  const base = mkdtempSync(path.join(options.scratch, `${tool.name}-`));
  const runs: Run[] = [];
  for (const state of states) {
    const place: RunPlace = { folder: path.join(base, state), cache: path.join(base, "cache"), requirements };
    mkdirSync(place.folder, { recursive: true });
    mkdirSync(place.cache, { recursive: true });
    runs.push({ state, ...(await once(tool, place, options.limitSeconds)) });
  }
  rmSync(base, { recursive: true, force: true });
  return runs;
}

async function once(tool: Tool, place: RunPlace, limitSeconds: number): Promise<Omit<Run, "state">> {
  const { program, parameters, environment } = tool.prepare(place);
  const notes = path.join(place.folder, "peak");
  const [first, ...rest] = existsSync(gnuTime)
    ? [gnuTime, "-f", "%M %U %S", "-o", notes, program, ...parameters]
    : [program, ...parameters];
  const started = process.hrtime.bigint();
  const { status, said } = await ended(first as string, rest, environment, limitSeconds);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const noted = existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n").at(-1) : undefined;
  const [peak, user, system] = (noted ?? "").split(" ").map(Number);
  return {
    seconds,
    megabytes: peak === undefined || user === undefined ? null : (peak * 1024) / 1e6,
    processorSeconds: user === undefined || system === undefined ? null : user + system,
    result: status === "limit" ? "over the limit" : status === 0 ? "resolved" : "no resolution",
    pins: status === 0 ? tool.pins(place) : [],
    said: status === 0 ? "" : said.trim().slice(-600),
  };
}

/** A group of its own, so that what the tool has started ends with it at the limit. */
function ended(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  limitSeconds: number,
): Promise<{ status: number | "limit"; said: string }> {
  const { PIP_FIND_LINKS: _, ...inherited } = process.env;
  const child = spawn(program, [...parameters], {
    env: { ...inherited, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limitSeconds * 1000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ status: over ? "limit" : (code ?? 1), said });
    });
  });
}
