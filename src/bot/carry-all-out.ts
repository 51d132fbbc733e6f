import { PinwardenError } from "../core/error.ts";
import type { Decision } from "../core/pull-request/decide-pulls.ts";
import { baseMoved } from "./base-moved.ts";
import { carryOut } from "./carry-out.ts";
import type { PullOutcome, Stopped } from "./remediation-port.ts";
import type { Work } from "./work.ts";

/** Carries out one decision after the other. Null where all were, else what GitHub refused first; `again` where the base moved and nothing more should be built on the old one. */
export async function carryAllOut(
  decisions: readonly Decision[],
  work: Work,
  done: PullOutcome[],
  mayBeginAgain: boolean,
): Promise<Stopped | "again" | null> {
  const { ports, question, commit, ground } = work;
  const written = done.length;
  let first: Stopped | null = null;
  for (const [index, decision] of decisions.entries()) {
    try {
      if (mayBeginAgain && writes(decision)) {
        const base = { branch: question.base, commit };
        if (await baseMoved(ports.client, question.repository, base, ground.asked)) {
          keepWritten(done, written);
          return "again";
        }
      }
      const outcome = await carryOut(decision, work);
      done.push(outcome);
    } catch (error) {
      const stopped = stoppedBy(error);
      if (stopped === null) throw error;
      first ??= stopped;
      if (forAll.has(stopped.code)) {
        done.push(...decisions.slice(index).map(remaining));
        return stopped;
      }
      done.push({ ...remaining(decision), kind: "refused", why: stopped.why });
    }
  }
  return first;
}

/** What GitHub refused, as the outcome tells it; null for an error that is none of GitHub's. */
export function stoppedBy(error: unknown): Stopped | null {
  if (!(error instanceof PinwardenError) || !error.code.startsWith("github/")) return null;
  return { code: error.code, why: error.message, hint: error.hint };
}

/** What one pull request is refused for, all others would be refused for as well. */
const forAll: ReadonlySet<string> = new Set([
  "github/rate-limited",
  "github/unauthorized",
  "github/unavailable",
  "github/missing-permission",
  "github/pull-requests-not-allowed",
]);

const writes = ({ kind }: Decision): boolean => kind === "open" || kind === "update" || kind === "close";

/** What was only looked at is looked at again; what was written is written. */
function keepWritten(done: PullOutcome[], from: number): void {
  const kept = done.slice(from).filter(({ kind }) => kind === "opened" || kind === "updated" || kind === "closed");
  done.splice(from, done.length - from, ...kept);
}

function remaining(decision: Decision): PullOutcome {
  const why = "The run ended before it.";
  switch (decision.kind) {
    case "open":
      return { kind: "postponed", branch: decision.proposal.branch, title: decision.proposal.title, url: null, why };
    case "update":
    case "unchanged": {
      const { proposal, pull } = decision;
      const kind = decision.kind === "update" ? "postponed" : "unchanged";
      return {
        kind,
        branch: proposal.branch,
        title: pull.title,
        url: pull.url,
        why: kind === "postponed" ? why : null,
      };
    }
    case "close":
      return {
        kind: "postponed",
        branch: decision.standing.branch,
        title: decision.pull.title,
        url: decision.pull.url,
        why,
      };
    case "left-alone":
    case "ignored":
    case "postponed":
      return { ...decision, url: decision.pull?.url ?? null };
  }
}
