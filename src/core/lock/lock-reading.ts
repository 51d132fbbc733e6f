import type { Origin } from "../error.ts";
import type { LocatedText, ManifestProblem } from "../manifest/requirement.ts";
import type { Marker } from "../python/marker.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";

/** What a lock file says. A lock *is* a resolution, for every environment that it was made for at once. */
export interface LockReading {
  /** Id of the format that read it, such as `uv-lock`. */
  readonly format: string;
  readonly packages: readonly LockedPackage[];
  readonly problems: readonly ManifestProblem[];
  /** What the lock says of the Python versions that it is for; null where it does not say. */
  readonly requiresPython: LocatedText | null;
  /** Environments that the lock was made for, of which one has to hold; empty where it is for all. */
  readonly environments: readonly LockEnvironment[];
  readonly structure: LockStructure;
  /** What the lock keeps of its manifest, so that it can be told whether that has changed since; null where it keeps nothing. */
  readonly recorded: RecordedManifest | null;
  /** Packages that conda installs, named so that others can judge them: what they hold is not looked at here. */
  readonly conda: readonly LockedConda[];
  /** Extras and groups of the project that the lock knows, normalised. */
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Groups that are installed where none is chosen (PEP 751). */
  readonly defaultGroups: readonly string[];
  /** Every file that was read. */
  readonly files: readonly string[];
}

/** What a lock keeps of the manifest that it was made from. */
export type RecordedManifest =
  /** A digest of what the tool finds relevant in the manifest: Poetry, PDM and Pipenv each have their own. */
  | {
      readonly kind: "digest";
      readonly tool: "poetry" | "pdm" | "pipenv";
      readonly sha256: string;
      readonly origin: Origin;
    }
  /** The requirements of every project of the workspace, as uv keeps them. */
  | { readonly kind: "requirements"; readonly projects: readonly RecordedProject[] };

/** One project that a lock was made for, as it was then. */
export interface RecordedProject {
  readonly name: PackageName;
  /** Its folder from the lock's own, `.` for the same. */
  readonly path: string;
  readonly requirements: readonly RecordedRequirement[];
  readonly origin: Origin;
}

/** One requirement as it stood in the manifest when the lock was made. */
export interface RecordedRequirement {
  readonly name: PackageName;
  readonly extras: readonly string[];
  /** As the lock has it; null where any version will do. */
  readonly specifier: string | null;
  readonly marker: Marker | null;
  /** The group (PEP 735) that it belongs to; null for the project's own dependencies and those of its extras. */
  readonly group: string | null;
  /** It names a folder, a repository or an address, for which clauses say nothing. */
  readonly placed: boolean;
  readonly origin: Origin;
}

/** A conda package of a lock that has both. */
export interface LockedConda {
  readonly name: string;
  readonly version: string | null;
  /** Conda's word, such as `linux-64` or `noarch`. */
  readonly platform: string | null;
  /** Names on the index of Python packages, where the lock itself says so (a package URL); empty where it does not. */
  readonly pypiNames: readonly PackageName[];
  readonly origin: Origin;
}

/** How it is told which of the packages an installation gets. */
export type LockStructure =
  /**
   * Each package says itself when it is installed. `exclusive`: a group that is chosen stands in place of what is otherwise
   * installed, as Pixi's environments do, and is not added to it.
   */
  | { readonly kind: "listed"; readonly exclusive?: boolean }
  /** What is reached from the projects that the lock was made for. */
  | { readonly kind: "graph"; readonly roots: readonly LockRoot[] }
  /** The manifest alone says where to begin: Poetry before 2.0, and PDM without `inherit_metadata`. */
  | { readonly kind: "manifest" };

/** A project that the lock was made for. */
export interface LockRoot {
  /** Its place in `packages`. */
  readonly at: number;
  /** Its folder from the lock's own, `.` for the same. */
  readonly path: string;
}

/** An environment that a lock covers. What is null does not matter. */
export interface LockEnvironment {
  readonly text: string;
  readonly marker: Marker | null;
  readonly requiresPython: string | null;
  /** A platform in conda's words (`linux-64`) or as a wheel's tag has it (`manylinux_2_17_x86_64`). */
  readonly platform: string | null;
  readonly origin: Origin;
}

/** One package entry. A lock with forks has several of one name. */
export interface LockedPackage {
  readonly name: PackageName;
  readonly displayName: string;
  /** Null where the lock gives none, as for some folders and repositories, or one that PEP 440 does not know. */
  readonly version: Version | null;
  /** Extras that the entry is locked with or provides; null where the format does not say. */
  readonly extras: readonly string[] | null;
  readonly source: LockedSource;
  readonly files: readonly LockedFile[];
  readonly dependencies: readonly LockedDependency[];
  /** When it is installed; one that holds is enough. Empty: whenever something that is installed asks for it. */
  readonly memberships: readonly Membership[];
  /** The forks of the resolution that it belongs to, of which one has to hold; empty: all. */
  readonly forks: readonly Marker[];
  readonly requiresPython: string | null;
  /** The line that opens the entry. */
  readonly origin: Origin;
  /** Exactly the text of the version; null where there is none. */
  readonly versionOrigin: Origin | null;
}

/** Where a package comes from. Addresses carry no credentials. A `path` is as the lock writes it. */
export type LockedSource =
  /** `url` is null where the lock names no index: the default one. */
  | { readonly kind: "index"; readonly url: string | null }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "vcs"; readonly url: string; readonly revision: string | null }
  | { readonly kind: "path"; readonly path: string; readonly editable: boolean };

/** One file of a package. `filename` is null where the lock has a hash alone, as Pipenv and hashed requirements do. */
export interface LockedFile {
  readonly filename: string | null;
  /** Absolute, without credentials; null where the lock gives none. */
  readonly url: string | null;
  /** Algorithm to hex digest, both lower case. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly size: number | null;
  readonly uploadTime: string | null;
}

/** What an entry asks for. */
export interface LockedDependency {
  readonly name: PackageName;
  /** Normalised. */
  readonly extras: readonly string[];
  /** Part of the installation only where this extra or group of the entry is chosen; null: always. */
  readonly need: Need | null;
  readonly marker: Marker | null;
  /** The version that the lock chose for this edge; null where the name is enough to tell. */
  readonly version: Version | null;
  /** The clauses that the version has to satisfy, as written; null where the lock does not keep them. */
  readonly specifier: string | null;
  /** The edge as a PEP 508 line. */
  readonly text: string;
  readonly origin: Origin;
}

export interface Need {
  readonly kind: "extra" | "group";
  /** Normalised. */
  readonly name: string;
}

/** One way in which a package is part of an installation. */
export interface Membership {
  readonly need: Need | null;
  readonly marker: Marker | null;
  /** Conda's word for the platform, such as `linux-64`; null where it does not matter. */
  readonly platform: string | null;
}

/** Part of every installation. */
export const always: Membership = { need: null, marker: null, platform: null };
