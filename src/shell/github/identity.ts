import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import type { GithubClient } from "./github-client.ts";
import { graphql } from "./graphql.ts";

/** Who the token speaks as: the author that its comments get. */
export interface Identity {
  readonly login: string;
  /** Account id, which survives a change of name; null where only the login is known. */
  readonly id: number | null;
}

/** As a comment carries its author. GitHub answers null for an account that was deleted. */
export interface Author {
  readonly login: string;
  readonly id: number;
}

const viewerAnswer = z.object({ viewer: z.object({ login: z.string(), databaseId: z.number().nullish() }) });
const userAnswer = z.object({ login: z.string(), id: z.number() });

/** What a workflow's own token speaks as; the login cannot be registered by anybody, as `[` is not allowed in one. */
const workflowIdentity: Identity = { login: "github-actions[bot]", id: null };

/**
 * Learns who the token speaks as. `GET /user` is closed to installation tokens, and `GITHUB_TOKEN` is one; GraphQL's `viewer`
 * answers every kind of token, with the bot's account for an App. Where neither has an answer, it is taken to be the workflow's own
 * token: a wrong guess makes a comment of ours unrecognised, and never a stranger's ours.
 *
 * Throws `github/unavailable` where GitHub failed to answer, besides the errors that every request would end with.
 */
export async function learnIdentity(client: GithubClient): Promise<Identity> {
  const query = "query { viewer { login databaseId } }";
  const viewer = await known(() => graphql(client, query, {}, viewerAnswer));
  if (viewer.kind === "known") {
    const { login, databaseId } = viewer.answer.viewer;
    return { login, id: databaseId ?? null };
  }
  const user = await known(() => client.request("GET /user", {}, userAnswer));
  if (user.kind === "known") return user.answer;
  // A guess for want of an answer would make another issue or comment beside the one that is there.
  const lost = viewer.failure ?? user.failure;
  if (lost !== null) throw lost;
  return workflowIdentity;
}

type Known<T> =
  | { readonly kind: "known"; readonly answer: T }
  /** This server or this kind of token has no answer; or GitHub failed, which says nothing of either. */
  | { readonly kind: "unknown"; readonly failure: PinwardenError | null };

/** Tries for an answer that a server error kept: the client sends no `POST` again by itself, and a query changes nothing. */
const mostTries = 3;

/** What would fail everything else too is thrown. */
async function known<T>(ask: () => Promise<T>): Promise<Known<T>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { kind: "known", answer: await ask() };
    } catch (error) {
      if (!(error instanceof PinwardenError)) return { kind: "unknown", failure: null };
      if (["github/unauthorized", "github/rate-limited"].includes(error.code)) throw error;
      const failed = error.code === "github/unavailable";
      if (!failed || attempt === mostTries) return { kind: "unknown", failure: failed ? error : null };
    }
  }
}

/** By id where both know it, else by login. Logins differ in case and, between REST and GraphQL, in the suffix `[bot]`. */
export function isAuthor(identity: Identity, author: Author | null): boolean {
  if (author === null) return false;
  if (identity.id !== null) return author.id === identity.id;
  return author.login.toLowerCase() === identity.login.toLowerCase();
}
