import * as z from "zod";
import { PinwardenError } from "../core/error.ts";
import type { GithubClient } from "../shell/github/github-client.ts";
import type { Repository } from "../shell/github/repository.ts";
import { type StickyOutcome, writeStickyComment } from "../shell/github/sticky-comment.ts";
import type { WorkflowLog } from "../shell/github/workflow-log.ts";
import type { CommentWhen } from "./ports.ts";
import type { PullRequestEvent } from "./sides.ts";

export interface CommentRequest {
  readonly text: string;
  readonly when: CommentWhen | null;
  readonly failing: boolean;
  /** Whether there is anything in it that a reader would miss. */
  readonly worthSaying: boolean;
}

const pullAnswer = z.object({ head: z.object({ sha: z.string() }) });

/**
 * Writes the pull request's comment. What GitHub refuses is said in the log and in the answer, as one sentence of Markdown for
 * the summary, and never fails the check: the verdict does not depend on who may read it where. Null: nothing to add.
 */
export async function publishComment(
  client: GithubClient,
  repository: Repository,
  event: PullRequestEvent,
  request: CommentRequest,
  log: WorkflowLog,
): Promise<string | null> {
  if (request.when === "never") return null;
  if (await isSuperseded(client, repository, event)) {
    log.info("The pull request has a newer head. Its own run comments, this one does not.");
    return null;
  }
  const create = request.when === null ? request.worthSaying : request.when === "always" || request.failing;
  try {
    const { text } = request;
    const outcome = await writeStickyComment(client, { repository, pull: event.number, key: "check", text, create });
    return report(outcome, event, log);
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
    log.annotate(
      "warning",
      `The comment was not written. ${error.message}${error.hint === null ? "" : ` ${error.hint}`}`,
    );
    return "The comment on the pull request was not written, because GitHub did not answer.";
  }
}

/** An older run that ends later must not write over the newer one's comment. Where it cannot be told, it is not so. */
async function isSuperseded(client: GithubClient, repository: Repository, event: PullRequestEvent): Promise<boolean> {
  try {
    const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}";
    const pull = await client.request(route, { ...repository, pull_number: event.number }, pullAnswer);
    return pull.head.sha !== event.head;
  } catch {
    return false;
  }
}

function report(outcome: StickyOutcome, event: PullRequestEvent, log: WorkflowLog): string | null {
  switch (outcome.kind) {
    case "created":
    case "updated":
    case "unchanged": {
      const removed =
        outcome.duplicatesRemoved === 0 ? "" : ` ${outcome.duplicatesRemoved} older ones of ours were removed.`;
      log.info(`Comment ${outcome.kind}: ${outcome.url}${removed}`);
      return null;
    }
    case "not-needed":
      log.info("Nothing to say, so no comment is begun.");
      return null;
    case "refused":
      return refused(outcome, event, log);
  }
}

function refused(
  outcome: Extract<StickyOutcome, { kind: "refused" }>,
  event: PullRequestEvent,
  log: WorkflowLog,
): string {
  if (event.fork && outcome.code === "github/missing-permission") {
    const why = "The pull request comes from a fork, for which GitHub gives the workflow a token that only reads.";
    log.annotate("notice", `${why} The report is in the job summary and the outputs.`);
    return `${why} So the report stands here and not in a comment.`;
  }
  log.annotate(
    "warning",
    `The comment was not written. ${outcome.reason}${outcome.hint === null ? "" : `\n${outcome.hint}`}`,
    {
      title: "No comment",
    },
  );
  if (outcome.code === "github/missing-permission")
    return `The comment was not written: the job lacks a permission.${lines(outcome.hint)}`;
  if (outcome.code === "github/locked")
    return "The comment was not written: the conversation of the pull request is locked.";
  return "The comment was not written: GitHub refused it. The log has its answer.";
}

/** The lines of a workflow that a hint names, as a block of YAML. */
function lines(hint: string | null): string {
  const yaml = /`(permissions:[^`]*)`/.exec(hint ?? "")?.[1];
  return yaml === undefined ? "" : ` Add to it:\n\n\`\`\`yaml\n${yaml}\n\`\`\``;
}
