import type { Specifier, SpecifierSet } from "./specifier.ts";
import { mentionsPrerelease } from "./specifier.ts";
import { comparePublic, compareVersions, isPrerelease, parseVersion, type Version } from "./version.ts";
import { rangeContains, rangeOfSpecifier } from "./version-range.ts";

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
 * names one, or when nothing else does.
 */
export function specifierSetFilter<T extends Version | string>(
  set: SpecifierSet,
  candidates: Iterable<T>,
  options: MatchOptions = {},
): T[] {
  const policy = options.prereleases ?? (mentionsPrerelease(set) ? true : null);
  const kept: T[] = [];
  const finals: T[] = [];
  for (const candidate of candidates) {
    if (!specifierSetContains(set, candidate, { prereleases: policy !== false })) continue;
    const version: Version | null = typeof candidate === "string" ? parseVersion(candidate) : candidate;
    kept.push(candidate);
    if (version === null || !isPrerelease(version)) finals.push(candidate);
  }
  if (policy === true) return kept;
  return policy === false || finals.length > 0 ? finals : kept;
}

function matches(specifier: Specifier, version: Version | null, text: string): boolean {
  if (specifier.operator === "===") return text.toLowerCase() === specifier.versionText.toLowerCase();
  const bound = specifier.version;
  if (version === null || bound === null) return false;
  // The commonest clauses need no interval.
  switch (specifier.operator) {
    case ">=":
      return compareVersions(version, bound) >= 0;
    case "<=":
      return comparePublic(version, bound) <= 0;
    case "==":
    case "!=":
      if (specifier.wildcard) break;
      return (
        ((bound.local === null ? comparePublic(version, bound) : compareVersions(version, bound)) === 0) ===
        (specifier.operator === "==")
      );
    default:
      break;
  }
  return rangeContains(rangeOfSpecifier(specifier), version);
}
