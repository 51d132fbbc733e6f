import { lstat, opendir } from "node:fs/promises";
import { sep } from "node:path";
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
  const pending: Folder[] = [{ path: "", place: Buffer.from(root), depth: 0 }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for await (const { bytes, kind } of folderEntries(folder.place)) {
      const name = bytes.toString("utf8");
      const path = folder.path === "" ? name : `${folder.path}/${name}`;
      const place = Buffer.concat([folder.place, separator, bytes]);
      if (kind === "folder") {
        if (!isSkippedFolder(name) && folder.depth < deepest) pending.push({ path, place, depth: folder.depth + 1 });
        continue;
      }
      entries.push(await entryAt(place, path, kind));
      if (entries.length > limits.entries) throw tooMany(root, limits);
    }
  }
  return entries.sort(byPath);
}

/** A folder by the bytes of its path: a name that is no UTF-8 would not lead to it as a text. */
interface Folder {
  readonly path: string;
  readonly place: Buffer;
  readonly depth: number;
}

const separator = Buffer.from(sep);

async function* folderEntries(
  place: Buffer,
): AsyncGenerator<{ readonly bytes: Buffer; readonly kind: "folder" | "file" | "symlink" }> {
  // Node's types say that names come as texts, whatever encoding is asked for.
  const folder = await opendir(place as unknown as string, { encoding: "buffer" as BufferEncoding }).catch(() => null);
  if (folder === null) return;
  for await (const entry of folder) {
    const kind = entry.isSymbolicLink() ? "symlink" : entry.isDirectory() ? "folder" : entry.isFile() ? "file" : null;
    if (kind !== null) yield { bytes: Buffer.from(entry.name as string | Buffer as string), kind };
  }
}

async function entryAt(place: Buffer, path: string, kind: "file" | "symlink"): Promise<TreeEntry> {
  const status = kind === "file" ? await lstat(place).catch(() => null) : null;
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
