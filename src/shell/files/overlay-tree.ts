import type { Tree } from "./tree.ts";

/** A tree in which some files have another content. What is not among them is read from the tree below. */
export function overlayTree(below: Tree, contents: ReadonlyMap<string, string>): Tree {
  return {
    id: `${below.id} with ${contents.size} edited files`,
    list: () => below.list(),
    read: async (path) => {
      const content = contents.get(path);
      if (content === undefined) return await below.read(path);
      return { kind: "file", bytes: new TextEncoder().encode(content), id: `edited ${path}` };
    },
  };
}
