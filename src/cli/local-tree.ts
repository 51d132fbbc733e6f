import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Inputs, LocalFile } from "../check/inputs.ts";
import { PinwardenError } from "../core/error.ts";
import { memoryTree } from "../shell/files/memory-tree.ts";

/**
 * A file named on the command line.
 *
 * @throws PinwardenError `usage/no-such-file`
 */
export async function namedFile(inputs: Inputs, file: string): Promise<LocalFile> {
  const found = await inputs.file(file, () => localFile(file));
  if (found !== null) return found;
  throw new PinwardenError("usage/no-such-file", `There is no file \`${file}\`.`, {
    hint: "Name an existing requirements file or pyproject.toml after `-r`.",
  });
}

/** A file by itself, wherever it stands, such as a configuration or a lock. Null where there is none, or it cannot be read. */
export async function plainFile(inputs: Inputs, file: string): Promise<string | null> {
  const found = await inputs.file(file, async () => {
    const bytes = await readFile(file).catch(() => null);
    const name = path.basename(file);
    return bytes === null ? null : { tree: memoryTree(new Map([[name, bytes]])), path: name };
  });
  const answer = await found?.tree.read(found.path);
  return answer?.kind === "file" ? new TextDecoder().decode(answer.bytes) : null;
}

/**
 * The tree that a file named on the command line belongs to: its repository, so that `-r ../common.txt` inside it works and
 * nothing outside of it is read; without a repository the working folder, or else the file's own. Null where there is none.
 */
export async function localFile(file: string): Promise<LocalFile | null> {
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) return null;
  const folder = path.dirname(absolute);
  const { openWorkingTree } = await import("../shell/files/working-tree.ts");
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
