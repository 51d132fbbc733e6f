import {
  complementRange,
  emptyRange,
  fullRange,
  intersectRanges,
  isBottom,
  isEmptyRange,
  isSubrange,
  isTop,
  rangesDisjoint,
  rangesEqual,
  uniteRanges,
  type VersionRange,
} from "../python/version-range.ts";
import type { VersionSets } from "../solver/version-set.ts";

/** The set algebra of PEP 440 ranges, as the solver wants it. */
export const rangeSets: VersionSets<VersionRange> = {
  empty: emptyRange,
  full: fullRange,
  intersect: intersectRanges,
  unite: uniteRanges,
  complement: complementRange,
  isEmpty: isEmptyRange,
  isFull: ({ cuts }) => cuts.length === 2 && isBottom(cuts[0] as never) && isTop(cuts[1] as never),
  isSubset: isSubrange,
  isDisjoint: rangesDisjoint,
  equals: rangesEqual,
};
