import type { Version } from "../python/version.ts";
import { parseVersion } from "../python/version.ts";
import { oncePer } from "./once.ts";

/** The releases that a row of the tables speaks of. */
export interface ReleaseRange {
  readonly from: string;
  readonly through: string;
}

/**
 * Whether a release lies in a row's range: not before `from`, and not after `through` as far as `through` says, so that
 * `1.26` takes `1.26.3` in. Local versions and post-releases are the release they belong to; pre-releases of what comes
 * after are not taken in.
 */
export function inRange(version: Version, range: ReleaseRange): boolean {
  const { from, through } = endsOf(range);
  const release = version.release.map(Number);
  return compareParts(release, from, from.length) >= 0 && compareParts(release, through, through.length) <= 0;
}

/** Whether a release is newer than every row: what is not known is then the tables' age, not a gap in them. */
export function newerThanAll(version: Version, ranges: readonly ReleaseRange[]): boolean {
  const release = version.release.map(Number);
  return ranges.every((range) => {
    const { through } = endsOf(range);
    return compareParts(release, through, through.length) > 0;
  });
}

/** Rows of the tables are asked about every package of their name: their ends are read once. */
const endsOf = oncePer((range: ReleaseRange) => ({ from: releaseOf(range.from), through: releaseOf(range.through) }));

function releaseOf(text: string): readonly number[] {
  return (parseVersion(text)?.release ?? [0]).map(Number);
}

function compareParts(left: readonly number[], right: readonly number[], length: number): number {
  for (let i = 0; i < length; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
