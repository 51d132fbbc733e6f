import type { Agenda } from "./agenda.ts";
import type { Decision, Derivation, PackageAssignments } from "./assignment.ts";
import type { Incompatibility } from "./incompatibility.ts";
import { termOf } from "./incompatibility.ts";
import { excludes, implies, intersectTerms, negate, type Term } from "./term.ts";
import type { VersionSets } from "./version-set.ts";

/** How a set of terms relates to what is assigned. */
export type Relation<P> =
  | { readonly kind: "satisfied" }
  | { readonly kind: "contradicted" }
  /** All terms hold but the one of `package`, which is open. */
  | { readonly kind: "almost-satisfied"; readonly package: P }
  | { readonly kind: "inconclusive" };

const satisfied = { kind: "satisfied" } as const;
const contradicted = { kind: "contradicted" } as const;
const inconclusive = { kind: "inconclusive" } as const;

/** The earliest assignment by which a term holds. `derivation` is null where only the decision makes it hold. */
export interface Satisfier<P, V, F> {
  readonly derivation: Derivation<P, V, F> | null;
  readonly level: number;
  readonly index: number;
}

/**
 * What the solver has decided and derived so far, in order, with decision levels. Levels count the decisions: the
 * root is level 1. Backtracking costs what it removes, not what there is.
 */
export class PartialSolution<P, V, R, F> {
  level = 0;
  /** Nothing has gone wrong yet: decisions need no look ahead. */
  everBacktracked = false;
  readonly #sets: VersionSets<V>;
  readonly #byPackage = new Map<P, PackageAssignments<P, V, R, F>>();
  /** The package of each assignment in order: the tape that backtracking unwinds. */
  readonly #trail: P[] = [];
  /** Packages with a positive term and no decision: those that are still to be decided. */
  readonly #open = new Set<P>();
  readonly #agenda: Agenda<P>;

  constructor(sets: VersionSets<V>, agenda: Agenda<P>) {
    this.#sets = sets;
    this.#agenda = agenda;
  }

  known(of: P): Term<V> | undefined {
    return this.#byPackage.get(of)?.known;
  }

  isDecided(of: P): boolean {
    return this.#byPackage.get(of)?.decision != null;
  }

  /** Packages that must be selected and are not decided, in no meaningful order. */
  get open(): ReadonlySet<P> {
    return this.#open;
  }

  *decisions(): Generator<readonly [P, R]> {
    for (const [index, name] of this.#trail.entries()) {
      const decision = this.#byPackage.get(name)?.decision;
      if (decision != null && decision.index === index) yield [name, decision.version];
    }
  }

