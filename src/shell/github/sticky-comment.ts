import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import type { GithubClient } from "./github-client.ts";
import { type Identity, isAuthor, learnIdentity } from "./identity.ts";
import type { Repository } from "./repository.ts";
import { readMarker, stickyBody } from "./sticky-body.ts";

export interface StickyRequest {
  readonly repository: Repository;
  readonly pull: number;
  /** Which of our comments: letters, digits and hyphens. */
  readonly key: string;
  /** Markdown, already safe to show. */
  readonly text: string;
  /** Whether to begin a comment where there is none; one that is there is always brought up to date. */
  readonly create: boolean;
}

export type StickyOutcome =
  | { readonly kind: "created" | "updated" | "unchanged"; readonly url: string; readonly duplicatesRemoved: number }
  /** There is none, and nothing to say. */
  | { readonly kind: "not-needed" }
  /** The token may not: on a fork it never may, elsewhere the hint has the lines to add. */
  | { readonly kind: "refused"; readonly code: string; readonly reason: string; readonly hint: string | null };

const comment = z.object({
  id: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), id: z.number() }).nullable(),
});
type Comment = z.infer<typeof comment>;
const nothing = z.unknown();

const refusals: ReadonlySet<string> = new Set([
  "github/missing-permission",
  "github/locked",
  "github/refused",
  "github/unauthorized",
  "github/gone",
  "github/not-found",
]);

/**
 * Keeps one comment on a pull request. It is found by its marker *and* its author: anybody may write our marker, and a
 * token that may write comments may edit anybody's. Throws where GitHub fails; a refusal is a value.
 */
export async function writeStickyComment(client: GithubClient, request: StickyRequest): Promise<StickyOutcome> {
  try {
    return await write(client, request);
  } catch (error) {
    if (!(error instanceof PinwardenError) || !refusals.has(error.code)) throw error;
    return { kind: "refused", code: error.code, reason: error.message, hint: error.hint };
  }
}

async function write(client: GithubClient, request: StickyRequest): Promise<StickyOutcome> {
  const body = stickyBody(request.key, request.text);
  const wanted = readMarker(body)?.digest;
  const marked = (await listComments(client, request)).filter(
    (each) => readMarker(each.body ?? "")?.key === request.key,
  );
  // Without a comment that could be ours, who we are need not be asked.
  const own = marked.length === 0 ? [] : ownComments(await learnIdentity(client), marked);
  const [kept, ...duplicates] = own;
  if (kept === undefined) return request.create ? await create(client, request, body) : { kind: "not-needed" };

  const now = readMarker(kept.body ?? "");
  const unchanged = now?.intact === true && now.digest === wanted;
  if (!unchanged) await patch(client, request.repository, kept.id, body);
  const duplicatesRemoved = await remove(client, request.repository, duplicates);
  return { kind: unchanged ? "unchanged" : "updated", url: kept.html_url, duplicatesRemoved };
}

function ownComments(identity: Identity, comments: readonly Comment[]): readonly Comment[] {
  return comments.filter((each) => isAuthor(identity, each.user));
}

async function listComments(client: GithubClient, request: StickyRequest): Promise<readonly Comment[]> {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
  return await client.list(route, { ...request.repository, issue_number: request.pull }, z.array(comment));
}

/**
 * A `POST` that ended in a server error may have been carried out: the list is read again before another one is sent, so that
 * a bad moment of the network does not leave two comments.
 */
async function create(client: GithubClient, request: StickyRequest, body: string): Promise<StickyOutcome> {
  const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const parameters = { ...request.repository, issue_number: request.pull, body };
  try {
    const made = await client.request(route, parameters, comment);
    return { kind: "created", url: made.html_url, duplicatesRemoved: 0 };
  } catch (error) {
    if (!(error instanceof PinwardenError) || error.code !== "github/unavailable") throw error;
    const there = (await listComments(client, request)).find((each) => each.body === body);
    const made = there ?? (await client.request(route, parameters, comment));
    return { kind: "created", url: made.html_url, duplicatesRemoved: 0 };
  }
}

async function patch(client: GithubClient, repository: Repository, id: number, body: string): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
  await client.request(route, { ...repository, comment_id: id, body }, nothing);
}

/** Two runs that began together each made one: the oldest stays. One whose text is no longer ours is left alone. */
async function remove(client: GithubClient, repository: Repository, duplicates: readonly Comment[]): Promise<number> {
  let removed = 0;
  for (const duplicate of duplicates) {
    if (readMarker(duplicate.body ?? "")?.intact !== true) continue;
    const route = "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}";
    try {
      await client.request(route, { ...repository, comment_id: duplicate.id }, nothing);
      removed += 1;
    } catch (error) {
      // The other run saw the two as well and was quicker, or an answer was lost: it is gone, as wanted.
      if (!(error instanceof PinwardenError) || error.code !== "github/not-found") throw error;
    }
  }
  return removed;
}
