import type { Swap } from "../config/config.ts";
import type { AddedAs } from "../manifest/edit/added-as.ts";
import type { CompiledPin } from "../manifest/edit/compiled-blocks.ts";
import type { Requirement } from "../manifest/requirement.ts";
import type { PackageName } from "../python/name.ts";
import { compareVersions, type Version, withoutLocal } from "../python/version.ts";
import { rangeContains, rangeOf } from "../python/version-range.ts";
import { rangeOfDemand } from "../resolution/demand-range.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import { namesVersion } from "./loosen.ts";
import type { PlannedEdit } from "./plan.ts";
import { rewriteSpecifier } from "./rewrite-specifier.ts";
import { type Found, resolutionOf } from "./search.ts";
import { type LineKey, lineKey, type Standing } from "./standing.ts";

export type Edits =
  | { readonly kind: "edits"; readonly edits: readonly PlannedEdit[] }
  | { readonly kind: "unwritable"; readonly requirement: Requirement; readonly version: string };

/** Writes what was found as edits of the lines that have to move. A line that was let move and lets its package in as it is stays. */
export function editsFor(standings: readonly Standing[], found: Found): Edits {
  const edits = new Map<LineKey, PlannedEdit>();
  for (const { place, requirements, resolution } of standings) {
    const installed = new Map(resolutionOf(found.answers, place)?.packages.map((one) => [one.name, one]) ?? []);
    for (const requirement of requirements) {
      const key = lineKey(requirement.origin);
      const package_ = installed.get(requirement.specifier.name);
      if (package_ === undefined || edits.has(key) || !found.loosened.has(key)) continue;
      const edit = editOf(requirement, package_, makesWay(package_.name, resolution, installed));
      if (edit === "unwritable") return { kind: edit, requirement, version: package_.version.text };
      if (edit !== null) edits.set(key, edit);
    }
  }
  return { kind: "edits", edits: [...edits.values()] };
}

/** The edit by which a line lets a package in; null where it does already. */
export function editOf(
  requirement: Requirement,
  chosen: ResolvedPackage,
  why: string,
): PlannedEdit | "unwritable" | null {
  const { version } = chosen;
  const written = requirement.specifier.specifier;
  if (rangeContains(rangeOf(written), version)) return null;
  // A local version is pinned where the line pins one; elsewhere the index decides.
  const pinsLocal = written.specifiers.some((one) => one.version?.local !== null && one.version !== null);
  const clauses = rewriteSpecifier(written, pinsLocal ? version : withoutLocal(version));
  if (clauses === null) return "unwritable";
  const hashes = requirement.hashes.length === 0 ? [] : hashesOf(chosen);
  return { kind: "clauses", requirement, clauses, hashes, why };
}

/** What a package that moves lets move: what it held back where it was, and what it would hold back, or be too old for, if it stayed. */
function makesWay(
  name: PackageName,
  { packages }: Resolution,
  installed: ReadonlyMap<PackageName, ResolvedPackage>,
): string {
  const own = packages.find((one) => one.name === name);
  const moved = packages.flatMap((one) => {
    const after = installed.get(one.name);
    if (own === undefined || one.name === name || after === undefined) return [];
    if (compareVersions(after.version, one.version) === 0) return [];
    const held = excludes(one, name, after.version) || excludes(installed.get(name), one.name, own.version);
    return held ? [one.name] : [];
  });
  return moved.length === 0 ? "moves with the rest" : `makes way for ${moved.join(", ")}`;
}

/** Whether another package asks for this one in a way that a version of it does not meet. */
function excludes(of: ResolvedPackage | undefined, by: PackageName, version: Version): boolean {
  return (of?.demandedBy ?? []).some((demand) => {
    if (demand.kind !== "package" || demand.name !== by) return false;
    const range = rangeOfDemand(demand);
    return range !== null && !rangeContains(range, version);
  });
}

/**
 * What a compiled list lacks of the packages that would be installed, and what it lists of those that would not: a list without a package that is
 * needed installs something unpinned, or with hashes nothing at all. Null where it has all and no more.
 */
export function compiledEdit(
  file: string,
  listed: readonly Requirement[],
  before: Resolution,
  after: Resolution,
): PlannedEdit | null {
  const names = new Set(listed.map(({ specifier }) => specifier.name));
  const hashed = listed.some(({ hashes }) => hashes.length > 0);
  const installed = new Set(after.packages.map(({ name }) => name));
  const known = new Set(before.packages.map(({ name }) => name));
  const added = after.packages
    .filter(({ name }) => !names.has(name) && !known.has(name))
    .map(
      (one): CompiledPin => ({
        name: one.name,
        version: withoutLocal(one.version).text,
        hashes: hashed ? hashesOf(one) : [],
        via: one.demandedBy.flatMap((demand) => (demand.kind === "package" ? [demand.name] : [])).sort(),
      }),
    );
  const removed = before.packages.map(({ name }) => name).filter((name) => names.has(name) && !installed.has(name));
  return added.length + removed.length === 0 ? null : { kind: "compiled", file, added, removed };
}

/** The hashes of every file of the version, as a compiled list has them. */
function hashesOf({ files }: ResolvedPackage): readonly string[] {
  const all = files.flatMap(({ hashes }) => (hashes["sha256"] === undefined ? [] : [`sha256:${hashes["sha256"]}`]));
  return [...new Set(all)].sort();
}

/** The edit by which a line asks for another package: pinned where the line named its version, else from the chosen version on. */
export function swapEdit(line: Requirement, { range, reason }: Swap, chosen: ResolvedPackage): PlannedEdit {
  const version = withoutLocal(chosen.version).text;
  return {
    kind: "clauses",
    requirement: line,
    clauses: namesVersion(line) ? `==${version}` : (range ?? `>=${version}`),
    hashes: line.hashes.length === 0 ? [] : hashesOf(chosen),
    name: chosen.name,
    why: `${chosen.name} takes the place of ${line.specifier.name}${reason === null ? "" : `: ${reason}`}`,
  };
}

/** The very version that was checked: every demand on the package is put aside. */
export function overrideEdit(
  chosen: ResolvedPackage,
  { file, as }: { readonly file: string; readonly as: AddedAs },
): PlannedEdit {
  const demands = chosen.demandedBy.flatMap((one) => (one.kind === "package" ? [one.name] : []));
  const who = demands.length === 0 ? "" : `, whatever ${[...new Set(demands)].sort().join(" and ")} asks for`;
  return {
    kind: "constraint",
    file,
    text: `${chosen.name}==${withoutLocal(chosen.version).text}`,
    as,
    why: `${chosen.name} ${chosen.version.text}${who}`,
  };
}

/**
 * A constraint that keeps a bad version of a package away, where the edits alone would not: nothing else in the manifests says which version of it is
 * installed. Null where the version is the one that is wanted.
 */
export function constraintFor(
  name: PackageName,
  bad: Version,
  { version }: ResolvedPackage,
  { file, as }: { readonly file: string; readonly as: AddedAs },
  because: string,
): PlannedEdit | null {
  const order = compareVersions(version, bad);
  if (order === 0) return null;
  // An override takes the place of every demand: only the very version is known to meet them.
  const operator = as.as === "override" ? "==" : order > 0 ? ">=" : "<=";
  const text = `${name}${operator}${withoutLocal(version).text}`;
  const why = `keeps ${name} ${bad.text} away, which would bring ${because}: no other line says which version is installed`;
  return { kind: "constraint", file, text, as, comment: `not required directly: ${because}`, why };
}
