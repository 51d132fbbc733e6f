import { compareVersions, parseVersion, type Version } from "../python/version.ts";
import type { Goal } from "./search.ts";

/**
 * The goals of one package that a nearer version may clear though none clears all of them: one set for each version that fixes some, the largest
 * first, without the set of all. A version holds what is fixed up to it, so each set is a part of the one before. Goals that no version is known to
 * fix are in none.
 */
export function lowerGoals(goals: readonly Goal[]): readonly (readonly Goal[])[] {
  const fixes = goals.flatMap((goal) => {
    const fix = nearestFix(goal);
    return fix === null ? [] : [{ goal, fix }];
  });
  const steps: Version[] = [];
  for (const { fix } of fixes.toSorted((a, b) => compareVersions(b.fix, a.fix))) {
    const last = steps.at(-1);
    if (last === undefined || compareVersions(last, fix) !== 0) steps.push(fix);
  }
  return steps
    .map((step) => fixes.filter(({ fix }) => compareVersions(fix, step) <= 0).map(({ goal }) => goal))
    .filter((part) => part.length < goals.length);
}

function nearestFix({ finding }: Goal): Version | null {
  const known = finding.fixedIn.map((text) => parseVersion(text)).filter((version) => version !== null);
  return known.toSorted(compareVersions)[0] ?? null;
}
