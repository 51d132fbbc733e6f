import type { DistributionFile } from "../index/distribution-file.ts";
import type { Requirement } from "../manifest/requirement.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { Conflict } from "./conflict.ts";
import type { PassedOver } from "./passed-over.ts";
import type { MetadataSource } from "./question.ts";

/** Something that could not be checked, by name and reason. It is always reported. */
export interface NotAssessed {
  readonly what: string;
  readonly why: string;
}

/** Who asks for a package: a line of a manifest, or another package of the resolution. */
export type Demand =
  | { readonly kind: "root"; readonly requirement: Requirement }
  | {
      readonly kind: "package";
      readonly name: PackageName;
      readonly version: Version /** The text of its `Requires-Dist`. */;
      readonly text: string;
    };

/** One edge of the graph, as it applies to the target: the marker held and the extra was asked for. */
export interface Edge {
  readonly to: PackageName;
  readonly extras: readonly string[];
  /** The requirement's text as the metadata has it. */
  readonly text: string;
}

/** What a file's metadata says of its licence, as text. */
export interface StatedLicence {
  /** PEP 639's `License-Expression`; null where there is none. */
  readonly expression: string | null;
  /** The beginning of the older `License` field; null where there is none. */
  readonly text: string | null;
  /** The classifiers that begin with `License ::`. */
  readonly classifiers: readonly string[];
}

/** PEP 792: what an index says of a project as a whole. */
export interface ProjectState {
  readonly status: string;
  /** In the words of the project or the index; null where it gives none. */
  readonly reason: string | null;
  readonly index: string;
}

/** One package of a resolution: what would be installed. */
export interface ResolvedPackage {
  readonly name: PackageName;
  readonly version: Version;
  readonly extras: readonly string[];
  /** The file that the target would install. */
  readonly file: DistributionFile;
  /** Every file of this version on the same index: whose hashes a lock would list. */
  readonly files: readonly DistributionFile[];
  /**
   * Other indexes that list a project of this name and were asked beside the file's own, as `best-match` does: whoever
   * may publish there could have supplied the package.
   */
  readonly alsoOn: readonly string[];
  readonly requires: readonly Edge[];
  readonly demandedBy: readonly Demand[];
  /** Where its requirements were read; `lock`: in the lock that the resolution was taken from; `provided`: nowhere, for the target brings it. */
  readonly metadataSource: MetadataSource | "lock" | "provided";
  /** Why this version and not a newer one, in one sentence; null where it is simply the newest that the target can load. */
  readonly reason: string | null;
  /** The newest release that every requirement takes and none of whose wheels fits the target; absent where there is none. */
  readonly passedOver?: PassedOver;
  /** Absent where no metadata was read. */
  readonly licence?: StatedLicence;
  /** Absent where the index says nothing of the project. */
  readonly projectState?: ProjectState;
  /** Of `alsoOn`, the indexes whose project of this name is another one; absent where there is none. */
  readonly contestedBy?: readonly string[];
}

/** A requirement that the pins do not meet among themselves, where they are taken as the whole graph. */
export interface UnmetRequirement {
  /** Whose metadata states it. */
  readonly by: PackageName;
  readonly of: PackageName;
  /** As the metadata has it. */
  readonly text: string;
}

/** For one model on one target: what would be installed. Packages are sorted by name. */
export interface Resolution {
  readonly packages: readonly ResolvedPackage[];
  readonly notAssessed: readonly NotAssessed[];
  /** Absent where everything was solved, or nothing contradicts. */
  readonly unmet?: readonly UnmetRequirement[];
  /** What the target brings, whether or not something asks for it: it is there, and nothing installs it. Absent where it brings nothing. */
  readonly provided?: readonly ResolvedPackage[];
  /** What those ask of what is installed, as far as it was read; absent where none of them asks for anything of it. See `readProvided`. */
  readonly providedNeeds?: readonly ProvidedNeeds[];
}

/** What a package that the target provides asks of those that are installed. */
export interface ProvidedNeeds {
  readonly name: PackageName;
  readonly version: Version;
  /** Whether a manifest or an installed package asks for it. */
  readonly isAskedFor: boolean;
  /** The file of the release in which it was read. */
  readonly file: DistributionFile;
  readonly requires: readonly ProvidedEdge[];
}

export interface ProvidedEdge extends Edge {
  /** Where the installed version is not one that it takes, those that it takes, the nearest first; empty where none is known. */
  readonly nearest: readonly string[];
}

export type ResolutionOutcome =
  | { readonly kind: "resolved"; readonly resolution: Resolution }
  | { readonly kind: "unsatisfiable"; readonly conflict: Conflict; readonly notAssessed: readonly NotAssessed[] }
  /** A question stayed without an answer, so there is no verdict. Never read as clean or as unsatisfiable. */
  | {
      readonly kind: "incomplete";
      readonly notAssessed: readonly NotAssessed[];
      /** The bound of the question was reached: there may be a resolution or none. */
      readonly gaveUp?: true;
    };
