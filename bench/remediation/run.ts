/**
 * Plans fixes for old requirement sets on the real index, and has uv resolve what comes of them:
 *
 *     node bench/remediation/run.ts --corpus DIR --osv FILE --service http://127.0.0.1:PORT --uv uv [--sets 30] [--only REGEX] [--entry FILE]
 *
 * `--corpus` holds `requirements/ID.txt` and `expected/ID.json`; `--service` is an OSV service over the records of `--osv`. It writes
 * `bench/results/remediation.json` and prints the table. The bundle is run: build it first.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { machineText, root, today } from "../support/command-line.ts";
import { type Measured, measure } from "./measure.ts";
import { requirementSets } from "./requirement-sets.ts";
import { remediationTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    osv: { type: "string" },
    service: { type: "string" },
    uv: { type: "string", default: "uv" },
    sets: { type: "string", default: "30" },
    only: { type: "string", default: "" },
    entry: { type: "string", default: path.join(root, "dist/index.js") },
  },
});
const { corpus, osv, service, uv, only, entry } = values;
if (corpus === undefined || osv === undefined || service === undefined) {
  throw new Error("Give --corpus, --osv and --service.");
}
const { sets, cutOff } = await requirementSets(corpus);
const cache = await mkdtemp(path.join(os.tmpdir(), "pinwarden-bench-"));
/** After every set: a run that is ended early has measured what it has measured. */
async function keep(): Promise<void> {
  if (only !== "") return;
  const record = { date: today(), machine: machineText(), cutOff, unresolved, clean, results };
  await writeFile(path.join(root, "bench/results/remediation.json"), `${JSON.stringify(record, null, 2)}\n`);
}

const results: Measured[] = [];
const unresolved: string[] = [];
const clean: string[] = [];
try {
  for (const set of sets) {
    if (results.length >= Number(values.sets)) break;
    if (!new RegExp(only).test(set.id)) continue;
    const result = await measure(set, cutOff, { uv, records: osv, service, cache, entry });
    if (result === null) unresolved.push(set.id);
    else if (result.findings === 0) clean.push(set.id);
    else results.push(result);
    await keep();
    console.error(
      `${set.id}: ${result === null ? "no resolution by uv as it is" : JSON.stringify({ ...result, edits: result.edits.length })}`,
    );
  }
} finally {
  await rm(cache, { recursive: true, force: true });
}
console.log(remediationTable(results));
