import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { PinwardenError } from "../../core/error.ts";
import { liesInSkippedFolder } from "../files/skipped-folders.ts";
import type { TreeEntry } from "../files/tree.ts";
import { byPath, type TreeLimits } from "../files/tree-limits.ts";
import { tooMany } from "../files/walk-folder.ts";
import { runGit } from "./run-git.ts";

/**
 * The files of a checkout below `root` that git tracks or would add, relative to `root`, sorted; null where `root` is
 * not in a checkout or git is not there. Submodules are listed as such and not entered.
 */
export async function listGitFiles(root: string, limits: TreeLimits): Promise<readonly TreeEntry[] | null> {
  const staged = await listing(root, ["--cached", "--stage"]);
  if (staged === null) return null;
  const others = (await listing(root, ["--others", "--exclude-standard"])) ?? [];
  const submodules = new Set(staged.filter((line) => line.startsWith("160000 ")).map(pathOfStage));
  const paths = new Set([...staged.map(pathOfStage), ...others]);
  if (paths.size > limits.entries) throw tooMany(root, limits);
  // A folder at the end of an untracked path is a repository of its own, which git does not enter either.
  const wanted = [...paths].filter((path) => path !== "" && !path.endsWith("/") && !liesInSkippedFolder(path));
  const entries: TreeEntry[] = [];
  for (let at = 0; at < wanted.length; at += atOnce) {
    const part = wanted.slice(at, at + atOnce).map((path) => entryAt(root, path, submodules.has(path)));
    entries.push(...(await Promise.all(part)).flat());
  }
  return entries.sort(byPath);
}

/** Files whose status is asked for at the same time. */
const atOnce = 256;

/** `MODE OBJECT STAGE\tPATH` */
function pathOfStage(line: string): string {
  return line.slice(line.indexOf("\t") + 1);
}

async function listing(root: string, options: readonly string[]): Promise<readonly string[] | null> {
  try {
    const { status, stdout } = await runGit(root, ["ls-files", "-z", ...options]);
    if (status !== 0) return null;
    return stdout
      .toString("utf8")
      .split("\0")
      .filter((line) => line !== "");
  } catch (error) {
    if (error instanceof PinwardenError && error.code === "git/not-found") return null;
    throw error;
  }
}

/** A file that git tracks and that was deleted from the checkout is not there. */
async function entryAt(root: string, path: string, submodule: boolean): Promise<readonly TreeEntry[]> {
  if (submodule) return [{ path, kind: "submodule", size: null }];
  const status = await lstat(join(root, path)).catch(() => null);
  if (status?.isSymbolicLink()) return [{ path, kind: "symlink", size: null }];
  if (status?.isFile()) return [{ path, kind: "file", size: status.size }];
  return [];
}
