import type { Specifier, SpecifierSet } from "./specifier.ts";
import { compareVersions, makeVersion, parseVersion, type Version, type VersionPart } from "./version.ts";

/**
 * A point between versions: right before `version` in PEP 440's total order, or right after it and before its
 * local versions. Every other boundary of the PEP is one of these: what follows `1.0` with all its local versions
 * is what precedes `1.0.post0.dev0`, the next public version that can exist.
 */
export interface CutPoint {
  readonly version: Version;
  readonly after: boolean;
}

/**
 * A set of versions: sorted, disjoint, non-touching intervals between cut points. Even entries of `cuts` open an
 * interval and odd ones close it. Every PEP 440 specifier is exactly such a set, save that `===` compares texts,
 * which `specifierSetContains` does.
 */
export interface VersionRange {
  readonly cuts: readonly CutPoint[];
}

// `0.dev0` is the least version, and no version has an infinite epoch.
const bottom: CutPoint = { version: parseVersion("0.dev0") as Version, after: false };
const top: CutPoint = { version: madeOf({ epoch: Infinity, release: [0] }), after: false };

export const emptyRange: VersionRange = { cuts: [] };
export const fullRange: VersionRange = { cuts: [bottom, top] };

/** This very version and nothing else: not its local versions either. */
export function singletonRange(version: Version): VersionRange {
  return {
    cuts: [
      { version, after: false },
      { version, after: true },
    ],
  };
}

/** The versions that all clauses of the set let through, pre-releases included. */
export function rangeOf(set: SpecifierSet): VersionRange {
  let range = fullRange;
  for (const specifier of set.specifiers) {
    const next = rangeOfSpecifier(specifier);
    range = range === fullRange ? next : intersectRanges(range, next);
  }
  return range;
}

export function rangeOfSpecifier({ operator, version, wildcard }: Specifier): VersionRange {
  if (version === null) return emptyRange;
  switch (operator) {
    case ">=":
      return between(before(version), top);
    case "<=":
      return between(bottom, afterLocals(version));
    case ">":
      return between(afterPosts(version), top);
    case "<":
      return between(bottom, before(beforePrereleases(version)));
    case "~=":
      return between(before(version), before(nextPrefix(version, version.release.length - 1)));
    case "===":
      return singletonRange(version);
    case "==":
      return equalTo(version, wildcard);
    case "!=":
      return complementRange(equalTo(version, wildcard));
  }
}

/** `==1.0` matches `1.0+local`; `==1.0+local` only that; `==1.0.*` from `1.0.dev0` up to `1.1.dev0`. */
function equalTo(version: Version, wildcard: boolean): VersionRange {
  if (wildcard) return between(before(beforePrereleases(version)), before(nextPrefix(version, version.release.length)));
  return version.local === null ? between(before(version), afterLocals(version)) : singletonRange(version);
}

function between(lower: CutPoint, upper: CutPoint): VersionRange {
  return compareCuts(lower, upper) < 0 ? { cuts: [lower, upper] } : emptyRange;
}

function before(version: Version): CutPoint {
  return { version, after: false };
}

/** `<1.0` leaves out `1.0.dev0` and its like; `<1.0rc1` does not leave out `1.0b1`. */
function beforePrereleases(version: Version): Version {
  return version.pre === null && version.dev === null ? makeVersion({ ...version, dev: 0, local: null }) : version;
}

/** Behind the version and its local versions, which is before the next public version that can exist. */
function afterLocals(version: Version): CutPoint {
  if (version.dev !== null) return before(makeVersion({ ...version, dev: successor(version.dev), local: null }));
  const post = version.post === null ? 0 : successor(version.post);
  return before(makeVersion({ ...version, post, dev: 0, local: null }));
}

/** `>1.0` leaves out `1.0.post1`, unless a post-release was named. */
function afterPosts(version: Version): CutPoint {
  if (version.dev !== null || version.post !== null) return afterLocals(version);
  if (version.pre === null) return before(makeVersion({ ...version, post: Infinity, local: null }));
  const pre = { letter: version.pre.letter, number: successor(version.pre.number) };
  return before(makeVersion({ ...version, pre, dev: 0, local: null }));
}

/** The first version behind everything that starts with the first `length` parts of the release: `1.4.5`, 2 → `1.5.dev0`. */
function nextPrefix(version: Version, length: number): Version {
  const release = version.release.slice(0, length);
  release[length - 1] = successor(release[length - 1] ?? 0);
  return madeOf({ epoch: version.epoch, release, dev: 0 });
}

function madeOf(fields: Pick<Version, "epoch" | "release"> & { dev?: VersionPart }): Version {
  return makeVersion({ pre: null, post: null, dev: null, local: null, ...fields });
}

/** The next integer, exact on both sides of 2^53. */
export function successor(part: VersionPart): VersionPart {
  if (typeof part === "bigint") return part + 1n;
  return part >= Number.MAX_SAFE_INTEGER && part !== Infinity ? BigInt(part) + 1n : part + 1;
}

