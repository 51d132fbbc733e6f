import type { PackageName } from "./name.ts";

/**
 * The fields of the core metadata specification that a resolver needs, as text: what cannot be parsed further is
 * reported by whoever needs it. Field values are never executed, expanded or trusted.
 */
export interface CoreMetadata {
  readonly metadataVersion: string;
  readonly name: PackageName;
  readonly version: string;
  readonly requiresPython: string | null;
  readonly requiresDist: readonly string[];
  readonly providesExtra: readonly string[];
  /** Fields that metadata 2.2+ marks `Dynamic`, lower case. */
  readonly dynamic: readonly string[];
  readonly licenseExpression: string | null;
  /** The beginning of `License`, at most `longestLicense` characters: some put the whole text of a licence there. Absent where there is none. */
  readonly license?: string;
  /** The classifiers that begin with `License ::`; absent where there are none. */
  readonly licenseClassifiers?: readonly string[];
}
