import type { Tree } from "./tree.ts";

/** A tree that keeps the paths that were asked of it, whether there was anything or not. */
export interface NotingTree extends Tree {
  readonly asked: ReadonlySet<string>;
}

export function notingTree(tree: Tree): NotingTree {
  const asked = new Set<string>();
  return {
    id: tree.id,
    asked,
    list: () => tree.list(),
    read(path) {
      asked.add(path);
      return tree.read(path);
    },
  };
}
