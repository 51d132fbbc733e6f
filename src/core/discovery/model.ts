/** The formats that requirements are read from. */
export type ManifestKind = "requirements" | "pyproject";

/** A file that states requirements of a model. */
export interface ManifestRef {
  /** Path from the root of the tree. */
  readonly path: string;
  readonly kind: ManifestKind;
  /** The `requirements.in` beside this `requirements.txt`, which was compiled from it by their names; null where there is none. */
  readonly compiledFrom: string | null;
}

/** A deployable unit of the repository. */
export interface Model {
  /** Unique in the repository. By default the path of its folder, so that it does not change when other models come and go. */
  readonly id: string;
  /** Folder from the root of the tree; `.` for the root itself. */
  readonly path: string;
  /** Together they state what is installed; sorted by path, or in the order of the configuration. */
  readonly manifests: readonly ManifestRef[];
  /** Dockerfile that it is served from; null where none was found. */
  readonly dockerfile: string | null;
  /** Ids of its targets, at least one. `default` may be undeclared: then everything about it is inferred or assumed. */
  readonly targets: readonly string[];
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Constraint files, from the root of the tree. */
  readonly constraints: readonly string[];
  /** How it was found, in words that a maintainer can check. */
  readonly why: string;
}

/** The target of a model where the configuration declares none. */
export const implicitTarget = "default";
