import type { PackageName } from "../python/name.ts";
import { compareVersions, parseVersion, type Version, withoutLocal } from "../python/version.ts";
import {
  type CutPoint,
  complementRange,
  fullRange,
  intersectRanges,
  rangeOfSpecifier,
  singletonRange,
  uniteRanges,
  type VersionRange,
} from "../python/version-range.ts";
import type { AvoidedByName, AvoidedVersions } from "../resolution/avoided-versions.ts";
import type { Finding } from "../rule/finding.ts";

const [bottom, top] = fullRange.cuts as readonly [CutPoint, CutPoint];

/** What a finding says of the versions of its package that are as bad as the one that was found. */
export interface Shunned {
  readonly name: PackageName;
  readonly versions: AvoidedVersions;
}

/**
 * The versions that would bring a finding back, as far as the finding tells. An advisory tells the versions from the affected one up to
 * the nearest fix; a rule that names versions which would be fine rules out all others; else only the version itself is known to be bad.
 * It is never more than is known: what is still wrong with the next version is found by asking again.
 *
 * Null where the finding is about no package, or its version is no version.
 */
export function shunnedBy(finding: Finding): Shunned | null {
  const { package: name, version } = finding;
  const found = version === null ? null : parseVersion(version);
  if (name === null || found === null) return null;
  const range = finding.advisory === null ? rangeOfRule(finding, found) : rangeOfAdvisory(finding, found);
  const why = finding.advisory === null ? `has the finding ${finding.rule}` : `is affected by ${finding.advisory.id}`;
  return { name: name as PackageName, versions: { range, why, cause: "finding" } };
}

function rangeOfAdvisory({ fixedIn }: Finding, found: Version): VersionRange {
  const affected = withoutLocal(found);
  const above = fixedIn.map(parseVersion).filter((fix): fix is Version => fix !== null);
  const nearest = above.filter((fix) => compareVersions(fix, affected) > 0).sort(compareVersions)[0];
  return nearest === undefined ? exactly(affected) : span(affected, nearest);
}

/**
 * Rules name the nearest versions that they would let pass, of either direction: what lies between them and the found one is as bad as that, and where they name
 * none in a direction, all of it is. What lies beyond the nearest is not said, and asked.
 */
function rangeOfRule({ fixedIn }: Finding, found: Version): VersionRange {
  const fine = fixedIn.map(parseVersion).filter((version): version is Version => version !== null);
  if (fine.length === 0) return exactly(found);
  const sorted = fine.sort(compareVersions);
  const below = sorted.findLast((version) => compareVersions(version, found) < 0);
  const above = sorted.find((version) => compareVersions(version, found) > 0);
  return {
    cuts: [
      below === undefined ? bottom : { version: below, after: true },
      above === undefined ? top : { version: above, after: false },
    ],
  };
}

/** A version with all its local versions: advisories and tables speak of public ones. */
function exactly(version: Version): VersionRange {
  if (version.local !== null) return singletonRange(version);
  return rangeOfSpecifier({ operator: "==", version, wildcard: false, versionText: version.text });
}

/** As OSV's ranges have it: from a version on, and before another. */
const span = (from: Version, before: Version): VersionRange => ({
  cuts: [
    { version: from, after: false },
    { version: before, after: false },
  ],
});

/** Older versions of one package that an advisory brings back before all that is older than its fix is ruled out. */
const mostSteps = 2;

/**
 * Counts how often an advisory comes back with an older version of its package: what comes anew and is held below the fix by others goes down one release after
 * the other. After some steps everything below the fix is ruled out: releases from before an advisory's beginning are nothing to go back to.
 */
export class Descent {
  readonly #steps = new Map<string, number>();

  shun(finding: Finding): Shunned | null {
    const shunned = shunnedBy(finding);
    if (shunned === null || finding.advisory === null || finding.fixedIn.length === 0) return shunned;
    const key = `${finding.advisory.id} ${shunned.name}`;
    const steps = (this.#steps.get(key) ?? 0) + 1;
    this.#steps.set(key, steps);
    const upper = shunned.versions.range.cuts[1];
    if (steps <= mostSteps || upper === undefined) return shunned;
    return { name: shunned.name, versions: { ...shunned.versions, range: { cuts: [bottom, upper] } } };
  }
}

/** Both, for every package. */
export function avoidingMore(known: AvoidedByName, more: readonly Shunned[]): AvoidedByName {
  const all = new Map(known);
  for (const { name, versions } of more) all.set(name, [...(all.get(name) ?? []), versions]);
  return all;
}

/** Nothing older than what is installed, of any package: a fix that goes back trades one risk for another. */
export function noDowngrade(installed: ReadonlyMap<PackageName, Version>): AvoidedByName {
  const all = new Map<PackageName, readonly AvoidedVersions[]>();
  for (const [name, version] of installed) {
    const why = `is older than the ${version.text} that is installed`;
    all.set(name, [
      { range: { cuts: [bottom, { version: withoutLocal(version), after: false }] }, why, cause: "older" },
    ]);
  }
  return all;
}

/** Nothing but these versions. */
export function keptWithin(
  name: PackageName,
  range: VersionRange,
  cause: AvoidedVersions["cause"],
  why: string,
): Shunned {
  return { name, versions: { range: complementRange(range), why, cause } };
}

/** True where nothing that is avoided already covers more than `shunned` does: asking again would not help otherwise. */
export function isNews(known: AvoidedByName, { name, versions }: Shunned): boolean {
  const covered = (known.get(name) ?? []).map(({ range }) => range).reduce(uniteRanges, { cuts: [] });
  return intersectRanges(versions.range, complementRange(covered)).cuts.length > 0;
}
