import { createHash } from "node:crypto";
import type { Tree } from "../../shell/files/tree.ts";

/** A tree that keeps the SHA-256 of every file that was read of it. */
export interface DigestedTree extends Tree {
  /** Null where the path was not read, or is no file. */
  digest(path: string): string | null;
}

export function digestedTree(tree: Tree): DigestedTree {
  const digests = new Map<string, string>();
  return {
    id: tree.id,
    list: () => tree.list(),
    async read(path) {
      const answer = await tree.read(path);
      if (answer.kind === "file" && !digests.has(path))
        digests.set(path, createHash("sha256").update(answer.bytes).digest("hex"));
      return answer;
    },
    digest: (path) => digests.get(path) ?? null,
  };
}
