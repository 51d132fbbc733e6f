import type { PullOutcome, RemediateOutcome } from "../bot/remediation-port.ts";

/** Kinds of which there is a pull request to look at, the most telling first. */
const shown: readonly PullOutcome["kind"][] = ["opened", "updated", "unchanged", "left-alone"];

/** The outputs of `mode: fix` by their names in action.yml. */
export function fixOutputs({ pulls, complete, stopped }: RemediateOutcome): ReadonlyMap<string, string> {
  const first = shown.flatMap((kind) => pulls.find((pull) => pull.kind === kind && pull.url !== null) ?? [])[0];
  return new Map([
    ["verdict", complete && stopped === null ? "pass" : "incomplete"],
    ["pull-request-url", first?.url ?? ""],
    ["pull-requests", JSON.stringify(pulls)],
  ]);
}
