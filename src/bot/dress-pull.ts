import { PinwardenError } from "../core/error.ts";
import type { Reviewers } from "../core/pull-request/codeowners.ts";
import type { DigestedProposal } from "../core/pull-request/decide-pulls.ts";
import type { StandingPull } from "../core/pull-request/standing-pull.ts";
import { addLabels, requestReviewers } from "../shell/github/pull-request/pulls.ts";
import { reviewersFor } from "./reviewers.ts";
import type { Work } from "./work.ts";

/** Labels and reviewers. What GitHub refuses of them is said and keeps nobody from the fix. */
export async function dressPull(pull: StandingPull, proposal: DigestedProposal, work: Work): Promise<string | null> {
  const { client } = work.ports;
  const { repository } = work.question;
  const { settings, tree } = work.ground;
  const notes: string[] = [];
  const labels = [...new Set([...settings.labels, ...(proposal.covers.security ? settings.securityLabels : [])])];
  if (labels.length > 0) {
    await work.pace();
    await tolerated("Its labels were refused.", () => addLabels(client, repository, pull.number, labels), notes);
  }
  const paths = proposal.files.map(({ path }) => path);
  const { users, teams } = await reviewersFor(tree, settings, paths);
  if (users.length + teams.length > 0) {
    const ask = async (asked: Reviewers, said: string, into: string[]) => {
      await work.pace();
      await tolerated(said, () => requestReviewers(client, repository, pull.number, asked), into);
    };
    const refused: string[] = [];
    await ask({ users, teams }, "All of them.", refused);
    // One who may not be asked makes GitHub refuse them all.
    if (refused.length > 0) {
      for (const user of users)
        await ask({ users: [user], teams: [] }, `GitHub refused to ask \`${user}\` for a review.`, notes);
      for (const team of teams)
        await ask({ users: [], teams: [team] }, `GitHub refused to ask \`${team}\` for a review.`, notes);
    }
  }
  return notes.length === 0 ? null : notes.join(" ");
}

/** Refusals of what is not needed for the pull request itself. */
const refusals: ReadonlySet<string> = new Set([
  "github/missing-permission",
  "github/refused",
  "github/not-found",
  "github/gone",
  "github/invalid-request",
]);

async function tolerated(said: string, act: () => Promise<void>, notes: string[]): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof PinwardenError) || !refusals.has(error.code)) throw error;
    notes.push(said);
  }
}
