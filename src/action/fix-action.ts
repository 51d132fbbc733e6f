import { remediate } from "../bot/remediate.ts";
import type { RemediateOutcome } from "../bot/remediation-port.ts";
import { PinwardenError } from "../core/error.ts";
import { systemClock } from "../shell/github/clock.ts";
import type { CheckContext } from "./check-action.ts";
import { fixOutputs } from "./fix-outputs.ts";
import { fixSummary } from "./fix-summary.ts";
import type { StepContext } from "./step.ts";
import { writeOutputs } from "./write-outputs.ts";
import { writeSummary } from "./write-summary.ts";

/** Events that are the repository's own doing. On all others somebody else may have a word in what is planned, scanned and told. */
export const ownEvents: ReadonlySet<string> = new Set(["schedule", "workflow_dispatch", "repository_dispatch", "push"]);

/** `mode: fix`: brings the remediation pull requests up to date, and tells of it. Answers the exit status. */
export async function runFixAction(context: CheckContext, facts: StepContext): Promise<number> {
  const { inputs, log } = context;
  const name = facts.eventName;
  if (!ownEvents.has(name)) {
    throw new PinwardenError("input/mode", `Mode \`fix\` does not run on the event \`${name.slice(0, 100)}\`.`, {
      hint: "Run it on `schedule`, `workflow_dispatch` or `push`: on a pull request, whoever opened it would choose what is planned with a token that writes.",
    });
  }
  const base = inputs.baseRef?.replace(/^refs\/heads\//, "") ?? null;
  if (name === "push" && !isFor(facts, base)) {
    log.annotate("notice", "Nothing was planned: the push is to another branch than the one that is kept mended.");
    return 0;
  }
  const outcome = await keepPulls(context, base);
  logPulls(context, outcome);
  writeOutputs(context.step, fixOutputs(outcome));
  await writeSummary(context.step, fixSummary(outcome, context.step.variables["GITHUB_SERVER_URL"]));
  return fixStatus(outcome);
}

/** Brings the pull requests for a branch up to date; null for the default branch. */
export async function keepPulls(context: CheckContext, base: string | null): Promise<RemediateOutcome> {
  const { client, inputs, log, openTree, ports, repository } = context;
  const progress = (message: string) => log.info(message);
  return await ports.remediating({ inputs: inputs.check, progress }, async (groundOf) => {
    const at = async (commit: string) => await groundOf(await openTree(commit));
    return await remediate({ client, clock: systemClock, at, progress }, { repository, base });
  });
}

/** 3 where not everything was done, or could be told. */
export const fixStatus = ({ stopped, complete }: RemediateOutcome): 0 | 3 => (stopped !== null || !complete ? 3 : 0);

/** Whether a push is to the branch that pull requests are for; of the default branch the event itself tells. */
function isFor({ ref, payload }: StepContext, base: string | null): boolean {
  const told = (payload as { repository?: { default_branch?: unknown } } | null)?.repository?.default_branch;
  const branch = base ?? (typeof told === "string" ? told : null);
  return branch !== null && ref === `refs/heads/${branch}`;
}

/** What became of each pull request, in the log. */
export function logPulls({ log }: Pick<CheckContext, "log">, outcome: RemediateOutcome): void {
  const { pulls, stopped } = outcome;
  for (const { kind, title, url, why } of pulls) {
    const said = `${kind}: ${title}${url === null ? "" : ` (${url})`}${why === null ? "" : ` ${why}`}`;
    if (kind === "refused") log.annotate("warning", said);
    else log.info(said);
  }
  if (pulls.length === 0) log.info("There is nothing to mend, and no pull request of ours is open.");
  if (stopped !== null) {
    const hint = stopped.hint === null ? "" : `\n${stopped.hint}`;
    log.annotate("error", `${stopped.why}${hint}\nWhat is left is done by the next run.`, { title: stopped.code });
  }
  if (!outcome.complete)
    log.annotate("warning", "Not everything could be assessed, so no pull request was closed: the summary says what.");
}
