import { execFile } from "node:child_process";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { committer, type ImportedCommit, importStream } from "./import-stream.ts";
import { lasting } from "./lasting.ts";

export interface NewCommit extends Omit<ImportedCommit, "parents"> {
  /** Parents; the ref's own tip where it is left out, none where the ref does not exist. */
  readonly parents?: readonly string[];
}

export interface TreeLine {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly size: number | null;
  readonly path: string;
}

export interface ChangedFile {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: "added" | "removed" | "modified" | "renamed";
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
}

/** A real bare repository in a temporary folder: every tree, blob, diff and merge base is git's own answer. */
export interface GitStore {
  readonly directory: string;
  commit(commit: NewCommit): Promise<string>;
  /** The sha that a ref or an abbreviated id names; null where there is none. */
  resolve(revision: string): Promise<string | null>;
  setRef(ref: string, sha: string): Promise<void>;
  deleteRef(ref: string): Promise<void>;
  /** Test-merges head into base as GitHub does for `refs/pull/N/merge`; null on a conflict. */
  mergeCommit(base: string, head: string): Promise<string | null>;
  mergeBase(a: string, b: string): Promise<string | null>;
  parents(sha: string): Promise<readonly string[]>;
  treeOf(sha: string): Promise<string>;
  message(sha: string): Promise<string>;
  countCommits(from: string, to: string): Promise<number>;
  /** Commits that `to` has and `from` has not, the oldest first. */
  log(from: string, to: string): Promise<readonly string[]>;
  /** Branches and other refs by their full names, below a prefix of it. */
  refs(prefix: string): Promise<ReadonlyMap<string, string>>;
  tree(sha: string, recursive: boolean): Promise<readonly TreeLine[]>;
  blob(sha: string): Promise<Buffer>;
  type(sha: string): Promise<string | null>;
  changedFiles(base: string, head: string): Promise<readonly ChangedFile[]>;
  patch(base: string, head: string, path: string): Promise<string>;
  remove(): Promise<void>;
}

const identity = {
  GIT_AUTHOR_NAME: committer.name,
  GIT_AUTHOR_EMAIL: committer.email,
  GIT_AUTHOR_DATE: `${committer.at} +0000`,
  GIT_COMMITTER_NAME: committer.name,
  GIT_COMMITTER_EMAIL: committer.email,
  GIT_COMMITTER_DATE: `${committer.at} +0000`,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

/** Runs git with no configuration of the machine's own; rejects with what git wrote to stderr. */
export function git(
  directory: string,
  args: readonly string[],
  options: { readonly input?: string | Uint8Array; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      ["-C", directory, ...args],
      {
        encoding: "buffer",
        maxBuffer: 256 * 1024 * 1024,
        env: { PATH: process.env["PATH"], HOME: directory, ...identity, ...options.env },
      },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`git ${args.join(" ")}: ${stderr.toString("utf8").trim()}`));
        else resolve(stdout);
      },
    );
    // A command that reads no input may be gone before its pipe is closed: that is no failure.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input ?? "");
  });
}

/** A fetch may name a commit and leave blobs out; what is imported stays packed, which saves git a process. */
const config = "[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n[fastimport]\n\tunpackLimit = 1\n";

