import type { Tree } from "./tree.ts";

/** A tree in which some files have another content. What is not among them is read from the tree below. */
export function overlayTree(below: Tree, contents: ReadonlyMap<string, string>): Tree {
  const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);
  return {
    id: `${below.id} with ${contents.size} edited files`,
    list: async () =>
      (await below.list()).map((entry) => {
        const content = contents.get(entry.path);
        // Without the object's id: what is kept of the file below by its id is not true of this one.
        return content === undefined ? entry : { path: entry.path, kind: entry.kind, size: bytesOf(content).length };
      }),
    read: async (path) => {
      const content = contents.get(path);
      if (content === undefined) return await below.read(path);
      return { kind: "file", bytes: bytesOf(content), id: `edited ${path}` };
    },
  };
}
