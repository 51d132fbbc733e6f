import type { Term } from "./term.ts";
import type { VersionSets } from "./version-set.ts";

/** What a package version asks of another package. */
export interface Dependency<P, V, F> {
  readonly package: P;
  readonly set: V;
  /** For the explanation: the text that asks, and where it stands. */
  readonly fact: F;
  /** A single version is asked for, or a place outside every index: such packages leave no choice, so they go first. */
  readonly pull: "ranged" | "pinned" | "placed";
}

export type Choice<V, R, F> =
  | { readonly kind: "version"; readonly version: R }
  /** Nothing in `set`, which holds at least the set that was asked for, can be selected. */
  | { readonly kind: "none"; readonly set: V; readonly facts: readonly F[] }
  | { readonly kind: "unknown" };

export type Dependencies<P, V, F> =
  /**
   * `among` holds the version and no other that could be selected without having just these dependencies: a range
   * with its gaps up to the neighbours is fine, and makes for short proofs.
   */
  | { readonly kind: "known"; readonly among: V; readonly dependencies: readonly Dependency<P, V, F>[] }
  | { readonly kind: "unusable"; readonly among: V; readonly facts: readonly F[] }
  | { readonly kind: "unknown" };

/** A package that is selected only together with another one, at the same version: an extra of a project. */
export interface Face<P, F> {
  readonly of: P;
  readonly fact: F;
}

export interface Limits<V, F> {
  readonly set: V;
  readonly facts: readonly F[];
  readonly pull: "ranged" | "pinned";
}

/** What a provider may look at while it chooses. */
export interface View<P, V> {
  /** Packages that must be selected and are not decided yet. */
  readonly open: ReadonlySet<P>;
  known(of: P): Term<V> | undefined;
}

/**
 * The world that the solver solves in. It may ask and wait (`Y` out, `A` in), it must give one answer to one question
 * within a solve, and it decides the order of versions. The order of packages is the solver's: see `priorities.ts`.
 *
 * `P` identifies a package and is compared by `===`; `V` is a set of versions, `R` a version, `F` a fact.
 */
export interface Provider<P, V, R, F, Y, A> {
  readonly sets: VersionSets<V>;
  readonly root: P;
  readonly rootVersion: R;
  exactly(version: R): V;
  /** Packages with one subject are faces of one thing, such as a package and its extras: they share a priority. */
  subjectOf(name: P): string;
  faceOf(name: P): Face<P, F> | null;
  /** The root, and what the surroundings settle, such as the Python: decided before all else, and never reordered. */
  isGiven(name: P): boolean;
  /** Bounds that hold for a package whoever asks for it. Read once, when it is first met. */
  limits(name: P): Limits<V, F> | null;
  choose(name: P, among: V, view: View<P, V>): Generator<Y, Choice<V, R, F>, A>;
  dependencies(name: P, version: R, view: View<P, V>): Generator<Y, Dependencies<P, V, F>, A>;
}
