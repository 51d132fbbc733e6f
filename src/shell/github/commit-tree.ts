import { createHash } from "node:crypto";
import { z } from "zod";
import { PinwardenError } from "../../core/error.ts";
import type { FileAnswer } from "../../core/manifest/reading.ts";
import type { Tree, TreeEntry } from "../files/tree.ts";
import type { GithubClient } from "./github-client.ts";
import type { Repository } from "./repository.ts";
import { defaultTreeLimits, type GitEntry, listTree, type TreeLimits } from "./tree-listing.ts";

const commitAnswer = z.object({ tree: z.object({ sha: z.string() }) });
const blobAnswer = z.object({ sha: z.string(), encoding: z.string(), content: z.string() });

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
  limits: TreeLimits = defaultTreeLimits,
): Tree {
  let listing: Promise<ReadonlyMap<string, GitEntry>> | null = null;
  const entries = () => {
    listing ??= load();
    return listing;
  };
  const blobs = new Map<string, Promise<Uint8Array>>();

  async function load(): Promise<ReadonlyMap<string, GitEntry>> {
    const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
    const { tree } = await client.request(route, { ...repository, commit_sha: commit }, commitAnswer);
    return await listTree(client, repository, tree.sha, limits);
  }

  async function blob(sha: string): Promise<Uint8Array> {
    const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
    const answer = await client.request(route, { ...repository, file_sha: sha }, blobAnswer);
    const bytes = Buffer.from(answer.content, answer.encoding === "utf-8" ? "utf8" : "base64");
    if (objectId(bytes, sha.length) === sha) return bytes;
    throw new PinwardenError(
      "github/unexpected-answer",
      `GitHub's answer for the blob \`${sha}\` has another content than its id says.`,
      {
        hint: "Run the job again; if it lasts, something between the runner and GitHub changes answers.",
      },
    );
  }

  return {
    id: commit,
    async list() {
      return [...(await entries()).values()].flatMap(toTreeEntry);
    },
    async read(path) {
      const known = await entries();
      const entry = known.get(path);
      if (entry === undefined) return unlisted(path, known);
      const reason = refusal(entry, limits.maxFileBytes);
      if (reason !== null) return { kind: "refused", reason };
      const content = blobs.get(entry.sha) ?? blob(entry.sha);
      blobs.set(entry.sha, content);
      return { kind: "file", bytes: await content, id: entry.sha };
    },
  };
}

/** Git's object id of a blob: SHA-1, or SHA-256 in a repository that uses it. */
function objectId(bytes: Uint8Array, length: number): string {
  const hash = createHash(length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}

function refusal(entry: GitEntry, maxFileBytes: number): string | null {
  switch (entry.kind) {
    case "symlink":
      return "it is a symlink";
    case "submodule":
      return "it is a submodule";
    case "folder":
      return "it is a folder";
    case "file":
      return entry.size !== null && entry.size > maxFileBytes
        ? `it is larger than ${maxFileBytes} bytes (${entry.size})`
        : null;
  }
}

/** A path that no entry has: outside the tree, below something that is no folder, or simply not there. */
function unlisted(path: string, known: ReadonlyMap<string, GitEntry>): FileAnswer {
  const parts = path.split("/");
  const outside = path.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..");
  if (outside) return { kind: "refused", reason: "it is outside the tree" };
  for (let length = 1; length < parts.length; length += 1) {
    const parent = known.get(parts.slice(0, length).join("/"));
    if (parent?.kind === "symlink") return { kind: "refused", reason: `\`${parent.path}\` is a symlink` };
    if (parent?.kind === "submodule") return { kind: "refused", reason: `\`${parent.path}\` is a submodule` };
  }
  return { kind: "missing" };
}

function toTreeEntry(entry: GitEntry): readonly TreeEntry[] {
  return entry.kind === "folder" ? [] : [{ path: entry.path, kind: entry.kind, size: entry.size }];
}
