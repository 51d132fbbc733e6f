import { commitMessage } from "../core/pull-request/commit-message.ts";
import { freshMarker, writeMarker } from "../core/pull-request/covers.ts";
import type { Decision, DigestedProposal } from "../core/pull-request/decide-pulls.ts";
import type { BranchState, StandingPull } from "../core/pull-request/standing-pull.ts";
import { paragraph, prose, render, words } from "../core/report/markdown.ts";
import { branchHead } from "../shell/github/pull-request/branches.ts";
import { commitOnNewBranch, commitOnStandingBranch, deleteBranch } from "../shell/github/pull-request/commit-files.ts";
import { changePull, openPullRequest } from "../shell/github/pull-request/pulls.ts";
import { writeStickyComment } from "../shell/github/sticky-comment.ts";
import { describePull } from "./describe-pull.ts";
import { dressPull } from "./dress-pull.ts";
import type { PullOutcome } from "./remediation-port.ts";
import type { Work } from "./work.ts";

/** Does what was decided. Throws the errors of the client, after which the next run goes on. */
export async function carryOut(decision: Decision, work: Work): Promise<PullOutcome> {
  switch (decision.kind) {
    case "open":
      return await open(decision.proposal, decision.standing.state, work);
    case "update":
      return await update(decision.proposal, decision.standing.state, decision.pull, work);
    case "close":
      return await close(decision, work);
    case "unchanged": {
      const { proposal, pull } = decision;
      return { kind: "unchanged", branch: proposal.branch, title: pull.title, url: pull.url, why: null };
    }
    case "left-alone":
    case "ignored":
    case "postponed": {
      const { kind, branch, title, pull, why } = decision;
      return { kind, branch, title, url: pull?.url ?? null, why };
    }
  }
}

async function open(proposal: DigestedProposal, state: BranchState, work: Work): Promise<PullOutcome> {
  const { branch, title } = proposal;
  const text = await describePull(proposal, work);
  if (text.kind === "refused") return { kind: "refused", branch, title, url: null, why: text.why };
  const made = await committed(proposal, state, work);
  if (made === null) return overtaken(proposal, null);
  const { client } = work.ports;
  await work.pace();
  const opened = await openPullRequest(client, work.question, { title, body: text.body(true), branch });
  const { pull, how } = opened;
  if (how === "there") {
    const { title: now, url, foreign } = pull;
    if (foreign !== null) return { kind: "left-alone", branch, title: now, url, why: foreign };
    return { kind: "unchanged", branch, title: now, url, why: "Another run opened it." };
  }
  const dressed = await dressPull(pull, proposal, work);
  const lost = how === "lost" ? "GitHub's answer was lost on the way; it was looked up, and it is there." : null;
  const why = [lost, dressed].filter((one) => one !== null).join(" ") || null;
  await work.pace();
  await changePull(client, work.question.repository, pull.number, { body: text.body(false) });
  return { kind: "opened", branch, title, url: pull.url, why };
}

async function update(
  proposal: DigestedProposal,
  state: BranchState,
  pull: StandingPull,
  work: Work,
): Promise<PullOutcome> {
  const { branch, title } = proposal;
  const text = await describePull(proposal, work);
  if (text.kind === "refused") return { kind: "refused", branch, title: pull.title, url: pull.url, why: text.why };
  if ((await committed(proposal, state, work)) === null) return overtaken(proposal, pull);
  const why = pull.marker?.unfinished === true ? await dressPull(pull, proposal, work) : null;
  await work.pace();
  await changePull(work.ports.client, work.question.repository, pull.number, { title, body: text.body(false) });
  return { kind: "updated", branch, title, url: pull.url, why };
}

const overtaken = ({ branch, title }: DigestedProposal, pull: StandingPull | null): PullOutcome => ({
  kind: "postponed",
  branch,
  title,
  url: pull?.url ?? null,
  why: "Somebody else changed its branch meanwhile; the next run looks again.",
});

/** The branch with the proposal's files on it; null where somebody else changed it meanwhile. */
async function committed(proposal: DigestedProposal, state: BranchState, work: Work): Promise<string | null> {
  const { branch, files, digest } = proposal;
  // The plan came to the same files: what stands on the branch is right as it is.
  if (state.kind === "own" && state.digest === digest) return state.head;
  if (state.kind === "touched") return null;
  const { client } = work.ports;
  const { nodeId, commit: base } = work;
  const { repository } = work.question;
  const wanted = { repository, nodeId, branch, base, files, digest, message: commitMessage(proposal, digest) };
  await work.pace();
  return state.kind === "missing"
    ? await commitOnNewBranch(client, wanted)
    : await commitOnStandingBranch(client, wanted, state.head);
}

/**
 * The reason first, then the end, then the branch: a run that is cut off between them leaves a pull request that the next one finishes.
 *
 * GitHub closes on no condition, so the branch is looked at right before, and deleted only where it still is what was seen. Where it is not, a person has
 * pushed while this was done, and the pull request is theirs: it is opened again.
 */
async function close(decision: Extract<Decision, { kind: "close" }>, work: Work): Promise<PullOutcome> {
  const { standing, pull, why } = decision;
  const { client } = work.ports;
  const { repository } = work.question;
  const { branch } = standing;
  const seen = standing.state.kind === "own" ? standing.state.head : null;
  const moved = async () => {
    const head = await branchHead(client, repository, branch);
    return head !== null && head !== seen;
  };
  const left = (): PullOutcome => ({ kind: "left-alone", branch, title: pull.title, url: pull.url, why: pushed });
  if (await moved()) return left();
  const comment = { repository, pull: pull.number, key: "closed", create: true };
  const text = render([paragraph(words("Closed: "), ...prose(why, 1500))]);
  await work.pace();
  await writeStickyComment(client, { ...comment, text });
  const takenBack = async (): Promise<PullOutcome> => {
    await work.pace();
    await writeStickyComment(client, {
      ...comment,
      text: render([paragraph(words("Left open: "), ...prose(pushed, 500))]),
    });
    return left();
  };
  if (await moved()) return await takenBack();
  await work.pace();
  await changePull(client, repository, pull.number, { state: "closed", body: withdrawn(pull) });
  const gone = seen !== null && (await deleteBranch(client, { repository, nodeId: work.nodeId }, branch, seen));
  if (!gone && (await moved())) {
    await work.pace();
    await changePull(client, repository, pull.number, { state: "open", body: pull.body });
    return await takenBack();
  }
  // A run beside this one may have said it at the same moment: the first comment stays.
  await writeStickyComment(client, { ...comment, text, create: false });
  return { kind: "closed", branch, title: pull.title, url: pull.url, why };
}

const pushed = "Its branch moved while it was about to be closed: it is left alone.";

/** The body with the word that nobody said no to it: when it is needed again, it is proposed again. */
function withdrawn({ body, marker }: StandingPull): string {
  const covers = marker ?? freshMarker({ clears: [], moves: [], security: false });
  const text = body.trimEnd();
  const kept = marker === null ? text : text.slice(0, Math.max(0, text.lastIndexOf("\n")));
  return `${kept.trimEnd()}\n\n${writeMarker({ ...covers, withdrawn: true, unfinished: false })}`;
}
