import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { FixJson } from "../../src/core/report/fix-json.ts";
import { ownPins, type Program, pinwarden, type Ran, writeRepository } from "./pinwarden.ts";
import type { ServedSet } from "./served-set.ts";
import { affectedBy, uvPins } from "./uv.ts";

/** What came of one set. */
export interface Measured {
  readonly id: string;
  readonly python: string;
  /** Lines of the list that are left out, since nothing can be installed for them there. */
  readonly leftOut: readonly string[];
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
  /** The check with an empty cache for what is new in this set; the fix with what the check left there; the fix once more, written. */
  readonly times: { readonly check: Time; readonly fix: Time; readonly again: Time | null };
  /** The edited file as uv installs it, and as Pinwarden does; null where nothing was edited. */
  readonly verified: { readonly uv: Verified; readonly own: Verified; readonly pinsThatDiffer: number } | null;
  /** Whether the advisories were all there to be asked. */
  readonly complete: boolean;
  /** The changed lines. */
  readonly edits: readonly string[];
}

/** Seconds of a whole process. */
export type Time = Pick<Ran, "seconds" | "userSeconds">;

export interface Verified {
  readonly resolves: boolean;
  /** Cleared findings that the service finds again in what is installed. */
  readonly back: readonly string[];
}

export interface Tools extends Program {
  readonly uv: string;
  /** Address of an OSV service over the same records. */
  readonly service: string;
}

interface CheckFinding {
  readonly rule: string;
  readonly package: string | null;
  readonly advisory: { readonly id: string } | null;
  readonly fixedIn: readonly string[];
}

/** Plans for a set, in `folder`, which is left with the list (`before`), the list as edited (`after`) and the plan. */
export async function measure(
  id: string,
  served: Omit<ServedSet, "pins">,
  folder: string,
  tools: Tools,
): Promise<Measured> {
  const before = path.join(folder, "before");
  await writeRepository(before, served.text, served.serving);
  const checked = await pinwarden(["check", before, "--format", "json"], tools);
  const found = advisoriesOf(checked.stdout);
  const fixed = await pinwarden(["fix", before, "--format", "json"], tools);
  await writeFile(path.join(folder, "plan.json"), fixed.stdout);
  const { plans, impossible, notAssessed } = JSON.parse(fixed.stdout) as FixJson;
  const clears = plans.flatMap((plan) => plan.clears);
  const isFixable = (one: string | null, name: string | null): boolean => found.get(`${one} ${name}`) === true;
  const reasons: Record<string, number> = {};
  for (const { finding, reason } of impossible)
    if (isFixable(finding.id, finding.package)) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const again = plans.length > 0 ? await applied(folder, tools) : null;
  const verified =
    again === null ? null : await verify(path.join(folder, "after/requirements.txt"), clears, served, tools);
  return {
    id,
    python: served.serving.python,
    leftOut: served.leftOut,
    findings: found.size,
    fixable: [...found.values()].filter((one) => one).length,
    cleared: clears.length,
    clearedFixable: clears.filter((one) => isFixable(one.id, one.package)).length,
    lines: plans.reduce((sum, plan) => sum + plan.edits.length, 0),
    moved: plans.reduce((sum, plan) => sum + plan.changes.length, 0),
    reasons,
    times: { check: timeOf(checked), fix: timeOf(fixed), again: again === null ? null : timeOf(again) },
    verified,
    complete: notAssessed.every(({ what }) => what !== "advisories"),
    edits: plans.flatMap((plan) => plan.edits.map(({ before: was, after }) => `${was ?? ""} → ${after}`)),
  };
}

const timeOf = ({ seconds, userSeconds }: Ran): Time => ({ seconds, userSeconds });

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

/** The edits written to a copy, and the plan as a person reads it beside it. */
async function applied(folder: string, tools: Tools): Promise<Ran> {
  const [before, after] = [path.join(folder, "before"), path.join(folder, "after")];
  await cp(before, after, { recursive: true });
  const ran = await pinwarden(["fix", after, "--write"], tools);
  await writeFile(path.join(folder, "plan.txt"), ran.stdout);
  const [was, is] = await Promise.all(
    [before, after].map((one) => readFile(path.join(one, "requirements.txt"), "utf8")),
  );
  if (was === is) throw new Error(`The plan for ${folder} changed nothing.`);
  return ran;
}

type Cleared = FixJson["plans"][number]["clears"];

/** Resolves the edited list twice, by uv and by Pinwarden, and asks the service about what each installs. */
async function verify(
  file: string,
  clears: Cleared,
  { serving }: Pick<ServedSet, "serving">,
  tools: Tools,
): Promise<Measured["verified"]> {
  const uv = await uvPins(tools.uv, file, serving);
  const own = await ownPins(file, serving, tools);
  const names = new Set([...(uv?.keys() ?? []), ...(own?.keys() ?? [])]);
  return {
    uv: await verifiedOf(uv, clears, tools),
    own: await verifiedOf(own, clears, tools),
    pinsThatDiffer: [...names].filter((name) => uv?.get(name) !== own?.get(name)).length,
  };
}

async function verifiedOf(pins: ReadonlyMap<string, string> | null, clears: Cleared, tools: Tools): Promise<Verified> {
  if (pins === null) return { resolves: false, back: [] };
  const affected = await affectedBy(tools.service, pins);
  const back = clears.filter((one) => affected.get(one.package ?? "")?.includes(one.id ?? "") === true);
  return { resolves: true, back: back.map((one) => `${one.package} ${one.id}`) };
}
