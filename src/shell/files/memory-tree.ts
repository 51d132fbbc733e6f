import { createHash } from "node:crypto";
import type { FileAnswer } from "../../core/manifest/reading.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { byPath } from "./tree-limits.ts";

/** A tree of texts that are at hand, such as an embedded example. Keys are paths from the root. */
export function memoryTree(files: ReadonlyMap<string, string | Uint8Array>, id = "memory"): Tree {
  const contents = new Map(
    [...files].map(([path, content]) => [
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    ]),
  );
  const entries: readonly TreeEntry[] = [...contents]
    .map(([path, bytes]) => ({ path, kind: "file" as const, size: bytes.length }))
    .sort(byPath);
  return {
    id,
    list: async () => entries,
    read: async (path): Promise<FileAnswer> => {
      const bytes = contents.get(path);
      return bytes === undefined ? { kind: "missing" } : { kind: "file", bytes, id: contentId(bytes) };
    },
  };
}

/** Identity of a content that no object store has named. */
export function contentId(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
