import type { Origin } from "../../error.ts";
import type { Requirement } from "../../manifest/requirement.ts";
import type { PackageName } from "../../python/name.ts";
import type { NotAssessed } from "../../resolution/resolution.ts";
import type { Target } from "../../target/target.ts";
import type { LockedDependency, LockedPackage } from "../lock-reading.ts";

/** For whom a lock is read. */
export interface LockQuestion {
  readonly target: Target;
  /** Normalised extras and groups of the project that are installed. */
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Folder of the project from the lock's own, `.` for the same; null where it is none of the lock's projects. */
  readonly project: string | null;
  /** What the manifest asks for, as it applies to the target: where to begin where the lock does not say. */
  readonly requirements: readonly Requirement[];
}

/** What a lock installs on one target. */
export interface LockSelection {
  /** Sorted by name, each name once. */
  readonly packages: readonly SelectedPackage[];
  /** What a package of the selection needs on the target and the lock does not have. */
  readonly missing: readonly MissingDependency[];
  /** Two entries of one name of which both apply: the installer could take either. */
  readonly ambiguous: readonly AmbiguousPackage[];
  /** Why the lock is not for this target at all; null where it is. */
  readonly uncovered: Uncovered | null;
  readonly notAssessed: readonly NotAssessed[];
}

export interface SelectedPackage {
  readonly entry: LockedPackage;
  /** Extras that it is installed with. */
  readonly extras: readonly string[];
  readonly requires: readonly SelectedEdge[];
  /** Asked for by the project itself. */
  readonly isRoot: boolean;
  /** What of the lock's own graph asks for it from the project; null where the lock has none. */
  readonly rootDependency: LockedDependency | null;
}

export interface SelectedEdge {
  readonly to: PackageName;
  readonly dependency: LockedDependency;
}

export interface MissingDependency {
  /** Null where the project itself needs it. */
  readonly by: LockedPackage | null;
  readonly dependency: LockedDependency;
}

export interface AmbiguousPackage {
  readonly name: PackageName;
  readonly entries: readonly LockedPackage[];
}

export interface Uncovered {
  readonly reason: string;
  readonly origin: Origin;
}
