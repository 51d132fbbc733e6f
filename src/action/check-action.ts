import type { CheckReport } from "../core/comparison/comparison.ts";
import { PinwardenError } from "../core/error.ts";
import type { GithubClient } from "../shell/github/github-client.ts";
import type { History } from "../shell/github/history.ts";
import type { Repository } from "../shell/github/repository.ts";
import { maxCommentLength, reservedLength } from "../shell/github/sticky-body.ts";
import type { WorkflowLog } from "../shell/github/workflow-log.ts";
import { annotateFindings } from "./annotations.ts";
import { changesConfig, configNote } from "./changed-config.ts";
import type { ActionEvent } from "./event.ts";
import type { ActionInputs } from "./inputs.ts";
import { checkOutputs } from "./outputs.ts";
import type { ActionPorts, CheckOutcome, CheckSides } from "./ports.ts";
import { publishComment } from "./publish-comment.ts";
import { writeReport } from "./report-file.ts";
import type { Sides } from "./sides.ts";
import type { Step } from "./step.ts";
import type { OpenTree } from "./trees.ts";
import { writeOutputs } from "./write-outputs.ts";
import { writeSummary } from "./write-summary.ts";

/** Everything that a run of the action has at hand. */
export interface CheckContext {
  readonly step: Step;
  readonly ports: ActionPorts;
  readonly log: WorkflowLog;
  readonly inputs: ActionInputs;
  readonly event: ActionEvent;
  readonly repository: Repository;
  readonly client: GithubClient;
  readonly history: History;
  readonly openTree: OpenTree;
}

/** Bytes that are kept free in the comment for what the action itself adds to the report. */
const noteBytes = 600;

/** Checks the two sides and tells it everywhere. Answers the exit status. */
export async function runCheckAction(context: CheckContext, sides: Sides): Promise<number> {
  const { history, log, openTree, ports, inputs } = context;
  log.info(`${sides.why}\nBase ${sides.base}, head ${sides.head}, policy from ${sides.policy}.`);
  const [base, head, policy] = await Promise.all([openTree(sides.base), openTree(sides.head), openTree(sides.policy)]);
  const compared: CheckSides = { base, head, policy, inputs: inputs.check };
  const changed = await changedPaths(history, sides);
  if (changed !== null && !(await ports.concerns(changed, compared))) return await nothingTouched(context, compared);

  const outcome = await ports.check({
    ...compared,
    commentLimit: maxCommentLength - reservedLength - noteBytes,
    progress: (message) => log.info(message),
  });
  const note = (await changesConfig(outcome.configPath, policy, head)) ? configNote(outcome.configPath) : null;
  if (note !== null)
    log.annotate("notice", `This pull request changes \`${outcome.configPath}\`. The base's policy judged it.`);
  return await tell(context, compared, outcome, note);
}

/** Only saves work: where it cannot be had, everything is checked. */
async function changedPaths(history: History, sides: Sides): Promise<readonly string[] | null> {
  try {
    return await history.changedPaths(sides.base, sides.head);
  } catch (error) {
    if (error instanceof PinwardenError) return null;
    throw error;
  }
}

/** What an earlier run said no longer holds where this one has no verdict. A comment is not begun for it. */
export async function withdrawComment(context: CheckContext, text: string): Promise<void> {
  if (context.inputs.comment === "never") return;
  try {
    await comment(context, { text, when: null, failing: true, worthSaying: false });
  } catch {
    context.log.info("An earlier comment, if there is one, could not be brought up to date.");
  }
}

/** A required check must report, so there is an early success and no skipped run. */
async function nothingTouched(context: CheckContext, sides: CheckSides): Promise<number> {
  const { log, step, ports, inputs } = context;
  const text =
    "### Pinwarden: nothing to check\n\nThis change touches no manifest, no configuration and nothing else that decides what a model installs.";
  log.info("No manifest is touched: there is nothing to check.");
  const outputs = new Map([
    ["verdict", "pass"],
    ["findings", "[]"],
    ["comment-content", text],
    ["dependency-changes", "[]"],
    ["vulnerable-changes", "[]"],
    ["denied-changes", "[]"],
    ["invalid-license-changes", JSON.stringify({ unlicensed: [], unresolved: [], forbidden: [] })],
    ["report-path", ""],
  ]);
  writeOutputs(step, outputs);
  await writeSummary(step, text);
  const when = inputs.comment ?? (await ports.commentWhen(sides));
  await comment(context, { text, when, failing: false, worthSaying: false });
  return 0;
}

async function tell(
  context: CheckContext,
  sides: CheckSides,
  outcome: CheckOutcome,
  note: string | null,
): Promise<number> {
  const { step, ports, log, inputs } = context;
  const { report } = outcome;
  const code = inputs.check.warnOnly === true ? 0 : outcome.exitCode;
  const withNote = (markdown: string) => (note === null ? markdown : `${markdown.trimEnd()}\n\n${note}`);
  const text = withNote(outcome.comment);

  annotateFindings(report, log, code !== 0);
  const reportPath = await writeReport(step.variables["RUNNER_TEMP"], report);
  const left = writeOutputs(step, checkOutputs(report, text, reportPath));
  if (left.length > 0) {
    log.annotate(
      "warning",
      `Too long for an output, and so left empty: ${left.join(", ")}. The file at \`report-path\` has all of it.`,
    );
  }
  const failing = outcome.exitCode !== 0;
  const when = inputs.comment ?? (await ports.commentWhen(sides));
  const said = await comment(context, { text, when, failing, worthSaying: failing || isWorthSaying(report) });
  const summary = withNote(outcome.summary);
  await writeSummary(step, said === null ? summary : `${summary.trimEnd()}\n\n> ${quote(said)}`);
  conclude(outcome, code, log);
  return code;
}

async function comment(context: CheckContext, request: Parameters<typeof publishComment>[3]): Promise<string | null> {
  const { event, client, repository, log } = context;
  return event.kind === "pull-request" ? await publishComment(client, repository, event, request, log) : null;
}

/** Anything that a reader would want to know: a change, a finding that is not old, or something that could not be checked. */
function isWorthSaying(report: CheckReport): boolean {
  const targets = report.models.flatMap((model) => model.targets);
  return (
    report.notAssessed.length > 0 ||
    targets.some(
      (target) =>
        target.changes.length > 0 ||
        target.notAssessed.length > 0 ||
        target.findings.some((finding) => finding.status !== "existing"),
    )
  );
}

/** Several lines as one block quote. */
function quote(text: string): string {
  return text.split("\n").join("\n> ");
}

function conclude(outcome: CheckOutcome, code: number, log: WorkflowLog): void {
  log.info(`Verdict: ${outcome.report.verdict}.`);
  if (outcome.exitCode === 3) {
    log.annotate(
      "warning",
      "The check is incomplete: what could not be assessed is listed in the report, and is not read as clean.",
    );
  }
  if (outcome.exitCode !== 0 && code === 0) {
    log.annotate("warning", "`warn-only` is set: the step succeeds whatever was found.");
  }
}
