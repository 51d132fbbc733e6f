/**
 * pip-audit `--fix` and Pinwarden `fix` on the same pinned lists: what uv installs of old requirement sets today, pinned.
 *
 *     node bench/remediation/compare.ts --corpus DIR --osv FILE.jsonl.gz --service http://127.0.0.1:PORT --uv uv --pip-audit pip-audit ID…
 *
 * The truth is what the service answers for every pin, records of one advisory counted once. It writes `bench/results/comparison.json`.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs, promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import type { FixJson } from "../../src/core/report/fix-json.ts";
import { machineText, root, today } from "../support/command-line.ts";
import { requirementSets } from "./requirement-sets.ts";
import { affectedBy, glibc, type Serving, uvPins } from "./uv.ts";

const run = promisify(execFile);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: "string", default: "" },
    osv: { type: "string", default: "" },
    service: { type: "string", default: "" },
    uv: { type: "string", default: "uv" },
    "pip-audit": { type: "string", default: "pip-audit" },
    entry: { type: "string", default: path.join(root, "dist/index.js") },
  },
});

interface Outcome {
  /** Advisories of the list that it reports, each counted once. */
  readonly found: number;
  /** Entries beyond one for each advisory. */
  readonly doubles: number;
  /** Reported, and the service does not know of it. */
  readonly false: number;
  /** Gone from what uv installs by the edited list. */
  readonly fixed: number;
  /** Advisories that uv's installation has and the list had not. */
  readonly brought: number;
  /** uv finds no resolution of the edited list. */
  readonly broken: boolean;
  readonly lines: number;
  readonly seconds: number;
}

interface Compared {
  readonly id: string;
  readonly python: string;
  readonly pins: number;
  readonly advisories: number;
  readonly pipAudit: Outcome;
  readonly pinwarden: Outcome;
}

/** The smallest id of all that name one advisory. */
function namesOfAdvisories(file: Buffer): (id: string) => string {
  const same = new Map<string, Set<string>>();
  for (const line of gunzipSync(file).toString("utf8").split("\n")) {
    if (line === "") continue;
    const { id, aliases = [] } = JSON.parse(line) as { readonly id: string; readonly aliases?: readonly string[] };
    const joined = new Set([id, ...aliases]);
    for (const one of [...joined]) for (const other of same.get(one) ?? []) joined.add(other);
    for (const one of joined) same.set(one, joined);
  }
  return (id) => [...(same.get(id) ?? [id])].sort()[0] ?? id;
}

const nameOf = namesOfAdvisories(await readFile(values.osv));

/** Advisories of pins as `package advisory`. */
async function advisoriesOf(pins: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
  const affected = await affectedBy(values.service, pins);
  return new Set([...affected].flatMap(([name, ids]) => ids.map((id) => `${name} ${nameOf(id)}`)));
}

interface Tool {
  /** Edits the list, and answers every entry that it reports as `package id`. */
  fix(folder: string, file: string): Promise<readonly string[]>;
}

const pipAudit: Tool = {
  async fix(_, file) {
    const args = ["-r", file, "--no-deps", "--disable-pip", "-s", "osv", "--osv-url", `${values.service}/v1/query`];
    const { stdout } = await settled(values["pip-audit"], [
      ...args,
      "--fix",
      "-f",
      "json",
      "--progress-spinner",
      "off",
    ]);
    const { dependencies } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
      readonly dependencies: readonly { readonly name: string; readonly vulns?: readonly { readonly id: string }[] }[];
    };
    return dependencies.flatMap(({ name, vulns = [] }) => vulns.map(({ id }) => `${name} ${id}`));
  },
};

const pinwarden: Tool = {
  async fix(folder) {
    const env = {
      ...process.env,
      PINWARDEN_OSV_DB: values.osv,
      PINWARDEN_CACHE_DIR: path.join(os.tmpdir(), "pinwarden-compare"),
    };
    const { stdout } = await settled(
      process.execPath,
      [values.entry, "fix", folder, "--write", "--format", "json"],
      env,
    );
    const { plans, impossible } = JSON.parse(stdout) as FixJson;
    const all = [...plans.flatMap(({ clears }) => clears), ...impossible.map(({ finding }) => finding)];
    return all.filter(({ rule }) => rule === "advisory").map((one) => `${one.package} ${one.id}`);
  },
};

