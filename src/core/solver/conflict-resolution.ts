import { type Incompatibility, isTerminal, resolveTerms } from "./incompatibility.ts";
import type { IncompatibilityStore } from "./incompatibility-store.ts";
import type { PartialSolution, Satisfier } from "./partial-solution.ts";
import { intersectTerms, negate, type Term } from "./term.ts";
import type { VersionSets } from "./version-set.ts";

export type ConflictResolution<P, V, F> =
  /** `rootCause` is what to learn; going back to `level` leaves `package` as its only open term. */
  | {
      readonly kind: "backtrack";
      readonly rootCause: Incompatibility<P, V, F>;
      readonly package: P;
      readonly level: number;
    }
  | { readonly kind: "unsolvable"; readonly proof: Incompatibility<P, V, F> };

/** Told of each step on the way, with the package that it was about. */
export type NoteCause<P, V, F> = (name: P, cause: Incompatibility<P, V, F>) => void;

/**
 * Finds why a satisfied incompatibility came about, by resolving it with the cause of its latest term until what is
 * left could have been known at an earlier decision level.
 */
export function resolveConflict<P, V, R, F>(
  conflict: Incompatibility<P, V, F>,
  root: P,
  sets: VersionSets<V>,
  solution: PartialSolution<P, V, R, F>,
  store: IncompatibilityStore<P, V, F>,
  note: NoteCause<P, V, F>,
): ConflictResolution<P, V, F> {
  let current = conflict;
  for (;;) {
    if (isTerminal(current, root)) return { kind: "unsolvable", proof: current };
    const { on, latest, previousLevel } = latestSatisfier(current, sets, solution);
    if (latest.derivation === null || previousLevel < latest.level) {
      note(on, current);
      return { kind: "backtrack", rootCause: current, package: on, level: previousLevel };
    }
    const satisfier = latest.derivation.cause;
    current = store.create(resolveTerms(sets, current, satisfier, on), {
      kind: "derived",
      conflict: current,
      satisfier,
      on,
    });
    note(on, current);
  }
}

/** The term that came to hold last, and the level at which everything else, or the rest of that term, held already. */
function latestSatisfier<P, V, R, F>(
  incompatibility: Incompatibility<P, V, F>,
  sets: VersionSets<V>,
  solution: PartialSolution<P, V, R, F>,
): { on: P; latest: Satisfier<P, V, F>; previousLevel: number } {
  let latest: { on: P; term: Term<V>; satisfier: Satisfier<P, V, F> } | null = null;
  let previousLevel = 1;
  for (const { package: name, term } of incompatibility.terms) {
    const satisfier = solution.satisfier(name, term);
    if (latest === null) latest = { on: name, term, satisfier };
    else if (satisfier.index > latest.satisfier.index) {
      previousLevel = Math.max(previousLevel, latest.satisfier.level);
      latest = { on: name, term, satisfier };
    } else previousLevel = Math.max(previousLevel, satisfier.level);
  }
  if (latest === null) throw new Error("An empty incompatibility has no satisfier.");
  // The latest assignment may need earlier ones of its package to imply the term. Where it needs none, the package's
  // first assignment counts all the same: a conflict is then traced to the decision that brought the package in.
  const own = solution.ownTerm(latest.on, latest.satisfier);
  const rest = solution.satisfier(latest.on, negate(intersectTerms(sets, own, negate(latest.term))));
  return { on: latest.on, latest: latest.satisfier, previousLevel: Math.max(previousLevel, rest.level) };
}
