import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";
import { PinwardenError } from "../../core/error.ts";
import { isSkippedFolder } from "./skipped-folders.ts";
import type { TreeEntry } from "./tree.ts";
import { byPath, type TreeLimits } from "./tree-limits.ts";

/** How deep folders may nest; a real repository stays under 30. */
const deepest = 128;

/**
 * Every file and symlink below a folder, without following a link and without the folders that tools fill. Sorted.
 * What cannot be listed for want of permission is left out. Throws `files/too-many` over the limit.
 */
export async function walkFolder(root: string, limits: TreeLimits): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const pending: { readonly path: string; readonly depth: number }[] = [{ path: "", depth: 0 }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for await (const { name, kind } of folderEntries(join(root, folder.path))) {
      const path = folder.path === "" ? name : `${folder.path}/${name}`;
      if (kind === "folder") {
        if (!isSkippedFolder(name) && folder.depth < deepest) pending.push({ path, depth: folder.depth + 1 });
        continue;
      }
      entries.push(await entryAt(root, path, kind));
      if (entries.length > limits.entries) throw tooMany(root, limits);
    }
  }
  return entries.sort(byPath);
}

async function* folderEntries(path: string): AsyncGenerator<{ name: string; kind: "folder" | "file" | "symlink" }> {
  const folder = await opendir(path).catch(() => null);
  if (folder === null) return;
  for await (const entry of folder) {
    const kind = entry.isSymbolicLink() ? "symlink" : entry.isDirectory() ? "folder" : entry.isFile() ? "file" : null;
    if (kind !== null) yield { name: entry.name, kind };
  }
}

async function entryAt(root: string, path: string, kind: "file" | "symlink"): Promise<TreeEntry> {
  const status = kind === "file" ? await lstat(join(root, path)).catch(() => null) : null;
  return { path, kind, size: status?.size ?? null };
}

export function tooMany(root: string, limits: TreeLimits): PinwardenError {
  return new PinwardenError(
    "files/too-many",
    `\`${root}\` has more than ${limits.entries} files, the most that is listed.`,
    {
      hint: "Name the folder of the models instead.",
    },
  );
}
