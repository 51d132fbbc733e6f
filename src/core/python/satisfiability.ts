import type { SpecifierSet } from "./specifier.ts";
import { type MatchOptions, specifierSetContains } from "./specifier-match.ts";
import { isPrerelease, makeVersion, type Version } from "./version.ts";
import { type CutPoint, compareCuts, rangeOf, type VersionRange } from "./version-range.ts";

/**
 * Can no version at all satisfy the set, whatever is ever released? With `prereleases` false a set that lets
 * pre-releases through alone (`>=1.0a1,<1.0`) is unsatisfiable too.
 */
export function isUnsatisfiable(set: SpecifierSet, options: MatchOptions = {}): boolean {
  const arbitrary = set.specifiers.find((specifier) => specifier.operator === "===");
  // `===` leaves one text as the only candidate.
  if (arbitrary !== undefined) return !specifierSetContains(set, arbitrary.versionText, options);
  const range = rangeOf(set);
  return options.prereleases === false ? !holdsFinalRelease(range) : range.cuts.length === 0;
}

/** Does the range hold a version that is no pre-release? */
export function holdsFinalRelease(range: VersionRange): boolean {
  for (let i = 0; i < range.cuts.length; i += 2) {
    const lower = range.cuts[i] as CutPoint;
    const upper = range.cuts[i + 1] as CutPoint;
    const final: CutPoint = isPrerelease(lower.version) ? { version: leastFinal(lower.version), after: false } : lower;
    if (compareCuts(final, upper) < 0) return true;
  }
  return false;
}

/** The first final or post-release behind a pre-release: `1.0` behind `1.0a1.post1`, `1.0.post1` behind `1.0.post1.dev2`. */
function leastFinal(version: Version): Version {
  return makeVersion({
    ...version,
    pre: null,
    post: version.pre === null ? version.post : null,
    dev: null,
    local: null,
  });
}