  decide(name: P, version: R, term: Term<V>): void {
    const assignments = this.#assignmentsOf(name, term);
    this.level += 1;
    const decision: Decision<V, R> = { version, term, level: this.level, index: this.#trail.length };
    assignments.decision = decision;
    assignments.known = term;
    this.#trail.push(name);
    this.#open.delete(name);
  }

  /** What must hold of `name` because all other terms of `cause` hold. */
  derive(name: P, cause: Incompatibility<P, V, F>): void {
    const term = termOf(cause, name);
    if (term === null) throw new Error("An incompatibility has no term for the package that it was to settle.");
    const added = negate(term);
    const assignments = this.#assignmentsOf(name, added);
    const last = assignments.derivations.at(-1);
    const accumulated = last === undefined ? added : intersectTerms(this.#sets, last.accumulated, added);
    assignments.derivations.push({ cause, accumulated, level: this.level, index: this.#trail.length });
    if (assignments.decision === null) assignments.known = accumulated;
    this.#trail.push(name);
    if (accumulated.positive && assignments.decision === null) this.#reopen(name);
  }

  backtrack(level: number): void {
    this.everBacktracked = true;
    while (this.#trail.length > 0) {
      const name = this.#trail[this.#trail.length - 1] as P;
      const assignments = this.#byPackage.get(name);
      if (assignments === undefined) break;
      const { decision, derivations } = assignments;
      const last = derivations.at(-1);
      const top = this.#trail.length - 1;
      if (decision !== null && decision.index === top) {
        if (decision.level <= level) break;
        assignments.decision = null;
      } else {
        if (last === undefined || last.level <= level) break;
        derivations.pop();
      }
      this.#trail.pop();
      this.#restore(assignments);
    }
    this.level = level;
    this.#agenda.restore(this.#open);
  }

  /** Undoes the decision on `name` and all after it; false where it is not decided. */
  backtrackBefore(name: P): boolean {
    const decision = this.#byPackage.get(name)?.decision;
    if (decision == null) return false;
    this.backtrack(decision.level - 1);
    return true;
  }

  relation(
    incompatibility: Incompatibility<P, V, F>,
    assumed?: { readonly package: P; readonly term: Term<V> },
  ): Relation<P> {
    let open: P | null = null;
    let opens = 0;
    for (const { package: name, term } of incompatibility.terms) {
      const known = assumed !== undefined && assumed.package === name ? assumed.term : this.known(name);
      if (known === undefined) {
        opens += 1;
        open = name;
      } else if (excludes(this.#sets, known, term)) {
        return contradicted;
      } else if (!implies(this.#sets, known, term)) {
        opens += 1;
        open = name;
      }
    }
    if (opens === 0) return satisfied;
    return opens === 1 ? { kind: "almost-satisfied", package: open as P } : inconclusive;
  }

  /** The earliest assignment of `name` from which on `term` holds. The caller knows that it holds by now. */
  satisfier(name: P, term: Term<V>): Satisfier<P, V, F> {
    const assignments = this.#byPackage.get(name);
    if (assignments === undefined) throw new Error("A term is held to be satisfied of which nothing is assigned.");
    const { derivations, decision } = assignments;
    // What is accumulated only ever narrows, so the first that implies the term is found by halving.
    let low = 0;
    let high = derivations.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = derivations[middle] as Derivation<P, V, F>;
      if (implies(this.#sets, entry.accumulated, term)) high = middle;
      else low = middle + 1;
    }
    const found = derivations[low];
    if (found !== undefined) return { derivation: found, level: found.level, index: found.index };
    if (decision === null) throw new Error("A term is held to be satisfied that does not hold.");
    return { derivation: null, level: decision.level, index: decision.index };
  }

  /** What the assignment itself says, without those before it. */
  ownTerm(name: P, satisfier: Satisfier<P, V, F>): Term<V> {
    const term =
      satisfier.derivation === null
        ? this.#byPackage.get(name)?.decision?.term
        : negatedTermOf(satisfier.derivation.cause, name);
    if (term === undefined || term === null) throw new Error("An assignment has no term for its package.");
    return term;
  }

  #assignmentsOf(name: P, first: Term<V>): PackageAssignments<P, V, R, F> {
    const present = this.#byPackage.get(name);
    if (present !== undefined) return present;
    const created: PackageAssignments<P, V, R, F> = { package: name, derivations: [], decision: null, known: first };
    this.#byPackage.set(name, created);
    return created;
  }

  #restore(assignments: PackageAssignments<P, V, R, F>): void {
    const name = assignments.package;
    const last = assignments.derivations.at(-1);
    if (assignments.decision !== null) return;
    if (last === undefined) {
      this.#byPackage.delete(name);
      this.#close(name);
      return;
    }
    assignments.known = last.accumulated;
    if (last.accumulated.positive) this.#reopen(name);
    else this.#close(name);
  }

  #reopen(name: P): void {
    this.#open.add(name);
    this.#agenda.touch(name);
  }

  #close(name: P): void {
    this.#open.delete(name);
    this.#agenda.drop(name);
  }
}

function negatedTermOf<P, V, F>(incompatibility: Incompatibility<P, V, F>, name: P): Term<V> | null {
  const term = termOf(incompatibility, name);
  return term === null ? null : negate(term);
}
