import type { PackageName } from "../python/name.ts";
import type { VersionRange } from "../python/version-range.ts";

/** Versions of a package that are not to be chosen. A version with a local part is judged by its public one. */
export interface AvoidedVersions {
  readonly range: VersionRange;
  /** The end of a sentence whose subject is the version: `is affected by GHSA-…`. */
  readonly why: string;
}

export type AvoidedByName = ReadonlyMap<PackageName, readonly AvoidedVersions[]>;
