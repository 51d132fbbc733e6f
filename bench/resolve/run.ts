/**
 * Resolves fifteen sets of requirements with Pinwarden and with uv in turn, cold and warm, and some of them cold with pip, pip-compile and
 * poetry where they are installed. Prints a table, and writes the figures and a plot to `bench/results`:
 *
 *     node scripts/build.ts && node bench/resolve/run.ts --uv /path/to/uv --venv /path/to/venv/bin
 *
 * Takes ten minutes on an idle machine: a set of which one turn takes longer than `--patience 25` seconds is measured once, and the slower tools are
 * given five of the sets. `--long` gives every tool every set, every turn, and five minutes for a run: an hour or more.
 *
 * Options: `--runs 3` of Pinwarden and uv, `--others 1` of the other tools, `--limit 60` seconds for a run, `--only NAME` (again for
 * more), `--tools pinwarden,uv`, `--out FOLDER`. Cold is an empty cache for each run; warm is the cache that the cold run just
 * left. All ask the public index, one after the other on each set, and the one that begins changes with each turn.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { commandText, machineText, root, today } from "../support/command-line.ts";
import { measure, type Run } from "./measure.ts";
import { coldPlot, type Results, resultTable, type SetResult, summary } from "./report.ts";
import { findTools, type Tool, type ToolName, toolNames } from "./tools.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    others: { type: "string", default: "1" },
    limit: { type: "string" },
    patience: { type: "string", default: "25" },
    long: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    tools: { type: "string", default: toolNames.join(",") },
    uv: { type: "string", default: "uv" },
    venv: { type: "string" },
    out: { type: "string", default: path.join(root, "bench/results") },
  },
});
const all: Record<string, string[]> = JSON.parse(readFileSync(path.join(import.meta.dirname, "sets.json"), "utf8"));
const chosen = Object.entries(all).filter(([name]) => values.only.length === 0 || values.only.includes(name));
const wanted = values.tools.split(",");
const found = findTools({ uv: values.uv, venv: values.venv ?? null });
const tools = found.tools.filter(({ name }) => wanted.includes(name));
const scratch = mkdtempSync(path.join(tmpdir(), "pinwarden-bench-"));
const options = { scratch, limitSeconds: Number(values.limit ?? (values.long ? 300 : 60)) };
/** Small and middling sets: what pip, pip-compile and poetry take minutes for tells no more than these. */
const forOthers = new Set(["boto3", "jupyter", "tensorflow", "ray-all", "starlette-fastapi"]);
const machine = machineText();

/** The two that are compared closely take turns in beginning; the others follow in the first turns. */
async function runSet(name: string, requirements: readonly string[]): Promise<SetResult> {
  const runs: Partial<Record<ToolName, Run[]>> = {};
  const closely = tools.filter((tool) => tool.name === "pinwarden" || tool.name === "uv");
  const others = tools.filter((tool) => !closely.includes(tool));
  const take = async (tool: Tool, states: readonly ("cold" | "warm")[]): Promise<void> => {
    const done = await measure(tool, requirements, states, options);
    runs[tool.name] = [...(runs[tool.name] ?? []), ...done];
    for (const run of done) {
      const outcome =
        run.result === "resolved"
          ? `${run.pins.length} packages`
          : `${run.result}: ${run.said.split("\n").at(-1) ?? ""}`;
      process.stderr.write(`${name}: ${tool.name} ${run.state} ${run.seconds.toFixed(2)} s, ${outcome}\n`);
    }
  };
  for (let turn = 0; turn < Number(values.runs); turn += 1) {
    const started = performance.now();
    for (const tool of turn % 2 === 0 ? closely : closely.toReversed()) await take(tool, ["cold", "warm"]);
    const seconds = (performance.now() - started) / 1000;
    if (turn < Number(values.others) && (values.long || values.only.length > 0 || forOthers.has(name)))
      for (const tool of others) await take(tool, ["cold"]);
    if (!values.long && seconds > Number(values.patience)) break;
  }
  return { name, requirements, runs };
}

try {
  const sets: SetResult[] = [];
  for (const [name, requirements] of chosen) sets.push(await runSet(name, requirements));
  const results: Results = {
    command: commandText(),
    date: today(),
    machine,
    target: "Python 3.11, x86_64, glibc 2.28, wheels only where the tool can be told so",
    limitSeconds: options.limitSeconds,
    versions: Object.fromEntries(tools.map(({ name, version }) => [name, version])),
    skipped: found.skipped,
    sets,
  };
  mkdirSync(values.out, { recursive: true });
  writeFileSync(path.join(values.out, "resolve.json"), `${JSON.stringify(results, withCounts, 1)}\n`);
  writeFileSync(path.join(values.out, "resolve.svg"), coldPlot(results));
  const versions = tools.map(({ name, version }) => `${name} ${version}`).join(", ");
  process.stdout.write(`${results.command}, ${results.date}\n${machine}; ${versions}; ${results.target}\n`);
  process.stdout.write(
    `Seconds, medians of ${values.runs}${values.long ? "" : `, of one where a turn took over ${values.patience} s`}; ✗: no resolution; –: not run.\n\n${resultTable(results)}\n\n${summary(results)}\n`,
  );
  for (const line of found.skipped) process.stdout.write(`- ${line}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Of the pins their number is kept: whether they are the same is said in the table. */
function withCounts(key: string, value: unknown): unknown {
  return key === "pins" && Array.isArray(value) ? value.length : value;
}
