/** How requirements are read from a file: the two most usual formats by their short names, any other by the id of its `ManifestFormat`. */
export type ManifestKind = string;

/** A file that states requirements of a model. */
export interface ManifestRef {
  /** Path from the root of the tree. */
  readonly path: string;
  readonly kind: ManifestKind;
  /** The `requirements.in` beside this `requirements.txt`, which was compiled from it by their names; null where there is none. */
  readonly compiledFrom: string | null;
}

/** A file by which a tool packages the model. */
export interface PackagingRef {
  readonly path: string;
  /** Id of its `PackagingFormat`. */
  readonly format: string;
  readonly tool: string;
  /** Releases that wrote the model's files, as it says. */
  readonly savedWith: readonly { readonly name: string; readonly version: string }[];
}

/** A file that holds the versions which a tool chose for the model. */
export interface LockRef {
  readonly path: string;
  /** Id of its `LockFormat`. */
  readonly format: string;
}

/** A place where the model is served, as a manifest of Kubernetes, Compose or a workflow states it. */
export interface ServingRef {
  readonly path: string;
  /** Id of its `ServingFormat`. */
  readonly format: string;
  readonly tool: string;
  readonly name: string;
  readonly line: number;
  /** How it was told that it serves this model, in words that a maintainer can check. */
  readonly why: string;
}

/** A deployable unit of the repository. */
export interface Model {
  /** Unique in the repository. By default the path of its folder, so that it does not change when other models come and go. */
  readonly id: string;
  /** Folder from the root of the tree; `.` for the root itself. */
  readonly path: string;
  /** Together they state what is installed; sorted by path, or in the order of the configuration. */
  readonly manifests: readonly ManifestRef[];
  /** Sorted by path. */
  readonly packaging: readonly PackagingRef[];
  /** True where the configuration lists the manifests: then nothing that a packaging file states is installed besides. */
  readonly listed: boolean;
  /** Those in its folder. */
  readonly locks: readonly LockRef[];
  /** The lock that the configuration names; `false`: it wants none. Absent: it says nothing. */
  readonly lock?: string | false;
  readonly serving: readonly ServingRef[];
  /** Dockerfile that it is served from; null where none was found. */
  readonly dockerfile: string | null;
  /** `.python-version` and `runtime.txt` that hold for it, the nearest first. */
  readonly pythonFiles: readonly string[];
  /** Ids of its targets, at least one. `default` may be undeclared: then everything about it is inferred or assumed. */
  readonly targets: readonly string[];
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Constraint files, from the root of the tree. */
  readonly constraints: readonly string[];
  /** Name of the environment that it is installed into with other models; absent where it has one of its own. */
  readonly environment?: string;
  /** How it was found, in words that a maintainer can check. */
  readonly why: string;
}

/** The target of a model where the configuration declares none. */
export const implicitTarget = "default";
