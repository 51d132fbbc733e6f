import { existsSync } from "node:fs";
import path from "node:path";
import { PinwardenError } from "../core/error.ts";
import type { Tree } from "../shell/files/tree.ts";
import { openWorkingTree } from "../shell/files/working-tree.ts";

export interface LocalFile {
  readonly tree: Tree;
  /** Path of the file in the tree. */
  readonly path: string;
}

/**
 * The tree that a file named on the command line belongs to: its repository, so that `-r ../common.txt` inside it works and
 * nothing outside of it is read; without a repository the working folder, or else the file's own.
 *
 * @throws PinwardenError `usage/no-such-file`
 */
export async function localFile(file: string): Promise<LocalFile> {
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) {
    throw new PinwardenError("usage/no-such-file", `There is no file \`${file}\`.`, {
      hint: "Name an existing requirements file or pyproject.toml after `-r`.",
    });
  }
  const folder = path.dirname(absolute);
  const root = repositoryAbove(folder) ?? (isBelow(process.cwd(), folder) ? process.cwd() : folder);
  return { tree: await openWorkingTree(root), path: path.relative(root, absolute).split(path.sep).join("/") };
}

function repositoryAbove(folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, ".git"))) return at;
    if (path.dirname(at) === at) return null;
  }
}

function isBelow(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}
