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
  const parse = async (revision: string) => await maybe(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  const parseId = lasting(parse);

  /** What was asked of refs since one of them last moved; nothing but this store moves them. */
  const named = new Map<string, Promise<string | null>>();
  const moving = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      // Afterwards: what was asked meanwhile may be of either moment.
      named.clear();
    }
  };

  async function resolve(revision: string): Promise<string | null> {
    if (!revision.startsWith("refs/")) return await parseId(revision);
    const answer = named.get(revision) ?? parse(revision);
    named.set(revision, answer);
    return await answer;
  }

  return {
    directory,
    resolve,
    async commit(commit) {
      const tip = await resolve(commit.ref);
      const parents = commit.parents ?? (tip === null ? [] : [tip]);
      const stream = importStream({ ...commit, parents });
      return await moving(() => text(["fast-import", "--quiet", "--force"], stream));
    },
    async setRef(ref, sha) {
      if ((await resolve(ref)) !== sha) await moving(() => git(directory, ["update-ref", ref, sha]));
    },
    deleteRef: async (ref) => void (await moving(() => git(directory, ["update-ref", "-d", ref]))),
    mergeCommit: lasting(async (base, head) => {
      const tree = await maybe(["merge-tree", "--write-tree", base, head]);
      if (tree === null) return null;
      return await text(["commit-tree", tree, "-p", base, "-p", head, "-m", `Merge ${head} into ${base}`]);
    }),
    mergeBase: lasting(async (a, b) => await maybe(["merge-base", a, b])),
    parents: lasting(async (sha) => (await text(["log", "-1", "--format=%P", sha])).split(" ").filter(Boolean)),
    treeOf: lasting(async (sha) => await text(["rev-parse", `${sha}^{tree}`])),
    message: lasting(async (sha) => await text(["log", "-1", "--format=%B", sha])),
    countCommits: lasting(async (from, to) => Number(await text(["rev-list", "--count", `${from}..${to}`]))),
    log: async (from, to) => (await text(["rev-list", "--reverse", `${from}..${to}`])).split("\n").filter(Boolean),
    async refs(prefix) {
      const lines = (await text(["for-each-ref", "--format=%(refname) %(objectname)"])).split("\n");
      const pairs = lines.map((line) => line.split(" ") as [string, string]);
      return new Map(pairs.filter(([name]) => name.startsWith(prefix)));
    },
    tree: lasting(async (sha, recursive) => {
      const flags = recursive ? ["-r", "-t"] : [];
      const lines = (await git(directory, ["ls-tree", "-z", "-l", ...flags, sha])).toString("utf8").split("\0");
      return lines.filter((line) => line !== "").map(readTreeLine);
    }),
    blob: lasting(async (sha) => await git(directory, ["cat-file", "blob", sha])),
    type: lasting(async (sha) => await maybe(["cat-file", "-t", sha])),
    changedFiles: lasting(async (base, head) => {
      const raw = (await git(directory, ["diff", "--raw", "--no-abbrev", "-M", "-z", base, head])).toString("utf8");
      const files: ChangedFile[] = [];
      for (const entry of readRawDiff(raw)) files.push(await describeChange(entry, base, head));
      return files;
    }),
    patch: async (base, head, path) => await text(["diff", "-M", base, head, "--", path]),
    remove: async () => await rm(directory, { recursive: true, force: true }),
  };

  async function describeChange(entry: RawChange, base: string, head: string): Promise<ChangedFile> {
    const paths = entry.from === null ? [entry.path] : [entry.from, entry.path];
    const numbers = await text(["diff", "--numstat", "-M", base, head, "--", ...paths]);
    const [added = "0", deleted = "0"] = numbers.split("\n")[0]?.split("\t") ?? [];
    const additions = Number(added) || 0;
    const deletions = Number(deleted) || 0;
    const status = statusWords[entry.status];
    return {
      filename: entry.path,
      ...(entry.from === null ? {} : { previous_filename: entry.from }),
      status,
      sha: entry.sha,
      additions,
      deletions,
      changes: additions + deletions,
    };
  }
}

function readTreeLine(line: string): TreeLine {
  const tab = line.indexOf("\t");
  const [mode = "", type = "", sha = "", size = "-"] = line.slice(0, tab).split(/ +/);
  const kind = type === "tree" || type === "commit" ? type : "blob";
  return { mode, type: kind, sha, size: size === "-" ? null : Number(size), path: line.slice(tab + 1) };
}

const statusWords = { A: "added", D: "removed", R: "renamed", M: "modified", T: "modified" } as const;

interface RawChange {
  readonly status: keyof typeof statusWords;
  readonly sha: string;
  readonly from: string | null;
  readonly path: string;
}

/** `:100644 100644 <old> <new> R100\0old\0new\0` and its kin. */
function readRawDiff(raw: string): readonly RawChange[] {
  const fields = raw.split("\0");
  const changes: RawChange[] = [];
  for (let at = 0; at < fields.length; ) {
    const head = fields[at]?.slice(1).split(" ") ?? [];
    const status = head[4]?.[0];
    if (status === undefined) break;
    const sha = (status === "D" ? head[2] : head[3]) ?? "";
    const renamed = status === "R";
    const first = fields[at + 1] ?? "";
    const path = renamed ? (fields[at + 2] ?? "") : first;
    changes.push({ status: status as RawChange["status"], sha, from: renamed ? first : null, path });
    at += renamed ? 3 : 2;
  }
  return changes;
}
