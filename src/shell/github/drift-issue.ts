import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import type { GithubClient } from "./github-client.ts";
import { isAuthor, learnIdentity } from "./identity.ts";
import type { Repository } from "./repository.ts";
import { readMarker, stickyBody } from "./sticky-body.ts";

const issueAnswer = z.object({
  number: z.number().int().positive(),
  html_url: z.string(),
  state: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), id: z.number() }).nullable(),
  pull_request: z.unknown().optional(),
});
type IssueAnswer = z.infer<typeof issueAnswer>;

/** The issue that a repository has of us. */
export interface FoundIssue {
  readonly number: number;
  readonly url: string;
  readonly open: boolean;
  readonly body: string;
}

export interface IssueRequest {
  readonly title: string;
  /** Markdown, already safe to show. */
  readonly body: string;
  /** Whether there is anything to tell, so that the issue has to be open. */
  readonly open: boolean;
  /** Whether anything changed since the last scan. */
  readonly news: boolean;
  /** False where not everything could be seen: then nothing is closed. */
  readonly complete: boolean;
  /** Said in a comment where the issue was open before, so that whoever follows it learns of it. Null: nothing. */
  readonly comment: string | null;
}

export interface IssueOutcome {
  readonly kind: "created" | "updated" | "unchanged" | "reopened" | "closed" | "left-closed" | "not-needed";
  /** Null where there is none. */
  readonly url: string | null;
}

/** Which of our bodies it is. */
const key = "drift";

/** Pages of a hundred that are looked through for an issue whose number is not known: it was made since the last scan. */
const mostPages = 10;

/**
 * Finds the issue by its marker *and* its author: anybody may write our marker. `known` is the number that it had by the last record;
 * without one that still fits, the newest issues are looked through. Null where there is none.
 */
export async function findDriftIssue(
  client: GithubClient,
  repository: Repository,
  known: number | null,
): Promise<FoundIssue | null> {
  if (known !== null) {
    const one = await issueAt(client, repository, known);
    if (one !== null && isMarked(one) && (await ours(client, [one])).length > 0) return found(one);
  }
  return (await listOurs(client, repository))[0] ?? null;
}

async function issueAt(client: GithubClient, repository: Repository, number: number): Promise<IssueAnswer | null> {
  try {
    const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
    const answer = await client.request(route, { ...repository, issue_number: number }, issueAnswer);
    // One that was moved to another repository is answered from there, with the number that it has there: here that is somebody else's.
    return answer.number === number && answer.pull_request === undefined ? answer : null;
  } catch (error) {
    // Deleted, or moved to a repository that the token may not see.
    if (error instanceof PinwardenError && ["github/not-found", "github/gone"].includes(error.code)) return null;
    throw error;
  }
}

/** Ours among the newest, the oldest of them first: the one that was there before another run made its own. */
async function listOurs(client: GithubClient, repository: Repository): Promise<readonly FoundIssue[]> {
  const marked: IssueAnswer[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const route = "GET /repos/{owner}/{repo}/issues";
    const query = { state: "all", sort: "created", direction: "desc", per_page: 100, page };
    const issues = await client.request(route, { ...repository, ...query }, z.array(issueAnswer));
    marked.push(...issues.filter((issue) => issue.pull_request === undefined && isMarked(issue)));
    if (issues.length < 100) break;
  }
  return (await ours(client, marked)).toSorted((a, b) => a.number - b.number).map(found);
}

const isMarked = ({ body }: IssueAnswer): boolean => readMarker(body ?? "")?.key === key;

async function ours(client: GithubClient, issues: readonly IssueAnswer[]): Promise<readonly IssueAnswer[]> {
  // Without one that could be ours, who we are need not be asked.
  if (issues.length === 0) return [];
  const identity = await learnIdentity(client);
  return issues.filter(({ user }) => isAuthor(identity, user));
}

const found = ({ number, html_url: url, state, body }: IssueAnswer): FoundIssue => ({
  number,
  url,
  open: state === "open",
  body: body ?? "",
});

/**
 * Brings the issue to what there is to tell: edited in place, closed when nothing is left, opened again when something is. Where
 * nothing changed nothing is sent. One that a person closed stays closed for as long as it would say the same.
 *
 * Throws the errors of the client; `github/gone` where the repository has no issues.
 */
export async function keepDriftIssue(
  client: GithubClient,
  repository: Repository,
  issue: FoundIssue | null,
  request: IssueRequest,
): Promise<IssueOutcome> {
  const body = stickyBody(key, request.body);
  if (issue === null)
    return request.open ? await create(client, repository, request.title, body) : { kind: "not-needed", url: null };
  const { url } = issue;
  const marker = readMarker(issue.body);
  const same = marker?.intact === true && marker.digest === readMarker(body)?.digest;
  // Half of the truth takes nothing back.
  if (!request.complete && !request.news) return { kind: issue.open ? "unchanged" : "left-closed", url };
  if (!request.open) {
    if (!issue.open) return { kind: "not-needed", url };
    if (!request.complete) return { kind: "unchanged", url };
    await patch(client, repository, issue.number, { body, state: "closed", state_reason: "completed" });
    return { kind: "closed", url };
  }
  if (!issue.open) {
    if (same) return { kind: "left-closed", url };
    await patch(client, repository, issue.number, { body, state: "open" });
    return { kind: "reopened", url };
  }
  if (!same) await patch(client, repository, issue.number, { body });
  if (request.comment !== null) await say(client, repository, issue.number, request.comment);
  return { kind: same ? "unchanged" : "updated", url };
}

/**
 * A `POST` that ended in a server error may have been carried out: the issues are read again before another one is made. Two runs that
 * began together each make one: whichever is not the oldest goes again.
 */
async function create(
  client: GithubClient,
  repository: Repository,
  title: string,
  body: string,
): Promise<IssueOutcome> {
  const route = "POST /repos/{owner}/{repo}/issues";
  const post = () => client.request(route, { ...repository, title, body }, issueAnswer);
  const made = await post().catch(async (error: unknown) => {
    if (!(error instanceof PinwardenError) || error.code !== "github/unavailable") throw error;
    const [there] = (await listOurs(client, repository)).filter(({ open }) => open);
    return there === undefined ? await post() : { number: there.number, html_url: there.url };
  });
  const [oldest] = (await listOurs(client, repository)).filter(({ open }) => open);
  if (oldest === undefined || oldest.number >= made.number) return { kind: "created", url: made.html_url };
  await patch(client, repository, made.number, { state: "closed", state_reason: "not_planned" });
  return { kind: "unchanged", url: oldest.url };
}

type Change = { readonly body?: string; readonly state?: "open" | "closed"; readonly state_reason?: string };

async function patch(client: GithubClient, repository: Repository, number: number, change: Change): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
  await client.request(route, { ...repository, issue_number: number, ...change }, z.unknown());
}

async function say(client: GithubClient, repository: Repository, number: number, body: string): Promise<void> {
  const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
  await client.request(route, { ...repository, issue_number: number, body }, z.unknown());
}
