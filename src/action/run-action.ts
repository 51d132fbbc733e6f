import { exitCodeOf } from "../cli/exit-code.ts";
import { PinwardenError } from "../core/error.ts";
import { environmentFetch } from "../shell/github/bounded-fetch.ts";
import { type Checkout, openCheckout } from "../shell/github/checkout.ts";
import { checkoutHistory } from "../shell/github/checkout-history.ts";
import { createGithubClient } from "../shell/github/github-client.ts";
import { firstKnown, githubHistory } from "../shell/github/history.ts";
import { parseRepository } from "../shell/github/repository.ts";
import { createWorkflowLog, type WorkflowLog } from "../shell/github/workflow-log.ts";
import { type CheckContext, runCheckAction, withdrawComment } from "./check-action.ts";
import { readEvent } from "./event.ts";
import { describe, failureText } from "./failure-text.ts";
import { runFixAction } from "./fix-action.ts";
import { type ActionInputs, loadInputs } from "./inputs.ts";
import type { ActionPorts } from "./ports.ts";
import { isScanEvent, runScanAction } from "./scan-action.ts";
import { type Sides, sidesOfMergeGroup, sidesOfPull, sidesOfRefs } from "./sides.ts";
import type { Step, StepContext } from "./step.ts";
import { treeOpener } from "./trees.ts";
import { writeOutputs } from "./write-outputs.ts";
import { writeSummary } from "./write-summary.ts";

/** Runs the action as the runner starts it, and answers the exit status. Nothing it meets is thrown. */
export async function runAction(step: Step, ports: ActionPorts): Promise<number> {
  const log = createWorkflowLog(step);
  try {
    return await run(step, ports, log);
  } catch (error) {
    return await fail(error, step, log);
  }
}

async function run(step: Step, ports: ActionPorts, log: WorkflowLog): Promise<number> {
  const inputs = loadInputs((name) => step.getInput(name));
  log.mask(inputs.token);
  for (const name of inputs.withoutEffect) {
    log.annotate("warning", `Input \`${name}\` is known from dependency-review-action and has no effect here.`);
  }
  const facts = await step.context();
  const event = readEvent(facts.eventName, facts.payload);
  // With the base's rights nothing on the disk is taken for either side: a step before may have put the head there.
  const privileged = event.kind === "pull-request" && event.privileged;
  const workspace = privileged ? null : step.variables["GITHUB_WORKSPACE"] || null;
  await using checkout = workspace === null ? null : await openCheckout(workspace);
  const context = prepare({ step, ports, log, inputs, event }, facts, checkout === null ? null : workspace, checkout);
  if (inputs.mode === "fix") return await runFixAction(context, facts);
  if (isScan(inputs, facts)) return await runScanAction(context, facts);
  try {
    const sides = await chooseSides(context, facts);
    return sides === null ? 0 : await runCheckAction(context, sides);
  } catch (error) {
    await withdrawComment(context, failureText(error));
    throw error;
  }
}

/** Where the workflow names two commits it wants them compared, whatever the event. */
function isScan({ mode, baseRef, headRef }: ActionInputs, { eventName }: StepContext): boolean {
  return mode === "scan" || (mode === "auto" && isScanEvent(eventName) && baseRef === null && headRef === null);
}

function prepare(
  given: Pick<CheckContext, "step" | "ports" | "log" | "inputs" | "event">,
  facts: StepContext,
  workspace: string | null,
  checkout: Checkout | null,
): CheckContext {
  const { step, ports, log, inputs } = given;
  const repository = parseRepository(facts.repository);
  const client = createGithubClient({
    apiUrl: facts.apiUrl,
    token: inputs.token,
    userAgent: ports.userAgent,
    fetch: environmentFetch(step.variables),
  });
  const remote = githubHistory(client, repository);
  const history = workspace === null ? remote : firstKnown([checkoutHistory(workspace), remote]);
  const openTree = treeOpener(client, repository, checkout, (commit) =>
    log.info(`Commit ${commit} is not checked out: it is read through the API.`),
  );
  return { ...given, repository, client, history, openTree };
}

/** Null where there is nothing to compare, which the log says. */
async function chooseSides(context: CheckContext, facts: StepContext): Promise<Sides | null> {
  const { inputs, history, log, event } = context;
  if (inputs.baseRef !== null || inputs.headRef !== null) return await sidesOfRefs(inputs, history);
  switch (event.kind) {
    case "pull-request": {
      if (event.action === "closed") {
        log.annotate("notice", "The pull request is closed: there is nothing left to check.");
        return null;
      }
      const testMerge = facts.ref === `refs/pull/${event.number}/merge` && !event.privileged;
      return await sidesOfPull(event, testMerge ? facts.sha : null, history);
    }
    case "merge-group":
      return sidesOfMergeGroup(event);
    case "other":
      return without(event.name, inputs, log);
  }
}

function without(name: string, inputs: ActionInputs, log: WorkflowLog): null {
  if (inputs.mode === "check") {
    throw new PinwardenError("input/missing-refs", `The event \`${name}\` names no two commits to compare.`, {
      hint: "Give `base-ref` and `head-ref`, or run on `pull_request` and `merge_group`.",
    });
  }
  log.annotate(
    "notice",
    `Nothing was checked: this version has no work for the event \`${name}\`. It checks on pull_request, pull_request_target and ` +
      "merge_group, and on any event with `base-ref` and `head-ref`; it scans on schedule and workflow_dispatch.",
  );
  return null;
}

/** An error as the run shows it: an annotation, with the hint, the summary, the verdict, and the status of its area. */
async function fail(error: unknown, step: Step, log: WorkflowLog): Promise<number> {
  const known = error instanceof PinwardenError ? error : null;
  log.annotate("error", describe(error), {
    ...(known === null ? {} : { title: known.code }),
    ...(known?.origin == null ? {} : { file: known.origin.file, startLine: known.origin.line }),
  });
  if (known === null && error instanceof Error) log.debug(error.stack ?? "");
  try {
    await writeSummary(step, failureText(error));
    writeOutputs(step, new Map([["verdict", "incomplete"]]));
  } catch {
    log.annotate("warning", "The job summary and the outputs cannot be written.");
  }
  return exitCodeOf(error);
}
