import { resolveConflict } from "./conflict-resolution.ts";
import type { ConflictTracker } from "./conflict-tracker.ts";
import type { Contradictions } from "./contradictions.ts";
import type { Incompatibility } from "./incompatibility.ts";
import type { IncompatibilityStore } from "./incompatibility-store.ts";
import type { PartialSolution } from "./partial-solution.ts";
import type { VersionSets } from "./version-set.ts";

/** The parts of a solve that propagation works on. */
export interface Propagating<P, V, R, F> {
  readonly root: P;
  readonly sets: VersionSets<V>;
  readonly solution: PartialSolution<P, V, R, F>;
  readonly store: IncompatibilityStore<P, V, F>;
  readonly contradictions: Contradictions;
  readonly conflicts: ConflictTracker<P>;
}

/**
 * Draws every conclusion that follows from what has changed of `changed`, resolving conflicts on the way.
 * Returns the proof that there is no solution, or null.
 */
export function propagate<P, V, R, F>(state: Propagating<P, V, R, F>, changed: P): Incompatibility<P, V, F> | null {
  const pending: P[] = [changed];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const conflict = concludeAbout(state, name, pending);
    if (conflict === null) continue;
    const resolution = resolveConflict(
      conflict,
      state.root,
      state.sets,
      state.solution,
      state.store,
      // What was decided last is what the conflict befell, wherever it came to light.
      (name, cause) => state.conflicts.record(changed, name, cause),
    );
    if (resolution.kind === "unsolvable") return resolution.proof;
    const { rootCause, package: settled, level } = resolution;
    state.solution.backtrack(level);
    state.contradictions.backtrack(level);
    if (rootCause !== conflict) state.store.add(rootCause);
    state.solution.derive(settled, rootCause);
    state.contradictions.add(rootCause.id, state.solution.level);
    pending.length = 0;
    pending.push(settled);
  }
  return null;
}

/** Looks at each incompatibility about `name`, newest first: what was learnt last is most likely to bite. */
function concludeAbout<P, V, R, F>(
  state: Propagating<P, V, R, F>,
  name: P,
  pending: P[],
): Incompatibility<P, V, F> | null {
  const { solution, store, contradictions } = state;
  const list = store.about(name);
  for (let at = list.length - 1; at >= 0; at -= 1) {
    const incompatibility = list[at] as Incompatibility<P, V, F>;
    if (contradictions.has(incompatibility.id)) continue;
    const relation = solution.relation(incompatibility);
    switch (relation.kind) {
      case "satisfied":
        return incompatibility;
      case "almost-satisfied":
        if (!pending.includes(relation.package)) pending.push(relation.package);
        solution.derive(relation.package, incompatibility);
        contradictions.add(incompatibility.id, solution.level);
        break;
      case "contradicted":
        contradictions.add(incompatibility.id, solution.level);
        break;
      case "inconclusive":
        break;
    }
  }
  return null;
}
