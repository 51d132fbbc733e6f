import type { Tree } from "../shell/files/tree.ts";

/** A file that the command line names, in the tree that it belongs to. */
export interface LocalFile {
  readonly tree: Tree;
  /** Path of the file in the tree. */
  readonly path: string;
}

/** What a run reads of the machine. A recording keeps it, and a replay reads it from there instead. */
export interface Inputs {
  /** A state of the repository, opened by `open` where it is not in a recording. `role` tells it from the run's others. */
  tree(role: string, open: () => Promise<Tree>): Promise<Tree>;
  /** The file that `word` names; null where there is none. */
  file(word: string, open: () => Promise<LocalFile | null>): Promise<LocalFile | null>;
}

/** The machine as it is. */
export const liveInputs: Inputs = {
  tree: (_role, open) => open(),
  file: (_word, open) => open(),
};
