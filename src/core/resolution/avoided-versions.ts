import type { PackageName } from "../python/name.ts";
import type { VersionRange } from "../python/version-range.ts";

/** Versions of a package that are not to be chosen. A version with a local part is judged by its public one. */
export interface AvoidedVersions {
  readonly range: VersionRange;
  /** The end of a sentence whose subject is the version: `is affected by GHSA-…`. */
  readonly why: string;
  /** `finding`: something is wrong with them. `older`: than what is installed. `search`: whoever looks for a plan tries without them. `build`: another CUDA, build or index than
   * what is installed. */
  readonly cause: "finding" | "policy" | "older" | "search" | "build";
}

export type AvoidedByName = ReadonlyMap<PackageName, readonly AvoidedVersions[]>;
