import * as z from "zod";
import { PinwardenError } from "../../../core/error.ts";
import { objectId } from "../../../core/object-id.ts";
import { digestIn } from "../../../core/pull-request/commit-message.ts";
import type { BranchState } from "../../../core/pull-request/standing-pull.ts";
import type { GithubClient } from "../github-client.ts";
import { type Identity, isAuthor } from "../identity.ts";
import { type Repository, refPath } from "../repository.ts";

const sha = z.string().regex(objectId);
const refAnswer = z.object({ ref: z.string(), object: z.object({ sha }) });
/** An account that GitHub does not know is null, or an object with nothing in it (REST reference, "Compare two commits"). */
const account = z
  .union([z.object({ login: z.string(), id: z.number(), type: z.string() }), z.strictObject({}).transform(() => null)])
  .nullable();
const compareAnswer = z.object({
  ahead_by: z.number(),
  commits: z.array(z.object({ sha, author: account, committer: account, commit: z.object({ message: z.string() }) })),
});
const commitAnswer = z.object({ sha, message: z.string(), parents: z.array(z.object({ sha })) });

/** Commit that a branch points to; null where there is no such branch. */
export async function branchHead(client: GithubClient, repository: Repository, branch: string): Promise<string | null> {
  try {
    const route = "GET /repos/{owner}/{repo}/git/ref/{+ref}";
    const { object } = await client.request(route, { ...repository, ref: refPath(`heads/${branch}`) }, refAnswer);
    return object.sha;
  } catch (error) {
    if (error instanceof PinwardenError && error.code === "github/not-found") return null;
    throw error;
  }
}

/** Branches below a folder, by name, with what they point to. */
export async function branchesBelow(
  client: GithubClient,
  repository: Repository,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const route = "GET /repos/{owner}/{repo}/git/matching-refs/{+ref}";
  const refs = await client.list(route, { ...repository, ref: refPath(`heads/${folder}/`) }, z.array(refAnswer));
  return new Map(refs.map(({ ref, object }) => [ref.slice("refs/heads/".length), object.sha]));
}

/** A commit's digest as its message names it, and what it stands on. */
export async function readOwnCommit(
  client: GithubClient,
  repository: Repository,
  commit: string,
): Promise<{ readonly digest: string | null; readonly parents: readonly string[] }> {
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  const read = await client.request(route, { ...repository, commit_sha: commit }, commitAnswer);
  return { digest: digestIn(read.message), parents: read.parents.map((parent) => parent.sha) };
}

/** Null where the two have no history in common, which GitHub answers as if one of them were not there. */
async function compare(
  client: GithubClient,
  repository: Repository,
  base: string,
  head: string,
): Promise<z.infer<typeof compareAnswer> | null> {
  try {
    const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
    return await client.request(route, { ...repository, basehead: `${base}...${head}` }, compareAnswer);
  } catch (error) {
    if (error instanceof PinwardenError && error.code === "github/not-found") return null;
    throw error;
  }
}

/**
 * Whose work stands on a branch that points to `head`: ours is a commit by the token's own account or another bot's, with our digest in its message, that
 * GitHub itself committed, as it does for `createCommitOnBranch`. An amended or a merged one has a person's name in one of these places.
 */
export async function branchState(
  client: GithubClient,
  repository: Repository,
  base: string,
  head: string,
  identity: Identity,
): Promise<BranchState> {
  const compared = await compare(client, repository, base, head);
  if (compared === null) return { kind: "touched", why: "Its branch has no commit in common with the base." };
  if (compared.ahead_by > compared.commits.length)
    return { kind: "touched", why: `${compared.ahead_by} commits are on its branch, which were not made here.` };
  for (const { sha: id, author, committer, commit } of compared.commits) {
    const byUs = author !== null && (isAuthor(identity, author) || author.type === "Bot");
    // With the token of a person the author and whoever amends it are one: only GitHub's own name tells them apart.
    const throughGithub =
      committer !== null && (committer.login === "web-flow" || (author?.type === "Bot" && committer.id === author.id));
    if (byUs && throughGithub && digestIn(commit.message) !== null) continue;
    const who = author?.login ?? committer?.login ?? "somebody whom GitHub does not know";
    return {
      kind: "touched",
      why: `A commit by \`${who.replaceAll("`", "")}\` is on its branch (\`${id.slice(0, 10)}\`).`,
    };
  }
  const last = compared.commits.at(-1);
  return { kind: "own", head, digest: last === undefined ? null : digestIn(last.commit.message) };
}
