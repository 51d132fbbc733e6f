import type { Incompatibility } from "./incompatibility.ts";

/** So many conflicts make a pair's order worth changing; fewer are everyday backtracking. uv uses the same number. */
const threshold = 5;

/**
 * Counts which packages are rejected and which reject them. Where a decided package makes every version of another
 * fail one by one, it is cheaper to decide the other first: boto3 before urllib3 when urllib3 is held back.
 */
export class ConflictTracker<P> {
  /** Steps learnt of conflicts so far. */
  count = 0;
  /** Packages that reached the threshold since the last look. */
  rejected: P[] = [];
  rejecting: P[] = [];
  readonly #rejections = new Map<P, number>();
  readonly #culprits = new Map<P, number>();
  readonly #subjectOf: (name: P) => string;

  constructor(subjectOf: (name: P) => string) {
    this.#subjectOf = subjectOf;
  }

  /**
   * `decided` was being decided when it came to light that the terms of `cause` go against each other. All its packages
   * but `affected`, the one whose term gives way, are culprits. A conflict counts once for each step that was learnt
   * of it, so that one which reaches deep into the graph weighs more.
   */
  record<V, F>(decided: P, affected: P, cause: Incompatibility<P, V, F>): void {
    this.count += 1;
    let real = false;
    for (const { package: culprit } of cause.terms) {
      // Faces of one package move together, so a conflict between them says nothing about order.
      if (culprit === affected || this.#subjectOf(culprit) === this.#subjectOf(affected)) continue;
      real = true;
      if (increment(this.#culprits, culprit) === threshold) this.rejecting.push(culprit);
    }
    if (real && increment(this.#rejections, decided) === threshold) this.rejected.push(decided);
  }
}

function increment<P>(counts: Map<P, number>, key: P): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
