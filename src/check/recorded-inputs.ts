import type { FileAnswer } from "../core/manifest/reading.ts";
import type { RecordedEntry, RecordedTree } from "../core/recording/recorded-tree.ts";
import type { Tree } from "../shell/files/tree.ts";
import { byPath } from "../shell/files/tree-limits.ts";
import type { Inputs } from "./inputs.ts";

/** Role of a file that a word of the command line names. */
export const fileRole = (word: string): string => `file ${word}`;

/** Inputs that keep what is read through them. */
export class InputRecorder implements Inputs {
  readonly #kept = new Map<string, TreeRecorder>();
  readonly #missing = new Set<string>();

  async tree(role: string, open: () => Promise<Tree>): Promise<Tree> {
    return this.#keep(role, await open(), null);
  }

  async file(word: string, open: Parameters<Inputs["file"]>[1]): ReturnType<Inputs["file"]> {
    const role = fileRole(word);
    const opened = await open();
    if (opened === null) {
      this.#missing.add(role);
      return null;
    }
    return { tree: this.#keep(role, opened.tree, opened.path), path: opened.path };
  }

  trees(): ReadonlyMap<string, RecordedTree> {
    const absent: RecordedTree = { id: "missing", path: null, entries: null, files: new Map() };
    return new Map([
      ...[...this.#missing].map((role): [string, RecordedTree] => [role, absent]),
      ...[...this.#kept].map(([role, recorder]): [string, RecordedTree] => [role, recorder.recorded()]),
    ]);
  }

  #keep(role: string, tree: Tree, path: string | null): Tree {
    const known = this.#kept.get(role);
    if (known !== undefined) return known;
    const recorder = new TreeRecorder(tree, path);
    this.#kept.set(role, recorder);
    return recorder;
  }
}

class TreeRecorder implements Tree {
  readonly id: string;
  readonly #tree: Tree;
  readonly #path: string | null;
  #entries: readonly RecordedEntry[] | null = null;
  readonly #files = new Map<string, FileAnswer>();

  constructor(tree: Tree, path: string | null) {
    this.id = tree.id;
    this.#tree = tree;
    this.#path = path;
  }

  async list(): ReturnType<Tree["list"]> {
    const entries = await this.#tree.list();
    this.#entries = entries;
    return entries;
  }

  async read(path: string): Promise<FileAnswer> {
    const answer = await this.#tree.read(path);
    this.#files.set(path, answer);
    return answer;
  }

  recorded(): RecordedTree {
    return { id: this.id, path: this.#path, entries: this.#entries, files: this.#files };
  }
}

/** Inputs from a recording. What it does not hold, as those of an early one, is read from the machine. */
export function replayedInputs(trees: ReadonlyMap<string, RecordedTree>): Inputs {
  return {
    async tree(role, open) {
      const known = trees.get(role);
      return known === undefined ? await open() : replayedTree(known);
    },
    async file(word, open) {
      const known = trees.get(fileRole(word));
      if (known === undefined) return await open();
      return known.path === null ? null : { tree: replayedTree(known), path: known.path };
    },
  };
}

function replayedTree({ id, entries, files }: RecordedTree): Tree {
  return {
    id,
    list: async () => [...(entries ?? [])].sort(byPath),
    read: async (path) => files.get(path) ?? { kind: "refused", reason: "the recording does not hold it" },
  };
}
