import { createHash } from "node:crypto";
import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import type { FileAnswer } from "../../core/manifest/reading.ts";
import type { Tree, TreeEntry } from "../files/tree.ts";
import { ambiguousPath, byPath, isTreePath, type TreeLimits, tooLarge, treeLimits } from "../files/tree-limits.ts";
import { isLfsPointer } from "../git/commit-tree.ts";
import type { GithubClient } from "./github-client.ts";
import type { Repository } from "./repository.ts";
import { defaultMaxRequests, type GitEntry, listTree } from "./tree-listing.ts";

const commitAnswer = z.object({ tree: z.object({ sha: z.string() }) });
const blobAnswer = z.object({ sha: z.string(), encoding: z.string(), content: z.string() });

/** Reads blobs by their object id, each once: two commits of one repository share most of their files. */
export type ReadBlob = (sha: string) => Promise<Uint8Array>;

/** Throws `github/unexpected-answer` where a content is another than its id says. */
export function blobReader(client: GithubClient, repository: Repository): ReadBlob {
  const asked = new Map<string, Promise<Uint8Array>>();
  const ask = async (sha: string): Promise<Uint8Array> => {
    const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
    const answer = await client.request(route, { ...repository, file_sha: sha }, blobAnswer);
    const bytes = Buffer.from(answer.content, answer.encoding === "utf-8" ? "utf8" : "base64");
    if (objectId(bytes, sha.length) === sha) return bytes;
    throw new PinwardenError(
      "github/unexpected-answer",
      `GitHub's answer for the blob \`${sha}\` has another content than its id says.`,
      { hint: "Run the job again; if it lasts, something between the runner and GitHub changes answers." },
    );
  };
  return (sha) => {
    const bytes = asked.get(sha) ?? ask(sha);
    asked.set(sha, bytes);
    return bytes;
  };
}

/**
 * The files of a commit, read through the API as data: nothing is checked out, so nothing of a stranger's pull request lies
 * on the disk of a job that holds a write token. Contents are checked against git's own object ids.
 *
 * Throws `github/…` where the commit is unknown or the API fails, and `github/tree-too-large` past the limits.
 */
export function openCommitTree(
  client: GithubClient,
  repository: Repository,
  commit: string,
  readBlob: ReadBlob = blobReader(client, repository),
  limits: TreeLimits = treeLimits,
  maxRequests: number = defaultMaxRequests,
): Tree {
  let listing: Promise<ReadonlyMap<string, GitEntry>> | null = null;
  const entries = () => {
    listing ??= load();
    return listing;
  };

  async function load(): Promise<ReadonlyMap<string, GitEntry>> {
    const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
    const { tree } = await client.request(route, { ...repository, commit_sha: commit }, commitAnswer);
    return await listTree(client, repository, tree.sha, { entries: limits.entries, requests: maxRequests });
  }

  return {
    id: commit,
    async list() {
      return [...(await entries()).values()].flatMap(toTreeEntry).sort(byPath);
    },
    async read(path) {
      // A name may hold a backslash, which is a folder on Windows.
      if (!isTreePath(path)) return { kind: "refused", reason: "its path leads out of the repository" };
      const known = await entries();
      const entry = known.get(path);
      if (entry === undefined) return unlisted(path, known);
      if (entry.ambiguous === true) return { kind: "refused", reason: ambiguousPath };
      const reason = refusal(entry, limits);
      if (reason !== null) return { kind: "refused", reason };
      const bytes = await readBlob(entry.sha);
      if (isLfsPointer(bytes)) {
        return { kind: "refused", reason: "it is a Git LFS pointer, whose content is not in the repository" };
      }
      return { kind: "file", bytes, id: entry.sha };
    },
  };
}

/** Git's object id of a blob: SHA-1, or SHA-256 in a repository that uses it. */
function objectId(bytes: Uint8Array, length: number): string {
  const hash = createHash(length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}

function refusal(entry: GitEntry, limits: TreeLimits): string | null {
  switch (entry.kind) {
    case "symlink":
      return "it is a symlink, which is not followed";
    case "submodule":
      return "it is a submodule, whose content is another repository's";
    case "folder":
      return "it is a folder";
    case "file":
      return entry.size !== null && entry.size > limits.fileBytes ? tooLarge(entry.size, limits) : null;
  }
}

/** A path that no entry has: below something that is no folder, or simply not there. */
function unlisted(path: string, known: ReadonlyMap<string, GitEntry>): FileAnswer {
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const above = known.get(path.slice(0, slash));
    if (above?.kind === "symlink" || above?.kind === "submodule") {
      return { kind: "refused", reason: `\`${above.path}\` is a ${above.kind}, which is not followed` };
    }
  }
  return { kind: "missing" };
}

function toTreeEntry(entry: GitEntry): readonly TreeEntry[] {
  return entry.kind === "folder" ? [] : [{ path: entry.path, kind: entry.kind, size: entry.size }];
}