export function compareCuts(a: CutPoint, b: CutPoint): number {
  return compareVersions(a.version, b.version) || Number(a.after) - Number(b.after);
}

export function rangeContains(range: VersionRange, version: Version): boolean {
  const { cuts } = range;
  let low = 0;
  let high = cuts.length;
  // The number of cuts at or below the version: inside an interval when it is odd.
  while (low < high) {
    const middle = (low + high) >>> 1;
    const cut = cuts[middle] as CutPoint;
    const order = compareVersions(cut.version, version);
    if (order < 0 || (order === 0 && !cut.after)) low = middle + 1;
    else high = middle;
  }
  return (low & 1) === 1;
}

export function intersectRanges(a: VersionRange, b: VersionRange): VersionRange {
  if (a === b || b === fullRange) return a;
  if (a === fullRange) return b;
  return sweep(a.cuts, b.cuts, 2);
}

export function uniteRanges(a: VersionRange, b: VersionRange): VersionRange {
  if (a === b || b.cuts.length === 0) return a;
  if (a.cuts.length === 0) return b;
  return sweep(a.cuts, b.cuts, 1);
}

/** Merges two sorted lists of cuts, keeping where the number of open sets passes `least`. */
function sweep(a: readonly CutPoint[], b: readonly CutPoint[], least: 1 | 2): VersionRange {
  const cuts: CutPoint[] = [];
  let i = 0;
  let j = 0;
  let inside = false;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    const order = left === undefined ? 1 : right === undefined ? -1 : left === right ? 0 : compareCuts(left, right);
    const cut = (order <= 0 ? left : right) as CutPoint;
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
    const now = (i & 1) + (j & 1) >= least;
    if (now !== inside) {
      cuts.push(cut);
      inside = now;
    }
  }
  return cuts.length === 0 ? emptyRange : { cuts };
}

/** Every version that the range leaves out. */
export function complementRange(range: VersionRange): VersionRange {
  const { cuts } = range;
  if (cuts.length === 0) return fullRange;
  const first = cuts[0] as CutPoint;
  const last = cuts[cuts.length - 1] as CutPoint;
  const result = isBottom(first) ? cuts.slice(1) : [bottom, ...cuts];
  if (isTop(last)) result.pop();
  else result.push(top);
  return result.length === 0 ? emptyRange : { cuts: result };
}

export function isBottom(cut: CutPoint): boolean {
  return cut === bottom || compareCuts(cut, bottom) === 0;
}

export function isTop(cut: CutPoint): boolean {
  return cut.version.epoch === Infinity;
}

export function isEmptyRange(range: VersionRange): boolean {
  return range.cuts.length === 0;
}

export function rangesEqual(a: VersionRange, b: VersionRange): boolean {
  if (a === b) return true;
  if (a.cuts.length !== b.cuts.length) return false;
  return a.cuts.every((cut, i) => compareCuts(cut, b.cuts[i] as CutPoint) === 0);
}

/** Is every version of `a` in `b`? */
export function isSubrange(a: VersionRange, b: VersionRange): boolean {
  if (a === b || b === fullRange) return true;
  const x = a.cuts;
  const y = b.cuts;
  let j = 0;
  for (let i = 0; i < x.length; i += 2) {
    // The first interval of `b` that ends at or behind the end of this one must also begin at or before its start.
    j = skipIntervals(y, j, x[i + 1] as CutPoint, 0);
    if (j >= y.length || compareCuts(y[j] as CutPoint, x[i] as CutPoint) > 0) return false;
  }
  return true;
}

export function rangesDisjoint(a: VersionRange, b: VersionRange): boolean {
  const [x, y] = a.cuts.length < b.cuts.length ? [a.cuts, b.cuts] : [b.cuts, a.cuts];
  let j = 0;
  for (let i = 0; i < x.length; i += 2) {
    // The first interval of `y` that ends behind the start of this one must also begin at or behind its end.
    j = skipIntervals(y, j, x[i] as CutPoint, 1);
    if (j >= y.length) return true;
    if (compareCuts(y[j] as CutPoint, x[i + 1] as CutPoint) < 0) return false;
  }
  return true;
}

/**
 * Index of the first interval at or behind `from` that does not end before the cut (`least` 0), or that ends behind it (`least` 1). In growing
 * steps and then by halving: the solver asks of one version, time and again, whether it is in a set of hundreds of intervals.
 */
function skipIntervals(cuts: readonly CutPoint[], from: number, cut: CutPoint, least: 0 | 1): number {
  let low = from;
  let high = from;
  for (let step = 2; high < cuts.length && compareCuts(cuts[high + 1] as CutPoint, cut) < least; step *= 2) {
    low = high + 2;
    high += step;
  }
  if (high > cuts.length) high = cuts.length;
  while (low < high) {
    const middle = ((low + high) >>> 2) << 1;
    if (compareCuts(cuts[middle + 1] as CutPoint, cut) < least) low = middle + 2;
    else high = middle;
  }
  return low;
}
