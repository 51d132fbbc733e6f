import { isObjectId } from "../../core/object-id.ts";
import { runGit } from "../git/run-git.ts";
import type { History } from "./history.ts";

/**
 * The history of a checkout, from git objects alone: the working tree is not looked at. A shallow clone, the usual one in a
 * workflow, lacks most of it, and then the answer is null.
 */
export function checkoutHistory(directory: string): History {
  /** What git printed, or null where it failed: no git, no repository, no such object. */
  const git = async (...args: readonly string[]): Promise<string | null> => {
    try {
      const { status, stdout } = await runGit(directory, args);
      return status === 0 ? stdout.toString("utf8") : null;
    } catch {
      return null;
    }
  };
  return {
    async resolve(revision) {
      // A name means what the server says it means: the clone's own branches may be old. An id has one meaning.
      if (!isObjectId(revision)) return null;
      return (await git("cat-file", "-e", `${revision}^{commit}`)) === null ? null : revision;
    },
    async parents(commit) {
      if (!isObjectId(commit)) return null;
      // The raw object names its parents even where a shallow clone has cut them off.
      const object = await git("cat-file", "commit", commit);
      if (object === null) return null;
      const header = object.slice(0, Math.max(0, object.indexOf("\n\n"))).split("\n");
      return header.filter((line) => line.startsWith("parent ")).map((line) => line.slice("parent ".length));
    },
    async mergeBase(a, b) {
      if (!isObjectId(a) || !isObjectId(b)) return null;
      // Where history is cut off, git's answer may be an older commit than the true one.
      if ((await git("rev-parse", "--is-shallow-repository"))?.trim() !== "false") return null;
      return (await git("merge-base", a, b))?.split("\n", 1)[0] ?? null;
    },
    async changedPaths(base, head) {
      if (!isObjectId(base) || !isObjectId(head)) return null;
      const names = await git("diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--name-only", base, head);
      return names === null ? null : names.split("\0").filter((name) => name !== "");
    },
  };
}
