import type { Incompatibility } from "./incompatibility.ts";
import type { Term } from "./term.ts";

/** A term that the solver has derived by unit propagation, and what it followed from. */
export interface Derivation<P, V, F> {
  readonly cause: Incompatibility<P, V, F>;
  /** What is known of the package from this point on: this term and every earlier one together. */
  readonly accumulated: Term<V>;
  readonly level: number;
  /** Position among all assignments of the partial solution. */
  readonly index: number;
}

/** A version that the solver has chosen. */
export interface Decision<V, R> {
  readonly version: R;
  readonly term: Term<V>;
  readonly level: number;
  readonly index: number;
}

/** Everything that the partial solution says of one package. */
export interface PackageAssignments<P, V, R, F> {
  readonly package: P;
  readonly derivations: Derivation<P, V, F>[];
  decision: Decision<V, R> | null;
  /** All of it together. */
  known: Term<V>;
}
