import type { Origin } from "../error.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { Unusable } from "./unusable.ts";

/** A node of the proof that there is no resolution. A leaf is a fact; an inner node follows from its two causes. */
export type ProofNode =
  | { readonly kind: "derived"; readonly statement: string; readonly causes: readonly [ProofNode, ProofNode] }
  | { readonly kind: "fact"; readonly statement: string; readonly origin: Origin | null };

/** Why there is no resolution. */
export interface Conflict {
  /** The proof as prose, one paragraph or a few lines, naming the manifests' lines. */
  readonly text: string;
  readonly tree: ProofNode;
  /** Computed, not generic: what would make it solvable. */
  readonly hints: readonly string[];
  /** The manifests' lines that take part. */
  readonly origins: readonly Origin[];
  /** Versions that exist in a range for which the proof found none. */
  readonly passedOver: readonly PassedOver[];
  /** Every package that the proof speaks of: what may be chosen of others takes nothing from it. */
  readonly packages: ReadonlySet<PackageName>;
}

/** A version that was passed over in a range that the proof asks for. */
export interface PassedOver {
  readonly name: PackageName;
  readonly version: Version;
  readonly why: Unusable;
}
