import { exitCodeOf } from "../cli/exit-code.ts";
import { PinwardenError } from "../core/error.ts";
import { boundedFetch, defaultBounds, proxyDispatcher } from "../shell/github/bounded-fetch.ts";
import { type Checkout, openCheckout } from "../shell/github/checkout.ts";
import { checkoutHistory } from "../shell/github/checkout-history.ts";
import { createGithubClient } from "../shell/github/github-client.ts";
import { firstKnown, githubHistory } from "../shell/github/history.ts";
import { parseRepository } from "../shell/github/repository.ts";
import { createWorkflowLog, type WorkflowLog } from "../shell/github/workflow-log.ts";
import { type CheckContext, runCheckAction, withdrawComment } from "./check-action.ts";
import { type ActionEvent, readEvent } from "./event.ts";
import { describe, failureText } from "./failure-text.ts";
import { type ActionInputs, loadInputs, type Variables } from "./inputs.ts";
import { writeOutputs } from "./output-file.ts";
import type { ActionPorts } from "./ports.ts";
import { type Sides, sidesOfMergeGroup, sidesOfPull, sidesOfRefs } from "./sides.ts";
import { writeSummary } from "./summary-file.ts";
import { treeOpener } from "./trees.ts";

export interface ActionEnvironment {
  readonly variables: Variables;
  /** The step's standard output. */
  readonly write: (text: string) => void;
}

/** Runs the action as the runner starts it, and answers the exit status. Nothing it meets is thrown. */
export async function runAction(environment: ActionEnvironment, ports: ActionPorts): Promise<number> {
  const log = createWorkflowLog(environment.write);
  try {
    return await run(environment.variables, ports, log);
  } catch (error) {
    return await fail(error, environment.variables, log);
  }
}

async function run(variables: Variables, ports: ActionPorts, log: WorkflowLog): Promise<number> {
  const inputs = loadInputs(variables);
  log.mask(inputs.token);
  for (const name of inputs.withoutEffect) {
    log.annotate("warning", `Input \`${name}\` is known from dependency-review-action and has no effect here.`);
  }
  const event = await readEvent(variables["GITHUB_EVENT_NAME"] ?? "", variables["GITHUB_EVENT_PATH"]);
  // With the base's rights nothing on the disk is taken for either side: a step before may have put the head there.
  const privileged = event.kind === "pull-request" && event.privileged;
  const workspace = privileged ? null : variables["GITHUB_WORKSPACE"] || null;
  await using checkout = workspace === null ? null : await openCheckout(workspace);
  const context = prepare({ variables, ports, log, inputs, event }, checkout === null ? null : workspace, checkout);
  try {
    const sides = await chooseSides(context, variables, event);
    return sides === null ? 0 : await runCheckAction(context, sides);
  } catch (error) {
    await withdrawComment(context, failureText(error));
    throw error;
  }
}

function prepare(
  given: Pick<CheckContext, "variables" | "ports" | "log" | "inputs" | "event">,
  workspace: string | null,
  checkout: Checkout | null,
): CheckContext {
  const { variables, ports, log, inputs } = given;
  const repository = parseRepository(variables["GITHUB_REPOSITORY"] ?? "");
  const client = createGithubClient({
    apiUrl: variables["GITHUB_API_URL"] || "https://api.github.com",
    token: inputs.token,
    userAgent: ports.userAgent,
    fetch: boundedFetch(defaultBounds, proxyDispatcher(variables)),
  });
  const remote = githubHistory(client, repository);
  const history = workspace === null ? remote : firstKnown([checkoutHistory(workspace), remote]);
  const openTree = treeOpener(client, repository, checkout, (commit) =>
    log.info(`Commit ${commit} is not checked out: it is read through the API.`),
  );
  return { ...given, repository, client, history, openTree };
}

/** Null where there is nothing to compare, which the log says. */
async function chooseSides(context: CheckContext, variables: Variables, event: ActionEvent): Promise<Sides | null> {
  const { inputs, history, log } = context;
  if (inputs.baseRef !== null || inputs.headRef !== null) return await sidesOfRefs(inputs, history);
  switch (event.kind) {
    case "pull-request": {
      if (event.action === "closed") {
        log.annotate("notice", "The pull request is closed: there is nothing left to check.");
        return null;
      }
      const testMerge = variables["GITHUB_REF"] === `refs/pull/${event.number}/merge` && !event.privileged;
      return await sidesOfPull(event, testMerge ? (variables["GITHUB_SHA"] ?? null) : null, history);
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
      "merge_group, and on any event with `base-ref` and `head-ref`.",
  );
  return null;
}

/** An error as the run shows it: an annotation, with the hint, the summary, the verdict, and the status of its area. */
async function fail(error: unknown, variables: Variables, log: WorkflowLog): Promise<number> {
  const known = error instanceof PinwardenError ? error : null;
  log.annotate("error", describe(error), {
    ...(known === null ? {} : { title: known.code }),
    ...(known?.origin == null ? {} : { file: known.origin.file, line: known.origin.line }),
  });
  if (known === null && error instanceof Error) log.debug(error.stack ?? "");
  try {
    await writeSummary(variables["GITHUB_STEP_SUMMARY"], failureText(error));
    await writeOutputs(variables["GITHUB_OUTPUT"], new Map([["verdict", "incomplete"]]));
  } catch {
    log.annotate("warning", "The job summary and the outputs cannot be written.");
  }
  return exitCodeOf(error);
}
