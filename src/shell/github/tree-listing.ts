import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import type { GithubClient } from "./github-client.ts";
import type { Repository } from "./repository.ts";

/** One line of a git tree, with its path from the root. */
export interface GitEntry {
  readonly path: string;
  readonly kind: "file" | "symlink" | "submodule" | "folder";
  readonly sha: string;
  /** Bytes; known for files and symlinks. */
  readonly size: number | null;
  /** Another entry has the same path: they differ in bytes that are no UTF-8, and a text does not tell them apart. */
  readonly ambiguous?: true;
}

export interface ListingLimits {
  readonly entries: number;
  readonly requests: number;
}

/** Requests for one listing, of which a repository needs more than one only where GitHub cuts its tree. */
export const defaultMaxRequests = 500;

const treeAnswer = z.object({
  tree: z.array(
    z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string(), size: z.number().optional() }),
  ),
  truncated: z.boolean(),
});
type TreeAnswer = z.infer<typeof treeAnswer>;

/**
 * Every entry below a git tree. GitHub cuts a recursive listing at 100,000 entries or 7 MB and says so; such a tree is listed
 * one level, and each folder in it is asked for by itself.
 */
export async function listTree(
  client: GithubClient,
  repository: Repository,
  root: string,
  limits: ListingLimits,
): Promise<ReadonlyMap<string, GitEntry>> {
  const entries = new Map<string, GitEntry>();
  const folders: { readonly sha: string; readonly prefix: string }[] = [{ sha: root, prefix: "" }];
  let requests = 0;
  const ask = async (sha: string, recursive: boolean): Promise<TreeAnswer> => {
    requests += 1;
    if (requests > limits.requests) throw tooLarge(`needs more than ${limits.requests} requests to list`);
    const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";
    return await client.request(
      route,
      { ...repository, tree_sha: sha, ...(recursive ? { recursive: "1" } : {}) },
      treeAnswer,
    );
  };

  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { prefix, sha } = folder;
    const whole = await ask(sha, true);
    const level = whole.truncated ? await ask(sha, false) : whole;
    // One level of one folder has no smaller part to ask for.
    if (level.truncated) throw tooLarge(`has too many entries in \`${prefix === "" ? "/" : prefix}\``);
    for (const line of level.tree) {
      const entry = toEntry(line, prefix);
      entries.set(entry.path, entries.has(entry.path) ? { ...entry, ambiguous: true } : entry);
      if (entries.size > limits.entries) throw tooLarge(`has more than ${limits.entries} entries`);
      if (whole.truncated && entry.kind === "folder") folders.push({ sha: entry.sha, prefix: `${entry.path}/` });
    }
  }
  return entries;
}

function toEntry(line: TreeAnswer["tree"][number], prefix: string): GitEntry {
  return { path: prefix + line.path, kind: kindOf(line.mode), sha: line.sha, size: line.size ?? null };
}

/** Git's modes: 120000 is a symlink, 160000 a submodule's commit, 040000 a folder; the rest are files. */
function kindOf(mode: string): GitEntry["kind"] {
  if (mode === "120000") return "symlink";
  if (mode === "160000") return "submodule";
  return mode === "040000" ? "folder" : "file";
}

function tooLarge(how: string): PinwardenError {
  return new PinwardenError("github/tree-too-large", `The repository's tree ${how}.`, {
    hint: "Check the repository out in the job, with `fetch-depth: 2`, so that its files are read from git.",
  });
}
