import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { PinwardenError } from "../../core/error.ts";
import { liesInSkippedFolder } from "../files/skipped-folders.ts";
import type { TreeEntry } from "../files/tree.ts";
import { byPath, mayBeReplaced, type TreeLimits } from "../files/tree-limits.ts";
import { tooMany } from "../files/walk-folder.ts";
import { runGit } from "./run-git.ts";

/**
 * The files of a checkout below `root` that git tracks or would add, relative to `root`, sorted; null where `root` is
 * not in a checkout or git is not there. Submodules are listed as such and not entered.
 */
export async function listGitFiles(root: string, limits: TreeLimits): Promise<readonly TreeEntry[] | null> {
  const [staged, others, indexed] = await Promise.all([
    listing(root, ["--cached", "--stage", "--debug"]),
    listing(root, ["--others", "--exclude-standard"]),
    lstat(join(root, ".git", "index"), { bigint: true }).catch(() => null),
  ]);
  if (staged === null) return null;
  const tracked = new Map(readStaged(staged).map((entry) => [entry.path, entry]));
  const paths = new Set([...tracked.keys(), ...(others ?? "").split("\0")]);
  if (paths.size > limits.entries) throw tooMany(root, limits);
  // A folder at the end of an untracked path is a repository of its own, which git does not enter either.
  const wanted = [...paths].filter((path) => path !== "" && !path.endsWith("/") && !liesInSkippedFolder(path));
  const written = indexed?.isFile() === true ? indexed.mtimeNs : null;
  const entries: TreeEntry[] = [];
  for (let at = 0; at < wanted.length; at += atOnce) {
    const part = wanted.slice(at, at + atOnce).map((path) => entryAt(root, path, tracked.get(path) ?? null, written));
    entries.push(...(await Promise.all(part)).flat());
  }
  return entries.sort(byPath);
}

/** An entry of the index. */
interface Staged {
  readonly path: string;
  readonly submodule: boolean;
  readonly object: string;
  /** What git remembers of the file that it took the object from; null where it says none, or there is a conflict. */
  readonly taken: { readonly mtimeNs: bigint; readonly size: bigint } | null;
}

/**
 * Reads `MODE OBJECT STAGE\tPATH` and, with `--debug`, what git remembers of the file. Git calls that form its own and may change it: what
 * is not as expected is not known, and then the file is read.
 */
function readStaged(output: string): readonly Staged[] {
  const entries: Staged[] = [];
  const parts = output.split("\0");
  for (const [index, part] of parts.entries()) {
    const tab = part.indexOf("\t", part.lastIndexOf("\n") + 1);
    const head = /(\d{6}) ([0-9a-f]{40,64}) (\d)$/.exec(part.slice(0, Math.max(0, tab)));
    if (head === null) continue;
    const known = /^ {2}ctime: [^\n]*\n {2}mtime: (\d+):(\d+)\n(?: {2}[^\n]*\n)*? {2}size: (\d+)\t/.exec(
      parts[index + 1] ?? "",
    );
    const mtimeNs = known === null ? null : BigInt(known[1] ?? 0) * 1_000_000_000n + BigInt(known[2] ?? 0);
    entries.push({
      path: part.slice(tab + 1),
      submodule: head[1] === "160000",
      object: head[2] ?? "",
      taken: mtimeNs === null || head[3] !== "0" ? null : { mtimeNs, size: BigInt(known?.[3] ?? 0) },
    });
  }
  return entries;
}

/** Files whose status is asked for at the same time. */
const atOnce = 256;

async function listing(root: string, options: readonly string[]): Promise<string | null> {
  try {
    const { status, stdout } = await runGit(root, ["ls-files", "-z", ...options]);
    return status === 0 ? stdout.toString("utf8") : null;
  } catch (error) {
    if (error instanceof PinwardenError && error.code === "git/not-found") return null;
    throw error;
  }
}

/**
 * A file that git tracks and that was deleted from the checkout is not there. One that is as git remembers it, and older than the index,
 * has the content of its object: git itself goes by that ("Racy Git"), and nothing is run to find out.
 */
async function entryAt(
  root: string,
  path: string,
  staged: Staged | null,
  written: bigint | null,
): Promise<readonly TreeEntry[]> {
  if (staged?.submodule === true) return [{ path, kind: "submodule", size: null }];
  const status = await lstat(join(root, path), { bigint: true }).catch(() => null);
  // It is there under other bytes, for git has listed it: to be reported as what could not be read, and not left out.
  if (status === null && mayBeReplaced(path)) return [{ path, kind: "file", size: null }];
  if (status?.isSymbolicLink()) return [{ path, kind: "symlink", size: null }];
  if (status?.isFile() !== true) return [];
  const entry: TreeEntry = { path, kind: "file", size: Number(status.size) };
  const taken = staged?.taken ?? null;
  const unchanged = taken !== null && taken.mtimeNs === status.mtimeNs && taken.size === status.size;
  if (staged === null || !unchanged || written === null || status.mtimeNs >= written) return [entry];
  // What is checked out may differ from the object by line ends or a filter: its id is told from that of the object.
  return [{ ...entry, object: `checkout of ${staged.object}` }];
}
