import type { VersionSets } from "./version-set.ts";

/**
 * A statement about one package, true or false of a selection of versions.
 *
 * Positive: the package is selected, at a version of `set`. Negative: it is not selected at a version of `set`, so it
 * also holds where the package is not selected at all.
 */
export interface Term<V> {
  readonly positive: boolean;
  readonly set: V;
}

export const positive = <V>(set: V): Term<V> => ({ positive: true, set });
export const negative = <V>(set: V): Term<V> => ({ positive: false, set });
export const negate = <V>(term: Term<V>): Term<V> => ({ positive: !term.positive, set: term.set });

/** The term that holds exactly where both hold. */
export function intersectTerms<V>(sets: VersionSets<V>, a: Term<V>, b: Term<V>): Term<V> {
  if (a.positive && b.positive) return positive(sets.intersect(a.set, b.set));
  if (a.positive) return positive(sets.intersect(a.set, sets.complement(b.set)));
  if (b.positive) return positive(sets.intersect(b.set, sets.complement(a.set)));
  return negative(sets.unite(a.set, b.set));
}

/** The term that holds exactly where at least one holds. */
export const uniteTerms = <V>(sets: VersionSets<V>, a: Term<V>, b: Term<V>): Term<V> =>
  negate(intersectTerms(sets, negate(a), negate(b)));

/** Wherever `a` holds, `b` holds. */
export function implies<V>(sets: VersionSets<V>, a: Term<V>, b: Term<V>): boolean {
  if (a.positive) return b.positive ? sets.isSubset(a.set, b.set) : sets.isDisjoint(a.set, b.set);
  // "Not selected" satisfies `a`, so a positive `b` cannot follow.
  return !b.positive && sets.isSubset(b.set, a.set);
}

/** `a` and `b` cannot both hold. */
export function excludes<V>(sets: VersionSets<V>, a: Term<V>, b: Term<V>): boolean {
  if (a.positive) return b.positive ? sets.isDisjoint(a.set, b.set) : sets.isSubset(a.set, b.set);
  return b.positive && sets.isSubset(b.set, a.set);
}

/** It holds whatever is selected, so it says nothing. */
export const isTautology = <V>(sets: VersionSets<V>, term: Term<V>): boolean =>
  !term.positive && sets.isEmpty(term.set);

export const equalTerms = <V>(sets: VersionSets<V>, a: Term<V>, b: Term<V>): boolean =>
  a.positive === b.positive && sets.equals(a.set, b.set);
