import type { DistributionFile } from "../../index/distribution-file.ts";
import type { Requirement } from "../../manifest/requirement.ts";
import type { NotAssessed, Resolution } from "../../resolution/resolution.ts";
import type { LockSelection, MissingDependency, SelectedPackage } from "../apply/selection.ts";
import type { LockedPackage, LockReading } from "../lock-reading.ts";

/** A lock as the resolution of one model on one target, with everything that is wrong between it, its manifest and the index. */
export interface LockFacts {
  readonly path: string;
  /** The command that writes the lock anew. */
  readonly command: string;
  readonly reading: LockReading;
  readonly selection: LockSelection;
  /** What the manifest asks for on this target, direct lines alone, without those that an override replaces. */
  readonly requirements: readonly Requirement[];
  /** What the manifest asks for on any target, for the comparison with what the lock recorded. */
  readonly manifest: ManifestState;
  readonly packages: readonly LockedPackageFacts[];
  /** Dependencies that the lock lacks, those that only the metadata on the index shows included. */
  readonly missing: readonly MissingDependency[];
}

/** The manifest that the lock is held against. */
export interface ManifestState {
  /** Its path; null where the model has none beside the lock. */
  readonly path: string | null;
  /** Every direct requirement of the chosen extras and groups. */
  readonly requirements: readonly Requirement[];
  /** Digests of its content as the lock's tool makes them; null where they could not be made. */
  readonly digests: readonly string[] | null;
  /** Folder of the manifest from the lock's own, `.` for the same. */
  readonly project: string | null;
}

export interface LockedPackageFacts {
  readonly selected: SelectedPackage;
  readonly listing: IndexListing;
  readonly choice: FileChoice;
}

/** What the index has of the version that is locked. */
export type IndexListing =
  | { readonly kind: "listed"; readonly index: string; readonly files: readonly DistributionFile[] }
  | { readonly kind: "absent"; readonly asked: readonly string[] }
  | { readonly kind: "failed"; readonly reason: string }
  /** It comes from no index. */
  | { readonly kind: "elsewhere" };

/** The file of a package that the target would install. */
export type FileChoice =
  | { readonly kind: "wheel"; readonly file: DistributionFile }
  /** `wheels`: how many wheels the lock has of it, none of which the target can load. */
  | { readonly kind: "sdist"; readonly file: DistributionFile; readonly wheels: number; readonly why: string | null }
  /** Nothing that is locked can be installed. */
  | { readonly kind: "none"; readonly why: string }
  /** The lock names no file, and the index none of the locked hashes. */
  | { readonly kind: "unknown"; readonly why: string };

export interface LockedResolution {
  readonly resolution: Resolution;
  readonly facts: LockFacts;
  /** What could not be found out, so that the check of the lock is incomplete; empty where everything could. */
  readonly failures: readonly NotAssessed[];
}

/** The entry's place: the line of its version. */
export const placeOf = (entry: LockedPackage): LockedPackage["origin"] => entry.versionOrigin ?? entry.origin;

/**
 * Installed with every Python environment, or left out of compiled files on purpose (pip-tools' "unsafe" packages): that a lock
 * without edges does not have them says nothing.
 */
export const assumedPresent: ReadonlySet<string> = new Set(["setuptools", "pip", "distribute", "wheel"]);
