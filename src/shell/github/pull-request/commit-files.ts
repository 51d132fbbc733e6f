import * as z from "zod";
import { PinwardenError } from "../../../core/error.ts";
import type { CommitMessage } from "../../../core/pull-request/commit-message.ts";
import { stagingBranch } from "../../../core/pull-request/group-key.ts";
import type { GithubClient } from "../github-client.ts";
import { graphql } from "../graphql.ts";
import type { Repository } from "../repository.ts";
import { branchHead, readOwnCommit } from "./branches.ts";

/** What a branch is to hold: one commit with these files on top of `base`. */
export interface WantedCommit {
  readonly repository: Repository;
  /** Id of the repository in GraphQL. */
  readonly nodeId: string;
  readonly branch: string;
  readonly base: string;
  readonly files: readonly { readonly path: string; readonly after: string }[];
  readonly message: CommitMessage;
  /** Of the files, as the message names it. */
  readonly digest: string;
}

const mutation =
  "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";
const created = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });
const update = "mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }";
const nothing = z.unknown();
const zero = "0".repeat(40);

/** Tries against other runs and against answers that were lost. */
const mostTries = 4;

/**
 * Puts the commit on a branch that does not exist yet. Null where somebody else made the branch meanwhile, with something else on it.
 *
 * The mutation signs the commit, and refuses it where the branch is not where it is expected: whichever of several runs comes first wins, and
 * the others find its work. An answer that was lost is found in the same way.
 */
export async function commitOnNewBranch(client: GithubClient, wanted: WantedCommit): Promise<string | null> {
  const { repository, branch, base } = wanted;
  let lost: unknown = null;
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    try {
      const head = (await branchHead(client, repository, branch)) ?? (await createBranch(client, wanted));
      if (head === null) continue;
      if (head !== base) return (await isWanted(client, wanted, head)) ? head : null;
      return await commit(client, wanted);
    } catch (error) {
      if (!isWorthAnother(error)) throw error;
      lost = error;
    }
  }
  if (lost !== null) throw lost;
  return null;
}

/**
 * Moves a branch of ours from `seen` to the commit, in one step: at no moment is it without a commit, which would close its pull request.
 * Null where it is no longer where it was seen: somebody pushed.
 */
export async function commitOnStandingBranch(
  client: GithubClient,
  wanted: WantedCommit,
  seen: string,
): Promise<string | null> {
  const { repository, branch, base, digest } = wanted;
  const staging = stagingBranch(branch, `${digest.slice(0, 8)}${base.slice(0, 8)}`);
  const made = await commitOnNewBranch(client, { ...wanted, branch: staging });
  if (made === null) return null;
  try {
    await updateRefs(client, wanted.nodeId, [
      { name: branch, before: seen, after: made },
      { name: staging, before: made, after: zero },
    ]);
    return made;
  } catch (error) {
    if (!(error instanceof PinwardenError) || !movable.has(error.code)) throw error;
    const head = await branchHead(client, repository, branch);
    const moved = head === seen ? await moveByRest(client, wanted, made) : await whereWanted(client, wanted, head);
    await deleteBranch(client, wanted, staging, made);
    return moved;
  }
}

/** Deletes a branch that still points to `seen`. False where it does not, or is gone. */
export async function deleteBranch(
  client: GithubClient,
  { repository, nodeId }: Pick<WantedCommit, "repository" | "nodeId">,
  branch: string,
  seen: string,
): Promise<boolean> {
  try {
    await updateRefs(client, nodeId, [{ name: branch, before: seen, after: zero }]);
    return true;
  } catch (error) {
    if (!(error instanceof PinwardenError) || !movable.has(error.code)) throw error;
    if ((await branchHead(client, repository, branch)) !== seen) return false;
    await client.request(
      "DELETE /repos/{owner}/{repo}/git/refs/{+ref}",
      { ...repository, ref: `heads/${branch}` },
      nothing,
    );
    return true;
  }
}

/** A server without `updateRefs` moves one ref at a time, from wherever it is: it was looked at right before. */
async function moveByRest(client: GithubClient, { repository, branch }: WantedCommit, to: string): Promise<string> {
  const route = "PATCH /repos/{owner}/{repo}/git/refs/{+ref}";
  await client.request(route, { ...repository, ref: `heads/${branch}`, sha: to, force: true }, nothing);
  return to;
}

const whereWanted = async (client: GithubClient, wanted: WantedCommit, head: string | null): Promise<string | null> =>
  head !== null && (await isWanted(client, wanted, head)) ? head : null;

/** What a move of refs that came too late ends with; whether it came too late is then read from the branch. */
const movable: ReadonlySet<string> = new Set(["github/stale", "github/refused", "github/unavailable"]);

async function updateRefs(
  client: GithubClient,
  nodeId: string,
  moves: readonly { readonly name: string; readonly before: string; readonly after: string }[],
): Promise<void> {
  const refUpdates = moves.map(({ name, before, after }) => ({
    name: `refs/heads/${name}`,
    beforeOid: before,
    afterOid: after,
    force: true,
  }));
  await graphql(client, update, { input: { repositoryId: nodeId, refUpdates } }, nothing);
}

/** The branch at the base; null where another run made it at the same moment. */
async function createBranch(client: GithubClient, { repository, branch, base }: WantedCommit): Promise<string | null> {
  try {
    const route = "POST /repos/{owner}/{repo}/git/refs";
    await client.request(route, { ...repository, ref: `refs/heads/${branch}`, sha: base }, nothing);
    return base;
  } catch (error) {
    if (error instanceof PinwardenError && /already exists/i.test(error.message)) return null;
    throw error;
  }
}

async function commit(client: GithubClient, wanted: WantedCommit): Promise<string> {
  const { repository, branch, base, files, message } = wanted;
  const additions = files.map(({ path, after }) => ({ path, contents: Buffer.from(after, "utf8").toString("base64") }));
  const input = {
    branch: { repositoryNameWithOwner: `${repository.owner}/${repository.repo}`, branchName: branch },
    expectedHeadOid: base,
    fileChanges: { additions },
    message: { headline: message.headline, body: message.body },
  };
  return (await graphql(client, mutation, { input }, created)).createCommitOnBranch.commit.oid;
}

/** A commit of another run, or of an earlier try of this one, that is the very one that is wanted. */
async function isWanted(
  client: GithubClient,
  { repository, base, digest }: WantedCommit,
  head: string,
): Promise<boolean> {
  const read = await readOwnCommit(client, repository, head);
  return read.digest === digest && read.parents.length === 1 && read.parents[0] === base;
}

const isWorthAnother = (error: unknown): boolean =>
  error instanceof PinwardenError && (error.code === "github/stale" || error.code === "github/unavailable");
