/**
 * Plans fixes for the old requirement sets of a corpus on the real index, and has uv and Pinwarden resolve what comes of them:
 *
 *     node bench/remediation/run.ts --corpus DIR --osv FILE.jsonl.gz --service SERVICE --uv uv [--only REGEX] [--keep DIR] [--jobs N] [--entry FILE]
 *
 * `--corpus` holds `requirements/ID.txt` and `expected/ID.json`; `--service` is an OSV service over the records of `--osv`: its address, or
 * a command that prints it. It goes through every set, writes `bench/results/remediation.json` after each, and prints the table. Started
 * again, it goes on with what is not yet in there: how sets are served is kept, and what was measured with another bundle is measured again
 * and stays until then. The bundle is run: build it first. With `--keep` lists, edited lists and plans stay, a folder for each set; with
 * `--only` nothing is recorded; with `--jobs` so many sets are measured at a time, and the clock says less.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { machineText, root, today } from "../support/command-line.ts";
import { inTurn } from "../support/in-turn.ts";
import { osvService } from "../support/osv-service.ts";
import { type Measured, measure } from "./measure.ts";
import { type RequirementSet, requirementSets } from "./requirement-sets.ts";
import { servedSet, textWithout } from "./served-set.ts";
import { remediationTable } from "./table.ts";
import { affectedBy } from "./uv.ts";

const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    osv: { type: "string" },
    service: { type: "string" },
    uv: { type: "string", default: "uv" },
    only: { type: "string" },
    keep: { type: "string" },
    jobs: { type: "string", default: "1" },
    entry: { type: "string", default: path.join(root, "dist/index.js") },
  },
});
const { corpus, osv, service, uv, only, entry } = values;
if (corpus === undefined || osv === undefined || service === undefined) {
  throw new Error("Give --corpus, --osv and --service.");
}

/** How a set can be served, which rests on uv and the advisories and not on what is measured. */
interface Chosen {
  readonly id: string;
  /** Null where uv finds no resolution. */
  readonly served: { readonly python: string; readonly leftOut: readonly string[]; readonly advisories: number } | null;
}

/** With the first digits of the SHA-256 of the bundle that was measured. */
type Result = Measured & { readonly bundle: string };

interface Recorded {
  readonly date: string;
  readonly machine: string;
  readonly cutOff: string;
  readonly sets: readonly Chosen[];
  /** Of the sets in which there are advisories. */
  readonly results: readonly Result[];
}

const { sets, cutOff } = await requirementSets(corpus);
const bundle = createHash("sha256")
  .update(await readFile(entry))
  .digest("hex")
  .slice(0, 12);
const isCurrent =
  (set: string) =>
  (one: Result): boolean =>
    one.id === set && one.bundle === bundle;
const file = path.join(root, "bench/results/remediation.json");
const earlier = JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Partial<Recorded>;
let record: Recorded = {
  date: today(),
  machine: machineText(),
  cutOff,
  sets: earlier.cutOff === cutOff ? (earlier.sets ?? []) : [],
  results: earlier.cutOff === cutOff ? (earlier.results ?? []) : [],
};

await using osvOnLoopback = await osvService(service);
const scratch = await mkdtemp(path.join(os.tmpdir(), "pinwarden-bench-"));
const tools = { uv, records: osv, service: osvOnLoopback.address, cache: path.join(scratch, "cache"), entry };
/** After every step: a run that ends early has measured what it has measured. */
function keep(more: Partial<Recorded>): void {
  const inOrder = <T extends { readonly id: string }>(some: readonly T[]): readonly T[] =>
    sets.flatMap(({ id }) => some.find((one) => one.id === id) ?? []);
  record = { ...record, ...more };
  record = { ...record, machine: machineText(), sets: inOrder(record.sets), results: inOrder(record.results) };
  if (only === undefined) writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}

async function chosen(set: RequirementSet): Promise<Chosen> {
  const served = await servedSet(set, cutOff, uv);
  if (served === null) return { id: set.id, served };
  const affected = await affectedBy(tools.service, served.pins);
  const advisories = [...affected.values()].flat().length;
  return { id: set.id, served: { python: served.serving.python, leftOut: served.leftOut, advisories } };
}

async function measured(set: RequirementSet): Promise<void> {
  let one = record.sets.find(({ id }) => id === set.id);
  if (one === undefined) {
    one = await chosen(set);
    keep({ sets: [...record.sets, one] });
    console.error(JSON.stringify(one));
  }
  const { served } = one;
  if (served === null || served.advisories === 0 || record.results.some(isCurrent(set.id))) return;
  const folder = path.join(values.keep ?? scratch, set.id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { python, leftOut } = served;
  const list = { text: textWithout(set, leftOut), leftOut, serving: { python, cutOff } };
  const result = { bundle, ...(await measure(set.id, list, folder, tools)) };
  keep({ results: [...record.results.filter(({ id }) => id !== set.id), result] });
  console.error(`${set.id}: ${JSON.stringify({ ...result, edits: result.edits.length })}`);
}

const asked = sets.filter(({ id }) => only === undefined || new RegExp(only).test(id));
try {
  await inTurn(asked, Number(values.jobs), measured);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
console.log(remediationTable(record.results));
const unresolved = record.sets.filter(({ served }) => served === null).map(({ id }) => id);
const clean = record.sets.filter(({ served }) => served?.advisories === 0);
console.log(
  `\n${clean.length} further sets have no advisory; uv has no resolution of ${unresolved.join(", ") || "none"}.`,
);
