import { PinwardenError } from "../core/error.ts";
import { type Decision, decidePulls } from "../core/pull-request/decide-pulls.ts";
import { learnIdentity } from "../shell/github/identity.ts";
import { branchHead } from "../shell/github/pull-request/branches.ts";
import type { PullQuestion } from "../shell/github/pull-request/pulls.ts";
import { repositoryFacts } from "../shell/github/pull-request/repository-facts.ts";
import { clearStaging } from "../shell/github/pull-request/staging.ts";
import { carryAllOut, stoppedBy } from "./carry-all-out.ts";
import { createPace } from "./pace.ts";
import { type PlannedGroups, planGroups } from "./plan-groups.ts";
import { readStandings } from "./read-standings.ts";
import type { PullOutcome, Remediate, RemediateOutcome, RemediatePorts, Stopped } from "./remediation-port.ts";
import type { Work } from "./work.ts";

/** Times that work begins again because the base branch moved under it. */
const mostTurns = 3;

export const remediate: Remediate = async (ports, request) => {
  const { client } = ports;
  const { repository } = request;
  const facts = await repositoryFacts(client, repository);
  if (facts.archived) {
    throw new PinwardenError("github/archived", "The repository is archived: nothing can be written to it.", {
      hint: "Take the workflow out of it, or unarchive it.",
    });
  }
  const base = request.base ?? facts.defaultBranch;
  const identity = await learnIdentity(client);
  const question: PullQuestion = { repository, base, identity };
  const done: PullOutcome[] = [];
  let begun = await begin(ports, question, facts.defaultBranch);
  const { nodeId } = facts;
  await clearStaging(client, { repository, nodeId, identity, commit: begun.commit, now: ports.clock.now() });
  for (let turn = 1; ; turn += 1) {
    const work: Work = { ports, question, nodeId, pace: createPace(ports.clock), ...begun };
    const { decisions } = begun;
    const ended = await carryAllOut(decisions, work, done, turn < mostTurns);
    if (ended === "again") {
      ports.progress(`\`${base}\` moved meanwhile: beginning again.`);
      try {
        begun = await begin(ports, question, facts.defaultBranch);
      } catch (error) {
        // What was written before is told all the same.
        const stopped = stoppedBy(error);
        if (stopped === null) throw error;
        return outcomeOf(base, begun, done, stopped);
      }
      continue;
    }
    return outcomeOf(base, begun, done, ended);
  }
};

interface Begun extends Pick<Work, "ground" | "commit" | "impossible"> {
  readonly planned: PlannedGroups;
  readonly decisions: readonly Decision[];
  readonly refused: readonly PullOutcome[];
}

/** Plans for the base branch as it is now, and decides. */
async function begin(ports: RemediatePorts, question: PullQuestion, defaultBranch: string): Promise<Begun> {
  const { client, clock, progress } = ports;
  const { repository, base } = question;
  const commit = await branchHead(client, repository, base);
  if (commit === null) {
    throw new PinwardenError("input/unknown-ref", `The repository has no branch \`${base.slice(0, 200)}\`.`, {
      hint: "Give `base-ref` the name of a branch, without `refs/heads/`.",
    });
  }
  progress(`Planning fixes for ${base} at ${commit}.`);
  const ground = await ports.at(commit);
  const other = base === defaultBranch ? null : base;
  const planned = await planGroups(ground, other, progress);
  const standings = await readStandings(
    ports,
    question,
    commit,
    other,
    planned.proposals.map(({ branch }) => branch),
  );
  const decisions = decidePulls({
    ...planned,
    base,
    standings,
    settings: ground.settings,
    now: new Date(clock.now()).toISOString(),
  });
  const { impossible } = planned;
  const refused = planned.refused.map((one): PullOutcome => ({ kind: "refused", url: null, ...one }));
  return { ground, commit, impossible, planned, decisions, refused };
}

function outcomeOf(
  branch: string,
  { commit, planned, refused }: Begun,
  pulls: readonly PullOutcome[],
  stopped: Stopped | null,
): RemediateOutcome {
  const { impossible, notAssessed, complete } = planned;
  // A second turn tells of what the first one wrote once more, as unchanged.
  const last = new Map<string, PullOutcome>();
  for (const one of pulls) {
    const before = last.get(one.branch);
    if (before === undefined || one.kind !== "unchanged") last.set(one.branch, one);
  }
  return { branch, commit, pulls: [...last.values(), ...refused], impossible, notAssessed, complete, stopped };
}
