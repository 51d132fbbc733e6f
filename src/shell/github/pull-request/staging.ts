import * as z from "zod";
import { PinwardenError } from "../../../core/error.ts";
import { isStagingBranch, stagingFolder } from "../../../core/pull-request/group-key.ts";
import type { GithubClient } from "../github-client.ts";
import { type Identity, isAuthor } from "../identity.ts";
import type { Repository } from "../repository.ts";
import { branchesBelow, branchState } from "./branches.ts";
import { deleteBranch } from "./commit-files.ts";

/** A job on a runner of one's own may last five days, and none lasts longer (GitHub Docs, "Actions limits"). */
const longestRun = 5 * 24 * 3600 * 1000;

/** Branches that one run looks at: each costs three requests. */
const mostBranches = 20;

const activities = z.array(
  z.object({
    after: z.string(),
    timestamp: z.iso.datetime({ offset: true }),
    actor: z.object({ login: z.string(), id: z.number(), type: z.string() }).nullable(),
  }),
);

export interface StagingQuestion {
  readonly repository: Repository;
  /** Id of the repository in GraphQL. */
  readonly nodeId: string;
  readonly identity: Identity;
  /** Commit of the base branch, which our commits stand on top of. */
  readonly commit: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Deletes the branches that runs which were cut off left in the folder for unfinished commits. A branch goes where GitHub's record of activity has nobody
 * but us on it, none of it as young as a run may be old, and nothing but commits of ours stands on it. What cannot be told stays, and what
 * GitHub refuses here keeps nobody from the fixes.
 */
export async function clearStaging(client: GithubClient, question: StagingQuestion): Promise<void> {
  try {
    const heads = await branchesBelow(client, question.repository, stagingFolder);
    const names = [...heads].filter(([branch]) => isStagingBranch(branch)).slice(0, mostBranches);
    for (const [branch, head] of names)
      if (await isLeftOver(client, question, branch, head)) await deleteBranch(client, question, branch, head);
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
  }
}

async function isLeftOver(
  client: GithubClient,
  { repository, identity, commit, now }: StagingQuestion,
  branch: string,
  head: string,
): Promise<boolean> {
  const route = "GET /repos/{owner}/{repo}/activity";
  const done = await client.request(route, { ...repository, ref: `refs/heads/${branch}`, per_page: 100 }, activities);
  const [last] = done;
  if (last === undefined || last.after !== head || now - Date.parse(last.timestamp) < longestRun) return false;
  if (!done.every(({ actor }) => actor !== null && (isAuthor(identity, actor) || actor.type === "Bot"))) return false;
  return (await branchState(client, repository, commit, head, identity)).kind === "own";
}
