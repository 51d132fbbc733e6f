import type { FileAnswer } from "../../core/manifest/reading.ts";

export interface TreeEntry {
  /** Path from the root of the tree, `/` between folders. */
  readonly path: string;
  readonly kind: "file" | "symlink" | "submodule";
  /** Bytes; null where the source does not say. */
  readonly size: number | null;
  /** Id of the content where the source has one: git's object id, or one made of it. Absent where nothing is known of it. */
  readonly object?: string;
}

/** One state of a repository, read as data: a working tree, a git commit, or a commit behind an API. */
export interface Tree {
  /** `working tree`, or the commit id. */
  readonly id: string;
  list(): Promise<readonly TreeEntry[]>;
  /** Never follows a symlink and never leaves the root; see `FileAnswer`. */
  read(path: string): Promise<FileAnswer>;
}
