import {
  codeownersPaths,
  largestCodeowners,
  ownersOf,
  type Reviewers,
  readCodeowners,
  reviewersOf,
} from "../core/pull-request/codeowners.ts";
import type { PullRequestSettings } from "../core/pull-request/settings.ts";
import type { Tree } from "../shell/files/tree.ts";

/** GitHub asks 15 people of a pull request at most. */
const mostReviewers = 15;

/** Whom a pull request with these paths asks for a review: those whom the configuration names, and the owners of the paths. */
export async function reviewersFor(
  tree: Tree,
  settings: Pick<PullRequestSettings, "codeowners" | "reviewers">,
  paths: readonly string[],
): Promise<Reviewers> {
  const named = reviewersOf(settings.reviewers);
  const owners = settings.codeowners ? await owning(tree, paths) : { users: [], teams: [] };
  const joined = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].slice(0, mostReviewers);
  return { users: joined(named.users, owners.users), teams: joined(named.teams, owners.teams) };
}

async function owning(tree: Tree, paths: readonly string[]): Promise<Reviewers> {
  for (const path of codeownersPaths) {
    const answer = await tree.read(path);
    if (answer.kind !== "file" || answer.bytes.length > largestCodeowners) continue;
    return ownersOf(readCodeowners(new TextDecoder().decode(answer.bytes)), paths);
  }
  return { users: [], teams: [] };
}
