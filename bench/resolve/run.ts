// Resolves the same requirements with Pinwarden and with uv in turn, cold and warm, and prints the ratios of the medians:
//   node bench/resolve/run.ts [--runs 3] [--only NAME] [--uv /path/to/uv]
// Cold: an empty cache for each run. Warm: the cache that the run before left. Both ask the same index at the same moment.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

const root = path.resolve(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    uv: { type: "string", default: "uv" },
  },
});
const runs = Number(values.runs);
const sets: Record<string, string[]> = JSON.parse(readFileSync(path.join(import.meta.dirname, "sets.json"), "utf8"));
const scratch = mkdtempSync(path.join(tmpdir(), "pinwarden-bench-"));

type Tool = "pinwarden" | "uv";

function command(tool: Tool, input: string, output: string): [string, string[]] {
  return tool === "uv"
    ? [
        values.uv,
        [
          "pip",
          "compile",
          input,
          "-o",
          output,
          "--python-version",
          "3.11",
          "--python-platform",
          "x86_64-manylinux_2_28",
          "--only-binary",
          ":all:",
          "--no-python-downloads",
          "--no-header",
          "-q",
        ],
      ]
    : [
        process.execPath,
        [
          path.join(root, "dist/index.js"),
          "resolve",
          "-r",
          input,
          "-o",
          output,
          "--python",
          "3.11",
          "--platform",
          "x86_64-manylinux_2_28",
          "--only-binary",
          ":all:",
        ],
      ];
}

/** Seconds, or null where the tool found no resolution. */
function time(tool: Tool, input: string, output: string, cache: string): number | null {
  const [program, parameters] = command(tool, input, output);
  rmSync(output, { force: true });
  const started = process.hrtime.bigint();
  const done = spawnSync(program, parameters, {
    env: { ...process.env, UV_CACHE_DIR: path.join(cache, "uv"), PINWARDEN_CACHE_DIR: path.join(cache, "pinwarden") },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (done.status !== 0) process.stderr.write(`${tool} failed: ${done.stderr.slice(-400)}\n`);
  return done.status === 0 ? seconds : null;
}

const median = (numbers: number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const geometricMean = (numbers: number[]): number =>
  Math.exp(numbers.reduce((sum, one) => sum + Math.log(one), 0) / numbers.length);
const pinsOf = (file: string): string =>
  [...readFileSync(file, "utf8").matchAll(/^([a-z0-9][\w.-]*)==([^\s;\\]+)/gim)]
    .map(([, name, version]) => `${name}==${version}`)
    .sort()
    .join(" ");

const ratios: Record<"cold" | "warm", number[]> = { cold: [], warm: [] };
process.stdout.write(`${cpus().length} cores, Node ${process.versions.node}, ${runs} runs each, medians in seconds\n`);
process.stdout.write(
  "| set | packages | same pins | cold: pinwarden | uv | ratio | warm: pinwarden | uv | ratio |\n|---|---|---|---|---|---|---|---|---|\n",
);
try {
  for (const [name, requirements] of Object.entries(sets)) {
    if (values.only !== "" && name !== values.only) continue;
    const input = path.join(scratch, `${name}.in`);
    writeFileSync(input, `${requirements.join("\n")}\n`);
    const seconds: Record<"cold" | "warm", Record<Tool, number[]>> = {
      cold: { pinwarden: [], uv: [] },
      warm: { pinwarden: [], uv: [] },
    };
    for (let turn = 0; turn < runs; turn += 1) {
      for (const tool of turn % 2 === 0 ? (["pinwarden", "uv"] as const) : (["uv", "pinwarden"] as const)) {
        const cache = mkdtempSync(path.join(scratch, "cache-"));
        for (const state of ["cold", "warm"] as const) {
          const took = time(tool, input, path.join(scratch, `${name}.${tool}`), cache);
          if (took !== null) seconds[state][tool].push(took);
        }
        rmSync(cache, { recursive: true, force: true });
      }
    }
    if (seconds.cold.pinwarden.length === 0 || seconds.cold.uv.length === 0) continue;
    const ours = pinsOf(path.join(scratch, `${name}.pinwarden`));
    const same = ours === pinsOf(path.join(scratch, `${name}.uv`));
    const cells = (["cold", "warm"] as const).map((state) => {
      const [a, b] = [median(seconds[state].pinwarden), median(seconds[state].uv)];
      ratios[state].push(a / b);
      return `${a.toFixed(2)} | ${b.toFixed(2)} | ${(a / b).toFixed(2)}`;
    });
    process.stdout.write(`| ${name} | ${ours.split(" ").length} | ${same ? "yes" : "no"} | ${cells.join(" | ")} |\n`);
  }
  process.stdout.write(
    `geometric mean of the ratios to uv: cold ${geometricMean(ratios.cold).toFixed(2)}, warm ${geometricMean(ratios.warm).toFixed(2)}\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
