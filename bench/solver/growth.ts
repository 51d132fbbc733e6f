/**
 * How the solver's work grows with the universe: synthetic universes with deep conflicts, all answers in memory, once with eight
 * conflicts in universes of 200 to 4,000 packages, and once with as many more conflicts as there are more packages. Prints tables with the best
 * fits, and writes a plot to `bench/results`:
 *
 *     node bench/solver/growth.ts [--out FOLDER] [--rounds 5]
 *
 * Decisions and conflicts are counts, the same on every machine. Time is the median of the rounds; reading the names of the files and
 * the requirements is in it, as it is in a real resolve.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { Catalog } from "../../src/core/resolution/catalog.ts";
import { HeldAnswers } from "../../src/core/resolution/held-answers.ts";
import { PythonProvider } from "../../src/core/resolution/python-provider.ts";
import { answersOf } from "../../src/core/resolution/universe.ts";
import { solve } from "../../src/core/solver/solve.ts";
import { lineChart } from "../plot/line-chart.ts";
import { commandText, machineText, root, today } from "../support/command-line.ts";
import { requestFor } from "../support/request.ts";
import { bestFit, growthExponent, median } from "../support/statistics.ts";
import { type SyntheticUniverse, syntheticUniverse } from "./universe.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: path.join(root, "bench/results") },
    rounds: { type: "string", default: "5" },
  },
});

interface Row {
  readonly size: number;
  readonly selected: number;
  /** Versions that were decided at all: what is decided again after a jump back counts once. */
  readonly first: number;
  readonly decisions: number;
  readonly conflicts: number;
  readonly milliseconds: number;
}

type Counts = Omit<Row, "size" | "milliseconds">;

function rowOf(size: number, chains: number): Row {
  const made = syntheticUniverse(size, chains);
  const times: number[] = [];
  let counts = solveOnce(made);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const started = performance.now();
    counts = solveOnce(made);
    times.push(performance.now() - started);
  }
  return { size, ...counts, milliseconds: median(times) };
}

/** Notes which versions were decided. */
class CountingProvider extends PythonProvider {
  readonly decided = new Set<string>();

  override *dependencies(
    ...[key, version, view]: Parameters<PythonProvider["dependencies"]>
  ): ReturnType<PythonProvider["dependencies"]> {
    this.decided.add(`${key} ${version.text}`);
    return yield* super.dependencies(key, version, view);
  }
}

function solveOnce({ universe, roots }: SyntheticUniverse): Counts {
  const answers = answersOf(universe);
  // A request of its own each time: what was read for another one is kept with it.
  const provider = new CountingProvider(new Catalog(requestFor(roots)), new HeldAnswers());
  const solving = solve(provider);
  let step = solving.next();
  while (!step.done) step = solving.next(answers);
  if (step.value.kind !== "solved") throw new Error("The universe was expected to be solvable.");
  const { decisions, conflicts } = step.value.effort;
  return { selected: step.value.decisions.size, first: provider.decided.size, decisions, conflicts };
}

const few = [200, 400, 800, 1200, 2000, 4000].map((size) => rowOf(size, 8));
const many = [50, 100, 200, 400, 800].map((size) => rowOf(size, size / 25));

const linearithmic = (rows: readonly Row[]): number[] => rows.map(({ size }) => size * Math.log2(size));
const columns = ["size", "selected", "first", "decisions", "conflicts", "milliseconds"] as const;

function table(rows: readonly Row[]): string {
  const body = rows.map((row) =>
    columns.map((key) => (key === "milliseconds" ? row[key].toFixed(1) : String(row[key]))),
  );
  const head = ["packages", "selected", "versions decided", "decisions", "conflicts", "ms"];
  const lines = [head, columns.map(() => "---"), ...body];
  return lines.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function fits(rows: readonly Row[]): string {
  const sizes = rows.map(({ size }) => size);
  const sentences = (["first", "decisions", "conflicts", "milliseconds"] as const).map((key) => {
    const found = rows.map((row) => row[key]);
    const { factor, error } = bestFit(found, linearithmic(rows));
    return `- ${key === "first" ? "versions decided" : key} grow as n^${growthExponent(sizes, found).toFixed(2)}; ${factor.toPrecision(3)}·n·log₂n is off by ${(error * 100).toFixed(0)} %`;
  });
  return sentences.join("\n");
}

process.stdout.write(`${commandText()}, ${today()}\n${machineText()}\n\n`);
process.stdout.write(`Eight conflicts:\n\n${table(few)}\n\n${fits(few)}\n\n`);
process.stdout.write(`A conflict for each 25 packages:\n\n${table(many)}\n\n${fits(many)}\n`);

const points = (rows: readonly Row[], of: (row: Row) => number): readonly (readonly [number, number])[] =>
  rows.map((row) => [row.size, of(row)]);
const { factor } = bestFit(
  few.map(({ decisions }) => decisions),
  linearithmic(few),
);
const chart = lineChart({
  title: "Work of the solver on universes with deep conflicts",
  made: `${commandText()} · ${today()} · ${machineText()}`,
  x: "packages in the universe",
  y: "count, or milliseconds",
  lines: [
    { name: "decisions, 8 conflicts", colour: "blue", points: points(few, ({ decisions }) => decisions) },
    { name: "steps learnt, 8 conflicts", colour: "orange", points: points(few, ({ conflicts }) => conflicts) },
    { name: "ms, 8 conflicts", colour: "green", points: points(few, ({ milliseconds }) => milliseconds) },
    { name: "decisions, n/25 conflicts", colour: "red", points: points(many, ({ decisions }) => decisions) },
    { name: "versions decided, n/25 conflicts", colour: "sky", points: points(many, ({ first }) => first) },
    {
      name: `${factor.toPrecision(2)}·n·log₂n`,
      colour: "purple",
      points: points(few, ({ size }) => factor * size * Math.log2(size)),
      reference: true,
    },
  ],
});
mkdirSync(values.out, { recursive: true });
writeFileSync(path.join(values.out, "solver-growth.svg"), chart);
