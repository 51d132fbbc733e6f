import { execFile } from "node:child_process";
import process from "node:process";
import type { History } from "./history.ts";

/** Names of many files are long; past this the comparison is asked elsewhere. */
const maxOutputBytes = 64 * 1024 * 1024;
const timeoutMs = 60_000;

/**
 * What git is told before every command: the repository's own configuration may name programs to run and hosts to ask, and
 * neither happens here. A container's checkout belongs to another user, which git refuses to read unless told.
 */
const guards = [
  "--no-optional-locks",
  "--no-replace-objects",
  "-c",
  "safe.directory=*",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "protocol.allow=never",
] as const;

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The history of a checkout, from git objects alone: the working tree is not looked at. A shallow clone, the usual one in a
 * workflow, lacks most of it, and then the answer is null.
 */
export function checkoutHistory(directory: string): History {
  const git = (...args: readonly string[]) => run(directory, args);
  return {
    async resolve(revision) {
      // A name means what the server says it means: the clone's own branches may be old. An id has one meaning.
      if (!objectId.test(revision)) return null;
      return (await git("cat-file", "-e", `${revision}^{commit}`)) === null ? null : revision;
    },
    async parents(commit) {
      if (!objectId.test(commit)) return null;
      // The raw object names its parents even where a shallow clone has cut them off.
      const object = await git("cat-file", "commit", commit);
      if (object === null) return null;
      const header = object.slice(0, Math.max(0, object.indexOf("\n\n"))).split("\n");
      return header.filter((line) => line.startsWith("parent ")).map((line) => line.slice("parent ".length));
    },
    async mergeBase(a, b) {
      if (!objectId.test(a) || !objectId.test(b)) return null;
      // Where history is cut off, git's answer may be an older commit than the true one.
      if ((await git("rev-parse", "--is-shallow-repository"))?.trim() !== "false") return null;
      return (await git("merge-base", a, b))?.trim() ?? null;
    },
    async changedPaths(base, head) {
      if (!objectId.test(base) || !objectId.test(head)) return null;
      const names = await git("diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--name-only", base, head);
      return names === null ? null : names.split("\0").filter((name) => name !== "");
    },
  };
}

/** What git printed, or null where it failed: no git, no repository, no such object. */
function run(directory: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      "git",
      ["-C", directory, ...guards, ...args],
      {
        encoding: "utf8",
        maxBuffer: maxOutputBytes,
        timeout: timeoutMs,
        env: {
          PATH: process.env["PATH"],
          HOME: process.env["HOME"],
          LC_ALL: "C",
          GIT_TERMINAL_PROMPT: "0",
          GIT_NO_LAZY_FETCH: "1",
        },
      },
      (error, stdout) => resolve(error === null ? stdout : null),
    );
  });
}