export async function createGitStore(): Promise<GitStore> {
  const directory = await mkdtemp(join(tmpdir(), "github-double-"));
  await git(directory, ["init", "--bare", "--quiet", "--initial-branch=main", "--template="]);
  await appendFile(join(directory, "config"), config);
  const text = async (args: readonly string[], input?: string | Uint8Array) =>
    (await git(directory, args, input === undefined ? {} : { input })).toString("utf8").trim();
  const maybe = async (args: readonly string[]) => {
    try {
      return await text(args);
    } catch {
      return null;
    }
  };
  const commitOf = lasting(
    async (revision: string) => await maybe(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]),
  );
  const commitText = lasting(async (sha: string) => await text(["cat-file", "commit", sha]));

  /** Where git keeps each ref; nothing but this store moves them, one after the other. */
  const known = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();
  function move<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  }

  async function resolve(revision: string): Promise<string | null> {
    if (!revision.startsWith("refs/")) return await commitOf(revision);
    const sha = known.get(revision);
    return sha === undefined ? null : await commitOf(sha);
  }

  return {
    directory,
    resolve,
    commit: (commit) =>
      move(async () => {
        const tip = await resolve(commit.ref);
        const parents = commit.parents ?? (tip === null ? [] : [tip]);
        const sha = await text(["fast-import", "--quiet", "--force"], importStream({ ...commit, parents }));
        known.set(commit.ref, sha);
        return sha;
      }),
    setRef: (ref, sha) =>
      move(async () => {
        if (known.get(ref) === sha) return;
        await git(directory, ["update-ref", ref, sha]);
        known.set(ref, sha);
      }),
    deleteRef: (ref) =>
      move(async () => {
        await git(directory, ["update-ref", "-d", ref]);
        known.delete(ref);
      }),
    mergeCommit: lasting(async (base, head) => {
      const tree = await maybe(["merge-tree", "--write-tree", base, head]);
      if (tree === null) return null;
      return await text(["commit-tree", tree, "-p", base, "-p", head, "-m", `Merge ${head} into ${base}`]);
    }),
    mergeBase: lasting(async (a, b) => await maybe(["merge-base", a, b])),
    parents: async (sha) => headers(await commitText(sha), "parent"),
    treeOf: async (sha) => headers(await commitText(sha), "tree")[0] ?? "",
    message: async (sha) => (await commitText(sha)).split("\n\n").slice(1).join("\n\n"),
    countCommits: lasting(async (from, to) => Number(await text(["rev-list", "--count", `${from}..${to}`]))),
    log: async (from, to) => (await text(["rev-list", "--reverse", `${from}..${to}`])).split("\n").filter(Boolean),
    refs: async (prefix) =>
      new Map([...known].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))),
    tree: lasting(async (sha, recursive) => {
      const flags = recursive ? ["-r", "-t"] : [];
      const lines = (await git(directory, ["ls-tree", "-z", "-l", ...flags, sha])).toString("utf8").split("\0");
      return lines.filter((line) => line !== "").map(readTreeLine);
    }),
    blob: lasting(async (sha) => await git(directory, ["cat-file", "blob", sha])),
    type: lasting(async (sha) => await maybe(["cat-file", "-t", sha])),
    changedFiles: lasting(async (base, head) => {
      const flags = ["--raw", "--numstat", "--no-abbrev", "-M", "-z"];
      return readChanges((await git(directory, ["diff", ...flags, base, head])).toString("utf8"));
    }),
    patch: async (base, head, path) => await text(["diff", "-M", base, head, "--", path]),
    remove: async () => await rm(directory, { recursive: true, force: true }),
  };
}

/** Values of a name in what stands above a commit's message. */
function headers(commit: string, name: string): readonly string[] {
  const lines = commit.split("\n\n", 1)[0]?.split("\n") ?? [];
  return lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
}

function readTreeLine(line: string): TreeLine {
  const tab = line.indexOf("\t");
  const [mode = "", type = "", sha = "", size = "-"] = line.slice(0, tab).split(/ +/);
  const kind = type === "tree" || type === "commit" ? type : "blob";
  return { mode, type: kind, sha, size: size === "-" ? null : Number(size), path: line.slice(tab + 1) };
}

const statusWords = { A: "added", D: "removed", R: "renamed", M: "modified", T: "modified" } as const;

/**
 * First `:100644 100644 <old> <new> R100\0old\0new\0` and its kin, one a file, then in the same order
 * `added\tdeleted\tpath\0`, or `added\tdeleted\t\0old\0new\0` (git-diff(1), "Raw output format" and "Other diff formats").
 */
function readChanges(output: string): readonly ChangedFile[] {
  const fields = output.split("\0");
  const changes: Omit<ChangedFile, "additions" | "deletions" | "changes">[] = [];
  let at = 0;
  while (fields[at]?.startsWith(":")) {
    const [, , old = "", fresh = "", letter = ""] = fields[at]?.split(" ") ?? [];
    const status = statusWords[letter[0] as keyof typeof statusWords];
    const renamed = status === "renamed";
    const [first = "", second = ""] = fields.slice(at + 1, at + 3);
    const filename = renamed ? second : first;
    const sha = status === "removed" ? old : fresh;
    changes.push({ filename, ...(renamed ? { previous_filename: first } : {}), status, sha });
    at += renamed ? 3 : 2;
  }
  return changes.map((change) => {
    const [added = "", deleted = ""] = fields[at]?.split("\t") ?? [];
    at += change.status === "renamed" ? 3 : 1;
    const additions = Number(added) || 0;
    const deletions = Number(deleted) || 0;
    return { ...change, additions, deletions, changes: additions + deletions };
  });
}
