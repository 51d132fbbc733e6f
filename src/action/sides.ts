import { PinwardenError } from "../core/error.ts";
import type { History } from "../shell/github/history.ts";
import type { ActionEvent } from "./event.ts";
import type { ActionInputs } from "./inputs.ts";

/** The commits that a check compares. They are ids and never names: what a name means may change while the job runs. */
export interface Sides {
  readonly base: string;
  readonly head: string;
  /** Where the configuration is read: the base branch's tip, whatever the head branched off from. */
  readonly policy: string;
  /** One sentence for the log. */
  readonly why: string;
}

export type PullRequestEvent = Extract<ActionEvent, { kind: "pull-request" }>;

/**
 * The sides of a pull request. What will be installed after the merge is GitHub's test merge, `refs/pull/N/merge`; its first
 * parent is the base branch as it was merged into. The difference between the two is what the pull request does, and nothing
 * that happened on the base branch in the meantime. Without a test merge (a conflict, or one that is not made yet) the head
 * itself is compared with where it branched off, for the same reason.
 */
export async function sidesOfPull(
  event: PullRequestEvent,
  checkedOut: string | null,
  history: History,
): Promise<Sides> {
  const merge = checkedOut ?? (await history.resolve(`refs/pull/${event.number}/merge`));
  const [first, second, ...more] = merge === null ? [] : ((await history.parents(merge)) ?? []);
  // The ref may be of an earlier push: it counts only where it merges the very head that the event names.
  if (merge !== null && first !== undefined && second === event.head && more.length === 0) {
    return { base: first, head: merge, policy: first, why: "The test merge of the pull request against its base." };
  }
  const fork = await mergeBase(event.base, event.head, history);
  const why = "There is no test merge of this head (a conflict, usually): it is compared with where it branched off.";
  return { base: fork, head: event.head, policy: event.base, why };
}

/** A merge group against the commit that it is built upon: entries ahead of it in the queue have their own check. */
export function sidesOfMergeGroup(event: Extract<ActionEvent, { kind: "merge-group" }>): Sides {
  return {
    base: event.base,
    head: event.head,
    policy: event.base,
    why: "The merge group against what it is built upon.",
  };
}

/** `base-ref` and `head-ref`, as dependency-review-action compares them: from where the head branched off. */
export async function sidesOfRefs(inputs: ActionInputs, history: History): Promise<Sides> {
  const baseRef = given("base-ref", inputs.baseRef);
  const headRef = given("head-ref", inputs.headRef);
  const tip = await resolved("base-ref", baseRef, history);
  const head = await resolved("head-ref", headRef, history);
  return {
    base: await mergeBase(tip, head, history),
    head,
    policy: tip,
    why: "The refs that the workflow names.",
  };
}

function given(input: string, ref: string | null): string {
  if (ref !== null) return ref;
  throw unknownRef(`Input \`${input}\` is missing.`);
}

async function resolved(input: string, ref: string, history: History): Promise<string> {
  const commit = await history.resolve(ref);
  if (commit !== null) return commit;
  throw unknownRef(`Input \`${input}\` is \`${ref.slice(0, 100)}\`, which names no commit.`);
}

function unknownRef(message: string): PinwardenError {
  return new PinwardenError("input/unknown-ref", message, {
    hint: "Give `base-ref` and `head-ref` together, each a branch, a tag or a commit id of this repository.",
  });
}

async function mergeBase(base: string, head: string, history: History): Promise<string> {
  const found = await history.mergeBase(base, head);
  if (found !== null) return found;
  throw new PinwardenError(
    "github/no-merge-base",
    `The commits \`${base}\` and \`${head}\` have no common ancestor that can be found.`,
    {
      hint: "Check the repository out with `fetch-depth: 0`, or give the job `permissions: contents: read`.",
    },
  );
}
