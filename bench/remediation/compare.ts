/**
 * pip-audit `--fix`, what osv-scanner reports, and Pinwarden on the same lists: old requirement sets as they are written, and pinned to
 * what uv installs of them today.
 *
 *     node bench/remediation/compare.ts --corpus DIR --osv FILE.jsonl.gz --service SERVICE --uv uv --pip-audit pip-audit --osv-scanner osv-scanner [--jobs N] ID…
 *
 * The truth is what the service answers for every pin, records of one advisory counted once; `--service` is its address or a command that
 * prints it. osv-scanner is left out where it cannot be run. It writes `bench/results/comparison.json` and prints the tables.
 */
import { writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { machineText, root, today } from "../support/command-line.ts";
import { inTurn } from "../support/in-turn.ts";
import { osvService } from "../support/osv-service.ts";
import { advisoriesOf, advisoryNames } from "./advisory-names.ts";
import { osvScanner, pinwardenCheck, pinwardenFix, pipAuditFix, type Reports } from "./audit-tools.ts";
import { type Compared, comparisonTables, type Fixed, type Reported } from "./comparison-table.ts";
import { writeRepository } from "./pinwarden.ts";
import { type RequirementSet, requirementSets } from "./requirement-sets.ts";
import { type Serving, uvPins } from "./uv.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: "string", default: "" },
    osv: { type: "string", default: "" },
    service: { type: "string", default: "" },
    uv: { type: "string", default: "uv" },
    "pip-audit": { type: "string", default: "pip-audit" },
    "osv-scanner": { type: "string", default: "osv-scanner" },
    jobs: { type: "string", default: "1" },
    entry: { type: "string", default: path.join(root, "dist/index.js") },
  },
});

await using service = await osvService(values.service);
await using scanner = await osvScanner(values["osv-scanner"], values.osv);
const nameOf = await advisoryNames(values.osv);
const scratch = await mkdtemp(path.join(os.tmpdir(), "pinwarden-compare-"));
const program = { entry: values.entry, records: values.osv, cache: path.join(scratch, "cache") };
const truthOf = (pins: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> =>
  advisoriesOf(pins, service.address, nameOf);

interface List {
  readonly text: string;
  readonly serving: Serving;
  /** The advisories of what is installed, as `package advisory`. */
  readonly truth: ReadonlySet<string>;
}

/** A tool's answer for a list in a folder of its own. */
async function reported(reports: Reports, folder: string, { text, serving, truth }: List): Promise<Reported> {
  await writeRepository(folder, text, serving);
  const started = performance.now();
  const said = await reports(folder);
  const seconds = (performance.now() - started) / 1000;
  const entries = said.map((entry) => {
    const [name = "", id = ""] = entry.split(" ");
    return `${name.toLowerCase().replace(/[-_.]+/g, "-")} ${nameOf(id)}`;
  });
  const distinct = [...new Set(entries)];
  return {
    found: distinct.filter((one) => truth.has(one)).length,
    twice: entries.length - distinct.length,
    false: distinct.filter((one) => !truth.has(one)).length,
    seconds,
  };
}

const looked = (reports: Reports, list: List): Promise<Reported> =>
  inFolder((folder) => reported(reports, folder, list));

const fixed = (reports: Reports, list: List): Promise<Fixed> =>
  inFolder(async (folder) => {
    const said = await reported(reports, folder, list);
    const file = path.join(folder, "requirements.txt");
    const after = await uvPins(values.uv, file, list.serving);
    const left = after === null ? null : await truthOf(after);
    const before = list.text.split("\n");
    const lines = (await readFile(file, "utf8")).split("\n");
    return {
      ...said,
      fixed: left === null ? 0 : [...list.truth].filter((one) => !left.has(one)).length,
      brought: left === null ? 0 : [...left].filter((one) => !list.truth.has(one)).length,
      broken: after === null,
      lines: lines.filter((line) => line !== "" && !before.includes(line)).length,
    };
  });

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(scratch, "list-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compared(set: RequirementSet, serving: Serving): Promise<Compared | null> {
  const pins = await inFolder(async (folder) => {
    await writeFile(path.join(folder, "requirements.txt"), set.text);
    return uvPins(values.uv, path.join(folder, "requirements.txt"), serving);
  });
  if (pins === null) return null;
  const truth = await truthOf(pins);
  const written: List = { text: set.text, serving, truth };
  const lines = [...pins].map(([name, version]) => `${name}==${version}`);
  const pinned: List = { text: `${lines.join("\n")}\n`, serving, truth };
  return {
    id: set.id,
    python: serving.python,
    lines: set.text.split("\n").filter((line) => /^\s*[^\s#-]/.test(line)).length,
    pins: pins.size,
    advisories: truth.size,
    pinned: {
      pipAudit: await fixed(pipAuditFix(values["pip-audit"], service.address), pinned),
      osvScanner: scanner === null ? null : await looked(scanner.reports, pinned),
      pinwarden: await fixed(pinwardenFix(program), pinned),
    },
    written: {
      osvScanner: scanner === null ? null : await looked(scanner.reports, written),
      pinwarden: await looked(pinwardenCheck(program), written),
    },
  };
}

const { sets, cutOff } = await requirementSets(values.corpus);
let all: readonly Compared[] = [];
async function compare(set: RequirementSet): Promise<void> {
  const one = await compared(set, { python: "3.11", cutOff });
  console.error(one === null ? `${set.id}: no resolution by uv` : JSON.stringify(one));
  if (one === null) return;
  all = sets.flatMap(({ id }) => [...all, one].find((other) => other.id === id) ?? []);
  const record = { date: today(), machine: machineText(), osvScanner: scanner?.version ?? null, compared: all };
  writeFileSync(path.join(root, "bench/results/comparison.json"), `${JSON.stringify(record, null, 2)}\n`);
}

try {
  await inTurn(
    sets.filter(({ id }) => positionals.includes(id)),
    Number(values.jobs),
    compare,
  );
} finally {
  await rm(scratch, { recursive: true, force: true });
}
console.log(comparisonTables(all));
