/**
 * How long a marker takes (PEP 508): to parse, and to evaluate for a target once it is parsed: `node bench/python/marker.ts`.
 * Each figure is the best of nine rounds, in nanoseconds for one marker.
 */
import process from "node:process";
import { evaluateMarker, type Marker, parseMarker } from "../../src/core/python/marker.ts";
import { markerEnvironment } from "../../src/core/python/marker-environment.ts";
import { commandText, machineText, today } from "../support/command-line.ts";
import { requestFor } from "../support/request.ts";

const rounds = 9;
const repeats = 20_000;
/** As metadata has them, from one comparison to the long ones of torch. */
const texts = [
  'python_version < "3.11"',
  'extra == "test"',
  'sys_platform == "win32" and extra == "dev"',
  '(python_version >= "3.8" and python_full_version < "3.11.3") or platform_python_implementation == "PyPy"',
  'platform_system == "Linux" and (platform_machine == "x86_64" or platform_machine == "aarch64") and python_version < "3.15" and extra == "all"',
];
const extras = new Set(["dev"]);
const environment = markerEnvironment(requestFor([]).target);

function parsed(text: string): Marker {
  const read = parseMarker(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

function best(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const started = process.hrtime.bigint();
    for (let repeat = 0; repeat < repeats; repeat += 1) work();
    least = Math.min(least, Number(process.hrtime.bigint() - started) / repeats);
  }
  return least;
}

process.stdout.write(
  `${commandText()}, ${today()}\n${machineText()}\n\n| marker | parse ns | evaluate ns |\n| --- | --- | --- |\n`,
);
for (const text of texts) {
  const marker = parsed(text);
  const [parse, evaluate] = [best(() => parsed(text)), best(() => evaluateMarker(marker, environment, extras))];
  process.stdout.write(`| \`${text}\` | ${parse.toFixed(0)} | ${evaluate.toFixed(0)} |\n`);
}
