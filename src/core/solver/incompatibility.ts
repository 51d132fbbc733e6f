import type { Cause } from "./cause.ts";
import { intersectTerms, isTautology, type Term, uniteTerms } from "./term.ts";
import type { VersionSets } from "./version-set.ts";

export interface PackageTerm<P, V> {
  readonly package: P;
  readonly term: Term<V>;
}

/** A set of terms that must not all hold at once, and why. Each package occurs in at most one term. */
export interface Incompatibility<P, V, F> {
  /** Counts from 0 in the order in which a solve learned them. */
  readonly id: number;
  readonly terms: readonly PackageTerm<P, V>[];
  readonly cause: Cause<P, V, F>;
}

export function termOf<P, V, F>(incompatibility: Incompatibility<P, V, F>, of: P): Term<V> | null {
  for (const entry of incompatibility.terms) if (entry.package === of) return entry.term;
  return null;
}

/**
 * The rule of resolution on `on`: of the two sets of terms, what remains when `on` is eliminated. Terms of other
 * packages are intersected; the two terms of `on` are united, and drop out where together they say nothing.
 */
export function resolveTerms<P, V, F>(
  sets: VersionSets<V>,
  conflict: Incompatibility<P, V, F>,
  satisfier: Incompatibility<P, V, F>,
  on: P,
): PackageTerm<P, V>[] {
  const terms = new Map<P, Term<V>>();
  for (const entry of conflict.terms) terms.set(entry.package, entry.term);
  for (const entry of satisfier.terms) {
    const present = terms.get(entry.package);
    if (present === undefined) terms.set(entry.package, entry.term);
    else if (entry.package === on) terms.set(on, uniteTerms(sets, present, entry.term));
    else terms.set(entry.package, intersectTerms(sets, present, entry.term));
  }
  const result: PackageTerm<P, V>[] = [];
  for (const [name, term] of terms) if (!isTautology(sets, term)) result.push({ package: name, term });
  return result;
}

/** It can be satisfied only by the root itself: nothing is left to give way, so there is no solution. */
export function isTerminal<P, V, F>(incompatibility: Incompatibility<P, V, F>, root: P): boolean {
  const [first, second] = incompatibility.terms;
  return first === undefined || (second === undefined && first.package === root && first.term.positive);
}