/** Findings are no failure of a command. */
async function settled(program: string, args: readonly string[], env = process.env): Promise<{ stdout: string }> {
  try {
    return await run(program, [...args], { env, maxBuffer: 1 << 28, timeout: 300_000 });
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (stdout === undefined || stdout === "") throw error;
    return { stdout };
  }
}

async function tried(tool: Tool, pins: ReadonlyMap<string, string>, serving: Serving): Promise<Outcome> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinwarden-compare-"));
  try {
    const file = path.join(folder, "requirements.txt");
    const before = [...pins].map(([name, version]) => `${name}==${version}`);
    await writeFile(file, `${before.join("\n")}\n`);
    await mkdir(path.join(folder, ".github"));
    await writeFile(
      path.join(folder, ".github/pinwarden.yml"),
      `targets:\n  default: { python: "${serving.python}", platform: linux/amd64, glibc: "${glibc}", gpu: none }\nresolve: { exclude-newer: "${serving.cutOff}", only-binary: [":all:"] }\n`,
    );
    const started = performance.now();
    const reported = (await tool.fix(folder, file)).map((entry) =>
      entry.toLowerCase().replace(/^[^ ]+/, (name) => name.replace(/[-_.]+/g, "-")),
    );
    const seconds = (performance.now() - started) / 1000;
    const truth = await advisoriesOf(pins);
    const known = new Set([...truth].map((one) => one.toLowerCase()));
    const entries = reported.map((entry) => {
      const [name = "", id = ""] = entry.split(" ");
      return `${name} ${nameOf(idOf(id))}`.toLowerCase();
    });
    const distinct = new Set(entries);
    const after = await uvPins(values.uv, file, serving);
    const left = after === null ? null : await advisoriesOf(after);
    const text = (await readFile(file, "utf8")).split("\n");
    return {
      found: [...distinct].filter((one) => known.has(one)).length,
      doubles: entries.length - distinct.size,
      false: [...distinct].filter((one) => !known.has(one)).length,
      fixed: left === null ? 0 : [...truth].filter((one) => !left.has(one)).length,
      brought: left === null ? 0 : [...left].filter((one) => !truth.has(one)).length,
      broken: after === null,
      lines: text.filter((line) => line !== "" && !before.includes(line)).length,
      seconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ids as their databases write them: GitHub's letters are lower case. */
const idOf = (id: string): string => (/^ghsa-/i.test(id) ? `GHSA-${id.slice(5).toLowerCase()}` : id.toUpperCase());

const { sets, cutOff } = await requirementSets(values.corpus);
const compared: Compared[] = [];
for (const set of sets.filter(({ id }) => positionals.includes(id))) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinwarden-compare-"));
  const file = path.join(folder, "requirements.txt");
  await writeFile(file, set.text);
  const serving: Serving = { python: "3.11", cutOff };
  const pins = await uvPins(values.uv, file, serving);
  await rm(folder, { recursive: true, force: true });
  if (pins === null) {
    console.error(`${set.id}: no resolution by uv`);
    continue;
  }
  const own = {
    id: set.id,
    python: serving.python,
    pins: pins.size,
    advisories: (await advisoriesOf(pins)).size,
    pipAudit: await tried(pipAudit, pins, serving),
    pinwarden: await tried(pinwarden, pins, serving),
  };
  compared.push(own);
  console.error(JSON.stringify(own));
  const record = { date: today(), machine: machineText(), compared };
  await writeFile(path.join(root, "bench/results/comparison.json"), `${JSON.stringify(record, null, 2)}\n`);
}
const cells = ({ found, doubles, false: wrong, fixed, brought, broken, lines }: Outcome): string =>
  `${found} | ${doubles} | ${wrong} | ${broken ? "**broken**" : fixed} | ${brought} | ${lines}`;
console.log(
  "| set | pins | advisories | pip-audit: found | twice | false | fixed | brought | lines | pinwarden: found | twice | false | fixed | brought | lines |",
);
console.log("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
for (const one of compared) {
  console.log(`| ${one.id} | ${one.pins} | ${one.advisories} | ${cells(one.pipAudit)} | ${cells(one.pinwarden)} |`);
}
