import type { Incompatibility } from "./incompatibility.ts";

/**
 * Why an incompatibility holds. All but the last are facts of the outside world; the last follows from two others.
 * `F` is what the client attaches to a fact so that it can put it in words.
 */
export type Cause<P, V, F> =
  /** The root must be selected. */
  | { readonly kind: "root" }
  /** `dependent` asks for `dependency`. Facts of merged incompatibilities are kept side by side. */
  | { readonly kind: "dependency"; readonly dependent: P; readonly dependency: P; readonly facts: readonly F[] }
  /** Whoever asks for the package, it must stay within bounds. */
  | { readonly kind: "limit"; readonly facts: readonly F[] }
  /** No version of the package's set can be selected. */
  | { readonly kind: "no-version"; readonly facts: readonly F[] }
  /** A version exists and cannot be selected: what it needs is not known, or is broken. */
  | { readonly kind: "unusable"; readonly facts: readonly F[] }
  | {
      readonly kind: "derived";
      readonly conflict: Incompatibility<P, V, F>;
      readonly satisfier: Incompatibility<P, V, F>;
      /** The package on which the two were resolved. */
      readonly on: P;
    };
