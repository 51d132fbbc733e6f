import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import type { FixJson } from "../../src/core/report/fix-json.ts";
import type { RequirementSet } from "./requirement-sets.ts";
import { affectedBy, glibc, type Serving, uvPins } from "./uv.ts";

/** What came of one set. */
export interface Measured {
  readonly id: string;
  readonly python: string;
  /** Advisories of what is installed, and those of them for which a record names a fixed version. */
  readonly findings: number;
  readonly fixable: number;
  readonly cleared: number;
  readonly clearedFixable: number;
  /** Lines that the plan changes, and packages that move by it. */
  readonly lines: number;
  readonly moved: number;
  /** Fixable findings without a plan, by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Of whole processes: the check, with an empty cache for what is new in this set; the fix with what the check left there; the fix once more. */
  readonly checkSeconds: number;
  readonly seconds: number;
  readonly againSeconds: number | null;
  /** Whether uv resolves the edited file; null where nothing was edited. */
  readonly uvResolves: boolean | null;
  /** Cleared findings that the service finds again in what uv installs by the edited file. */
  readonly back: readonly string[];
  readonly complete: boolean;
  /** The changed lines. */
  readonly edits: readonly string[];
}

export interface Tools {
  readonly uv: string;
  /** A file or a folder of OSV records. */
  readonly records: string;
  /** Address of an OSV service over the same records. */
  readonly service: string;
  readonly cache: string;
  /** The bundle that is measured. */
  readonly entry: string;
}

interface CheckFinding {
  readonly rule: string;
  readonly package: string | null;
  readonly advisory: { readonly id: string } | null;
  readonly fixedIn: readonly string[];
}

/** Plans for a set on the first Python on which uv resolves it as it is; null where there is none. */
export async function measure(set: RequirementSet, cutOff: string, tools: Tools): Promise<Measured | null> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinwarden-fix-"));
  try {
    const file = path.join(folder, "requirements.txt");
    await writeFile(file, set.text);
    for (const python of ["3.11", "3.10", "3.9", "3.8"]) {
      const serving: Serving = { python, cutOff };
      if ((await uvPins(tools.uv, file, serving)) === null) continue;
      return await measureOn(set, serving, folder, tools);
    }
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureOn(set: RequirementSet, serving: Serving, folder: string, tools: Tools): Promise<Measured> {
  const { python, cutOff } = serving;
  await mkdir(path.join(folder, ".github"));
  await writeFile(
    path.join(folder, ".github/pinwarden.yml"),
    `targets:\n  default: { python: "${python}", platform: linux/amd64, glibc: "${glibc}", gpu: none }\nresolve: { exclude-newer: "${cutOff}", only-binary: [":all:"] }\n`,
  );
  const checked = await pinwarden(["check", folder, "--format", "json"], tools);
  const found = advisoriesOf(checked.stdout);
  const { stdout, seconds } = await pinwarden(["fix", folder, "--format", "json"], tools);
  const { plans, impossible, notAssessed } = JSON.parse(stdout) as FixJson;
  const clears = plans.flatMap((plan) => plan.clears);
  const isFixable = (id: string | null, name: string | null): boolean => found.get(`${id} ${name}`) === true;
  const reasons: Record<string, number> = {};
  for (const { finding, reason } of impossible)
    if (isFixable(finding.id, finding.package)) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const edited = plans.length > 0 ? await applied(folder, tools) : null;
  const pins = edited === null ? null : await uvPins(tools.uv, path.join(edited.folder, "requirements.txt"), serving);
  const affected = pins === null ? new Map() : await affectedBy(tools.service, pins);
  if (edited !== null) await rm(edited.folder, { recursive: true, force: true });
  return {
    id: set.id,
    python,
    findings: found.size,
    fixable: [...found.values()].filter((fixed) => fixed).length,
    cleared: clears.length,
    clearedFixable: clears.filter((one) => isFixable(one.id, one.package)).length,
    lines: plans.reduce((sum, plan) => sum + plan.edits.length, 0),
    moved: plans.reduce((sum, plan) => sum + plan.changes.length, 0),
    reasons,
    checkSeconds: checked.seconds,
    seconds,
    againSeconds: edited?.seconds ?? null,
    uvResolves: edited === null ? null : pins !== null,
    back: clears
      .filter((one) => affected.get(one.package ?? "")?.includes(one.id ?? "") === true)
      .map((one) => `${one.package} ${one.id}`),
    complete: notAssessed.every(({ what }) => what !== "advisories"),
    edits: plans.flatMap((plan) => plan.edits.map(({ before, after }) => `${before ?? ""} → ${after}`)),
  };
}

/** Every advisory of a check by its id and package: whether a record names a fixed version. */
function advisoriesOf(stdout: string): ReadonlyMap<string, boolean> {
  const report = JSON.parse(stdout) as {
    readonly models: readonly { readonly targets: readonly { readonly findings: readonly CheckFinding[] }[] }[];
  };
  const findings = report.models.flatMap(({ targets }) => targets.flatMap((target) => target.findings));
  return new Map(
    findings
      .filter(({ advisory }) => advisory !== null)
      .map((one) => [`${one.advisory?.id} ${one.package}`, one.fixedIn.length > 0]),
  );
}

/** A copy of the folder with the edits written. */
async function applied(folder: string, tools: Tools): Promise<{ folder: string; seconds: number }> {
  const copy = await mkdtemp(path.join(os.tmpdir(), "pinwarden-fixed-"));
  await cp(folder, copy, { recursive: true });
  const { seconds } = await pinwarden(["fix", copy, "--write"], tools);
  const [before, after] = await Promise.all(
    [folder, copy].map((one) => readFile(path.join(one, "requirements.txt"), "utf8")),
  );
  if (before === after) throw new Error(`The plan for ${folder} changed nothing.`);
  return { folder: copy, seconds };
}

function pinwarden(
  args: readonly string[],
  { records, cache, entry }: Tools,
): Promise<{ stdout: string; seconds: number }> {
  const started = performance.now();
  const env = { ...process.env, PINWARDEN_OSV_DB: records, PINWARDEN_CACHE_DIR: cache };
  return new Promise((resolve, reject) => {
    const options = { env, maxBuffer: 1 << 28, timeout: 300_000 };
    execFile(process.execPath, [entry, ...args], options, (error, stdout, stderr) => {
      // Findings are no failure of the command.
      if (error !== null && (typeof error.code !== "number" || error.code === 2))
        reject(new Error(stderr || error.message));
      else resolve({ stdout, seconds: (performance.now() - started) / 1000 });
    });
  });
}
