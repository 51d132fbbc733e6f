import type { Specifier, SpecifierSet } from "./specifier.ts";
import { mentionsPrerelease } from "./specifier.ts";
import { comparePublic, compareVersions, isPrerelease, parseVersion, type Version } from "./version.ts";
import { rangeContains, rangeOfSpecifier, type VersionRange } from "./version-range.ts";

export interface MatchOptions {
  /** `true` lets pre-releases through, `false` never does, `null` decides as PEP 440 recommends. */
  readonly prereleases?: boolean | null;
}

/**
 * Does the set let this version through? With `prereleases` null a pre-release passes: a single candidate has no
 * final release beside it that PEP 440 would prefer. A text is taken as it stands, so that `===` can compare it.
 */
export function specifierSetContains(
  set: SpecifierSet,
  candidate: Version | string,
  options: MatchOptions = {},
): boolean {
  const version = typeof candidate === "string" ? parseVersion(candidate) : candidate;
  if (options.prereleases === false && version !== null && isPrerelease(version)) return false;
  const text = typeof candidate === "string" ? candidate : candidate.text;
  return set.specifiers.every((specifier) => matches(specifier, version, text));
}

/**
 * The candidates that the set lets through, in their order. With `prereleases` null, pre-releases pass when a clause
 * names one, or when no final release passes. A text that is no version is neither, and passes with both.
 */
export function specifierSetFilter<T extends Version | string>(
  set: SpecifierSet,
  candidates: Iterable<T>,
  options: MatchOptions = {},
): T[] {
  const policy = options.prereleases ?? (mentionsPrerelease(set) ? true : null);
  const kept: T[] = [];
  const withoutPrereleases: T[] = [];
  let final = false;
  for (const candidate of candidates) {
    if (!specifierSetContains(set, candidate, { prereleases: true })) continue;
    kept.push(candidate);
    const version: Version | null = typeof candidate === "string" ? parseVersion(candidate) : candidate;
    if (version !== null && isPrerelease(version)) continue;
    withoutPrereleases.push(candidate);
    if (version !== null) final = true;
  }
  return policy === false || (policy === null && final) ? withoutPrereleases : kept;
}

function matches(specifier: Specifier, version: Version | null, text: string): boolean {
  const { operator, version: bound, wildcard } = specifier;
  if (operator === "===") return text.toLowerCase() === specifier.versionText.toLowerCase();
  if (version === null || bound === null) return false;
  // The commonest clauses need no interval.
  if (operator === ">=") return compareVersions(version, bound) >= 0;
  if (operator === "<=") return comparePublic(version, bound) <= 0;
  if (!wildcard && (operator === "==" || operator === "!=")) {
    const order = bound.local === null ? comparePublic(version, bound) : compareVersions(version, bound);
    return (order === 0) === (operator === "==");
  }
  let range = ranges.get(specifier);
  if (range === undefined) {
    range = rangeOfSpecifier(specifier);
    ranges.set(specifier, range);
  }
  return rangeContains(range, version);
}

/** The intervals of clauses that were matched before: one clause meets many versions. It lives as long as the clause. */
const ranges = new WeakMap<Specifier, VersionRange>();
