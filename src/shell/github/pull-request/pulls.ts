import * as z from "zod";
import { PinwardenError } from "../../../core/error.ts";
import { readMarker } from "../../../core/pull-request/covers.ts";
import type { StandingPull } from "../../../core/pull-request/standing-pull.ts";
import type { GithubClient } from "../github-client.ts";
import { type Identity, isAuthor } from "../identity.ts";
import type { Repository } from "../repository.ts";

const pull = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullish(),
  user: z.object({ login: z.string(), id: z.number(), type: z.string() }).nullable(),
  base: z.object({ ref: z.string() }),
  head: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
});
type Pull = z.infer<typeof pull>;
const nothing = z.unknown();

/** Whose pull requests are asked for, and whom they are to be by. */
export interface PullQuestion {
  readonly repository: Repository;
  /** Branch that ours are for. */
  readonly base: string;
  readonly identity: Identity;
}

/** Every pull request that was ever made from a branch of this repository, as far as one page goes, the newest first. */
export async function pullsOf(
  client: GithubClient,
  question: PullQuestion,
  branch: string,
): Promise<readonly StandingPull[]> {
  const { repository } = question;
  const route = "GET /repos/{owner}/{repo}/pulls";
  const head = `${repository.owner}:${branch}`;
  const found = await client.request(
    route,
    { ...repository, head, state: "all", sort: "created", direction: "desc", per_page: 50 },
    z.array(pull),
  );
  const own = `${repository.owner}/${repository.repo}`.toLowerCase();
  // The owner may have another repository with a branch of this name, as a fork in the same organisation.
  return found
    .filter((one) => one.head.ref === branch && one.head.repo?.full_name.toLowerCase() === own)
    .map((one) => standing(one, question));
}

function standing(one: Pull, { base, identity }: PullQuestion): StandingPull {
  const body = one.body ?? "";
  const marker = readMarker(body);
  // With another token than the last time we have another name: a bot's pull request with our marker is ours as well.
  const ours = isAuthor(identity, one.user) || (one.user?.type === "Bot" && marker !== null);
  const who = one.user?.login.replaceAll("`", "") ?? "somebody who is gone";
  const elsewhere = one.base.ref !== base && one.state === "open";
  return {
    number: one.number,
    url: one.html_url,
    title: one.title,
    body,
    state: one.merged_at ? "merged" : one.state,
    foreign: !ours
      ? `It was opened by \`${who}\`.`
      : elsewhere
        ? `Somebody made it one for \`${one.base.ref.replaceAll("`", "")}\`.`
        : null,
    marker,
  };
}

export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly branch: string;
}

export interface OpenedPull {
  readonly pull: StandingPull;
  /** `lost`: GitHub's answer did not come, and then it was there. `there`: it was open already, made by somebody or something else meanwhile. */
  readonly how: "made" | "lost" | "there";
}

/**
 * Opens a pull request, or answers the one that is open already: another run may have been quicker, and an answer may have been lost. A branch
 * has one open pull request for a base at most, so trying again makes no second one.
 *
 * @throws PinwardenError `github/pull-requests-not-allowed` where a setting of the repository forbids it
 */
export async function openPullRequest(
  client: GithubClient,
  question: PullQuestion,
  wanted: NewPull,
): Promise<OpenedPull> {
  const { repository, base } = question;
  const parameters = { ...repository, title: wanted.title, body: wanted.body, head: wanted.branch, base };
  let lost = false;
  for (;;) {
    try {
      const made = await client.request("POST /repos/{owner}/{repo}/pulls", parameters, pull);
      return { pull: standing(made, question), how: "made" };
    } catch (error) {
      if (!(error instanceof PinwardenError)) throw error;
      if (/not permitted to create or approve pull requests/i.test(error.message)) throw notAllowed();
      const exists = error.code === "github/invalid-request" && /already exists/i.test(error.message);
      const unanswered = error.code === "github/unavailable";
      if (!exists && !unanswered) throw error;
      const there = (await pullsOf(client, question, wanted.branch)).find(({ state }) => state === "open");
      if (there !== undefined) {
        // What a run beside this one opened at that very moment is the same in every word: to finish it twice changes nothing.
        const ours = (lost || unanswered) && there.foreign === null && there.marker?.unfinished === true;
        return { pull: there, how: ours ? "lost" : "there" };
      }
      if (exists || lost) throw error;
      lost = true;
    }
  }
}

function notAllowed(): PinwardenError {
  return new PinwardenError(
    "github/pull-requests-not-allowed",
    "A setting of the repository or of its organisation lets no workflow open pull requests.",
    {
      hint:
        "Under Settings → Actions → General → Workflow permissions, tick `Allow GitHub Actions to create and approve pull requests`; " +
        "where it is greyed out, the organisation's settings have the same box. Or give `repo-token` the token of a GitHub App.",
    },
  );
}

export interface PullChange {
  readonly title?: string;
  readonly body?: string;
  readonly state?: "open" | "closed";
}

export async function changePull(
  client: GithubClient,
  repository: Repository,
  number: number,
  change: PullChange,
): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/pulls/{pull_number}";
  await client.request(route, { ...repository, pull_number: number, ...change }, nothing);
}

/** Adds labels, which GitHub makes where they do not exist. */
export async function addLabels(
  client: GithubClient,
  repository: Repository,
  number: number,
  labels: readonly string[],
): Promise<void> {
  const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/labels";
  await client.request(route, { ...repository, issue_number: number, labels }, nothing);
}

export async function requestReviewers(
  client: GithubClient,
  repository: Repository,
  number: number,
  { users, teams }: { readonly users: readonly string[]; readonly teams: readonly string[] },
): Promise<void> {
  const route = "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers";
  await client.request(route, { ...repository, pull_number: number, reviewers: users, team_reviewers: teams }, nothing);
}
