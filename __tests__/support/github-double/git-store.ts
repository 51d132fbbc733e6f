import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a commit does to a path: new text or bytes, a symlink, a submodule, or `null` to delete it. */
export type FileState = string | Uint8Array | { readonly symlink: string } | { readonly submodule: string } | null;

export interface NewCommit {
  /** Ref that is moved to the new commit, `refs/heads/main`. */
  readonly ref: string;
  readonly files: Readonly<Record<string, FileState>>;
  readonly message?: string;
  /** Parents; the ref's own tip where it is left out, none where the ref does not exist. */
  readonly parents?: readonly string[];
  /** Seconds since 1970; the same moment for every commit where it is left out. */
  readonly at?: number;
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
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.invalid",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.invalid",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
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

export async function createGitStore(): Promise<GitStore> {
  const directory = await mkdtemp(join(tmpdir(), "github-double-"));
  await git(directory, ["init", "--bare", "--quiet", "--initial-branch=main"]);
  await git(directory, ["config", "uploadpack.allowAnySHA1InWant", "true"]);
  await git(directory, ["config", "uploadpack.allowFilter", "true"]);
  const text = async (args: readonly string[], input?: string | Uint8Array) =>
    (await git(directory, args, input === undefined ? {} : { input })).toString("utf8").trim();
  const maybe = async (args: readonly string[]) => {
    try {
      return await text(args);
    } catch {
      return null;
    }
  };
  let serial = 0;

  async function writeTree(parent: string | undefined, files: NewCommit["files"]): Promise<string> {
    serial += 1;
    const env = { GIT_INDEX_FILE: join(directory, `index-${serial}`) };
    if (parent !== undefined) await git(directory, ["read-tree", parent], { env });
    const lines: string[] = [];
    for (const [path, state] of Object.entries(files)) {
      const [mode, sha] = state === null ? ["0", "0".repeat(40)] : await store(state);
      lines.push(`${mode} ${sha}\t${path}\0`);
    }
    await git(directory, ["update-index", "-z", "--index-info"], { env, input: lines.join("") });
    const tree = (await git(directory, ["write-tree", "--missing-ok"], { env })).toString("utf8").trim();
    await rm(env.GIT_INDEX_FILE, { force: true });
    return tree;
  }

  async function store(state: Exclude<FileState, null>): Promise<readonly [string, string]> {
    const hash = (content: string | Uint8Array) => text(["hash-object", "-w", "--stdin"], content);
    if (typeof state === "string" || state instanceof Uint8Array) return ["100644", await hash(state)];
    if ("symlink" in state) return ["120000", await hash(state.symlink)];
    return ["160000", state.submodule];
  }

  return {
    directory,
    async commit(commit) {
      const tip = await maybe(["rev-parse", "--verify", "--quiet", `${commit.ref}^{commit}`]);
      const parents = commit.parents ?? (tip === null ? [] : [tip]);
      const tree = await writeTree(parents[0], commit.files);
      const flags = parents.flatMap((parent) => ["-p", parent]);
      const moment = commit.at === undefined ? {} : { env: { GIT_COMMITTER_DATE: `${commit.at} +0000` } };
      const command = ["commit-tree", tree, ...flags, "-m", commit.message ?? "A change"];
      const sha = (await git(directory, command, moment)).toString("utf8").trim();
      await git(directory, ["update-ref", commit.ref, sha]);
      return sha;
    },
    resolve: async (revision) => await maybe(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]),
    setRef: async (ref, sha) => void (await git(directory, ["update-ref", ref, sha])),
    deleteRef: async (ref) => void (await git(directory, ["update-ref", "-d", ref])),
    async mergeCommit(base, head) {
      const tree = await maybe(["merge-tree", "--write-tree", base, head]);
      if (tree === null) return null;
      return await text(["commit-tree", tree, "-p", base, "-p", head, "-m", `Merge ${head} into ${base}`]);
    },
    mergeBase: async (a, b) => await maybe(["merge-base", a, b]),
    parents: async (sha) => (await text(["log", "-1", "--format=%P", sha])).split(" ").filter(Boolean),
    treeOf: async (sha) => await text(["rev-parse", `${sha}^{tree}`]),
    message: async (sha) => await text(["log", "-1", "--format=%B", sha]),
    countCommits: async (from, to) => Number(await text(["rev-list", "--count", `${from}..${to}`])),
    log: async (from, to) => (await text(["rev-list", "--reverse", `${from}..${to}`])).split("\n").filter(Boolean),
    async refs(prefix) {
      const lines = (await text(["for-each-ref", "--format=%(refname) %(objectname)"])).split("\n");
      const pairs = lines.map((line) => line.split(" ") as [string, string]);
      return new Map(pairs.filter(([name]) => name.startsWith(prefix)));
    },
    async tree(sha, recursive) {
      const flags = recursive ? ["-r", "-t"] : [];
      const lines = (await git(directory, ["ls-tree", "-z", "-l", ...flags, sha])).toString("utf8").split("\0");
      return lines.filter((line) => line !== "").map(readTreeLine);
    },
    blob: async (sha) => await git(directory, ["cat-file", "blob", sha]),
    type: async (sha) => await maybe(["cat-file", "-t", sha]),
    async changedFiles(base, head) {
      const raw = (await git(directory, ["diff", "--raw", "--no-abbrev", "-M", "-z", base, head])).toString("utf8");
      const files: ChangedFile[] = [];
      for (const entry of readRawDiff(raw)) files.push(await describeChange(entry, base, head));
      return files;
    },
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
