import { oncePerWord } from "./once.ts";

/** A version of numbers and dots, as NVIDIA and glibc write theirs: `12.8`, `13`, `2.35`. */
export type Dotted = readonly number[];

/** Reads `12.8` or `2.35`; null for anything else. At most six parts of six digits: more is never a version of these. */
export const parseDotted = oncePerWord(1024, (text): Dotted | null =>
  /^\d{1,6}(?:\.\d{1,6}){0,5}$/.test(text) ? text.split(".").map(Number) : null,
);

/** Orders from old to new; a part that is missing counts as zero. */
export function compareDotted(left: Dotted, right: Dotted): number {
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
