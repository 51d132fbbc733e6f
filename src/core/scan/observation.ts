import type { Policy } from "../policy/policy.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { ComparedFinding } from "../rule/finding.ts";
import type { Inputs, PlaceId, Unpinned } from "./record.ts";

/** What a scan sees tonight, before it is held against what was seen last. */
export interface Observation {
  readonly at: string;
  readonly commit: string | null;
  readonly version: string;
  readonly tables: string;
  readonly advisories: { readonly source: string | null; readonly asOf: string | null };
  readonly excludeNewer: string | null;
  readonly places: readonly PlaceObservation[];
  /** What is acceptable. */
  readonly policy: Policy;
  /** Models that were looked at on request: the others stand as they were seen last. Null: all were. */
  readonly only: readonly string[] | null;
  /** What is bound to no place. */
  readonly notAssessed: readonly NotAssessed[];
}

/** A model on a target. */
export interface PlaceObservation extends PlaceId {
  readonly inputs: Inputs;
  readonly lock: string | null;
  /** `incomplete`: what is installed could not be found out. */
  readonly outcome: "resolved" | "unsatisfiable" | "incomplete";
  /** False where a source stayed without an answer: there may be more findings than these. */
  readonly complete: boolean;
  /** Sorted by name; empty unless it is resolved. */
  readonly packages: readonly SeenPackage[];
  readonly driverFloor: string | null;
  readonly gpus: readonly string[] | null;
  /** What is wrong with what is installed, each with what policy accepts. */
  readonly findings: readonly ComparedFinding[];
  /** Null where there is no lock, or nothing that it could be resolved from instead. */
  readonly unpinned: SeenUnpinned | null;
  /** What became of pins that are no longer what would be installed. */
  readonly formerPins: readonly FormerPin[];
  readonly notAssessed: readonly NotAssessed[];
  /** Why there is no resolution, as prose; null where there is one or where it is not known. */
  readonly conflict: string | null;
}

/** A package as it would be installed, with what the index lists of its version. */
export interface SeenPackage {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly hash: string | null;
  readonly index: string;
  /** Every file of the version on the index; null where the lock names the files and the lock's own rules compare them. */
  readonly files: readonly SeenFile[] | null;
}

export interface SeenFile {
  readonly name: string;
  readonly hash: string | null;
}

/** A version that was installed by the last record and is not what would be installed now. */
export interface FormerPin {
  readonly name: string;
  readonly version: string;
  readonly index: string;
  /** Null where it could not be found out. */
  readonly state:
    | { readonly kind: "listed" }
    | { readonly kind: "gone" }
    | { readonly kind: "yanked"; readonly reason: string }
    | null;
}

/** What an installation without the lock would get. */
export type SeenUnpinned =
  | {
      readonly kind: "resolved";
      readonly differs: Unpinned | null;
      readonly findings: readonly ComparedFinding[];
      readonly complete: boolean;
    }
  | { readonly kind: "unknown"; readonly why: string };
