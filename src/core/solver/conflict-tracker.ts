import type { Incompatibility } from "./incompatibility.ts";

/** So many conflicts make a pair's order worth changing; fewer are everyday backtracking. uv uses the same number. */
const threshold = 5;

/**
 * Counts which packages are rejected and which reject them. Where a decided package makes every version of another
 * fail one by one, it is cheaper to decide the other first: boto3 before urllib3 when urllib3 is held back.
 */
export class ConflictTracker<P> {
  /** Packages that reached the threshold since the last look. */
  rejected: P[] = [];
  rejecting: P[] = [];
  readonly #rejections = new Map<P, number>();
  readonly #culprits = new Map<P, number>();
  readonly #subjectOf: (name: P) => string;

  constructor(subjectOf: (name: P) => string) {
    this.#subjectOf = subjectOf;
  }

  record<V, F>(affected: P, incompatibility: Incompatibility<P, V, F>): void {
    let real = false;
    for (const { package: culprit } of incompatibility.terms) {
      // Faces of one package move together, so a conflict between them says nothing about order.
      if (culprit === affected || this.#subjectOf(culprit) === this.#subjectOf(affected)) continue;
      real = true;
      if (increment(this.#culprits, culprit) === threshold) this.rejecting.push(culprit);
    }
    if (real && increment(this.#rejections, affected) === threshold) this.rejected.push(affected);
  }
}

function increment<P>(counts: Map<P, number>, key: P): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
