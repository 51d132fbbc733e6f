import type { Stats } from "node:fs";
import { constants, type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PinwardenError } from "../../core/error.ts";
import type { FileAnswer } from "../../core/manifest/reading.ts";
import { listGitFiles } from "../git/list-git-files.ts";
import { contentId } from "./memory-tree.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { isTreePath, mayBeReplaced, type TreeLimits, tooLarge, treeLimits } from "./tree-limits.ts";
import { walkFolder } from "./walk-folder.ts";

/**
 * The files under a folder as they are now. In a git checkout the listing is what git knows or would add, so that
 * ignored files are left out; elsewhere it is every file outside the folders that tools fill.
 *
 * No symlink below the root is followed, and nothing outside of the root is read. Throws `files/no-folder` where
 * `folder` is none.
 */
export async function openWorkingTree(folder: string, limits: TreeLimits = treeLimits): Promise<Tree> {
  const root = await realpath(resolve(folder)).catch(() => null);
  const status = root === null ? null : await lstat(root);
  if (root === null || status === null || !status.isDirectory()) {
    throw new PinwardenError("files/no-folder", `\`${folder}\` is not a folder.`, {
      hint: "Name the folder of the repository.",
    });
  }
  return {
    id: "working tree",
    list: () => listEntries(root, limits),
    read: (path) => readFile(root, path, limits),
  };
}

async function listEntries(root: string, limits: TreeLimits): Promise<readonly TreeEntry[]> {
  return (await listGitFiles(root, limits)) ?? (await walkFolder(root, limits));
}

async function readFile(root: string, path: string, limits: TreeLimits): Promise<FileAnswer> {
  if (!isTreePath(path)) return { kind: "refused", reason: "its path leads out of the repository" };
  const checked = await checkComponents(root, path);
  if ("kind" in checked)
    return checked.kind === "missing" && mayBeReplaced(path)
      ? { kind: "refused", reason: "its path is no UTF-8, and is not read from a checkout" }
      : checked;
  if (checked.size > limits.fileBytes) return { kind: "refused", reason: tooLarge(checked.size, limits) };
  return readPlainFile(join(root, path), checked, limits);
}

/** The status of the file, or why it is not read: every part of the path above it must be a plain folder. */
async function checkComponents(root: string, path: string): Promise<Stats | FileAnswer> {
  const parts = path.split("/");
  for (let count = 1; count <= parts.length; count++) {
    const status = await statusOf(join(root, ...parts.slice(0, count)));
    if (status === null) return { kind: "missing" };
    if (status.isSymbolicLink()) {
      const what = count === parts.length ? "it is a symlink" : `\`${parts.slice(0, count).join("/")}\` is a symlink`;
      return { kind: "refused", reason: `${what}, which is not followed` };
    }
    if (count < parts.length && !status.isDirectory()) return { kind: "missing" };
    if (count === parts.length) return status.isFile() ? status : { kind: "refused", reason: otherKind(status) };
  }
  return { kind: "missing" };
}

function otherKind(status: Stats): string {
  return status.isDirectory() ? "it is a folder" : "it is not a plain file";
}

async function statusOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw unreadable(path, error);
  }
}

/** Opened without following a link that was put there meanwhile, and read up to the limit however it grows. */
async function readPlainFile(path: string, expected: Stats, limits: TreeLimits): Promise<FileAnswer> {
  try {
    await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = await handle.stat();
    if (!status.isFile() || status.ino !== expected.ino || status.dev !== expected.dev) {
      return { kind: "refused", reason: "it changed while it was read" };
    }
    const bytes = await readBounded(handle, limits.fileBytes);
    if (bytes === null) return { kind: "refused", reason: tooLarge(limits.fileBytes + 1, limits) };
    return { kind: "file", bytes, id: contentId(bytes) };
  } catch (error) {
    if (isAbsence(error)) return { kind: "missing" };
    if (errorCode(error) === "ELOOP") return { kind: "refused", reason: "it is a symlink, which is not followed" };
    if (errorCode(error) === "EACCES" || errorCode(error) === "EPERM")
      return { kind: "refused", reason: "its permissions forbid it" };
    throw unreadable(path, error);
  }
}

async function readBounded(handle: FileHandle, most: number): Promise<Uint8Array | null> {
  const { size } = await handle.stat();
  if (size > most) return null;
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function isAbsence(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(errorCode(error));
}

function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

function unreadable(path: string, cause: unknown): PinwardenError {
  const reason = errorCode(cause);
  return new PinwardenError(
    "files/unreadable",
    `\`${path}\` could not be read: ${reason === "" ? String(cause) : reason}.`,
    {
      hint: "Check the file system and the permissions, then run again.",
      cause,
    },
  );
}
