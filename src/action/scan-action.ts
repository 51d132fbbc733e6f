import type { RemediateOutcome } from "../bot/remediation-port.ts";
import type { Config } from "../core/config/config.ts";
import { PinwardenError } from "../core/error.ts";
import type { StoredRecord } from "../core/scan/record.ts";
import { type FoundIssue, findDriftIssue, keepDriftIssue } from "../shell/github/drift-issue.ts";
import { githubRecordStore } from "../shell/records/github-record-store.ts";
import type { CheckContext } from "./check-action.ts";
import { fixStatus, keepPulls, logPulls, ownEvents } from "./fix-action.ts";
import { fixSummary } from "./fix-summary.ts";
import { writeReport } from "./report-file.ts";
import { scanOutputs } from "./scan-outputs.ts";
import type { ScanPortOutcome } from "./scan-port.ts";
import type { StepContext } from "./step.ts";
import { writeOutputs } from "./write-outputs.ts";
import { writeSummary } from "./write-summary.ts";

/** Events on which a scan runs without being asked for. */
export const isScanEvent = (name: string): boolean => name === "schedule" || name === "workflow_dispatch";

/** `mode: scan`: looks at the default branch, appends a record, and keeps the drift issue. Answers the exit status. */
export async function runScanAction(context: CheckContext, facts: StepContext): Promise<number> {
  const { client, inputs, log, openTree, ports, repository, step } = context;
  if (!ownEvents.has(facts.eventName)) {
    throw new PinwardenError(
      "input/mode",
      `Mode \`scan\` does not run on the event \`${facts.eventName.slice(0, 100)}\`.`,
      {
        hint: "Run it on `schedule` or `workflow_dispatch`: it writes what it sees of the default branch with a token that may.",
      },
    );
  }
  const commit = await commitToScan(context, facts);
  log.info(`Scanning ${commit}.`);
  const issue = issueFinder(context);
  const outcome = await ports.scan({
    tree: await openTree(commit),
    inputs: inputs.check,
    store: githubRecordStore(client, repository),
    issue: issue.number,
    progress: (message) => log.info(message),
  });
  const url = await keepIssue(context, outcome, issue.found());
  const path = await writeReport(step.variables["RUNNER_TEMP"], outcome.report);
  const pulls = outcome.settings.remediate ? await remediatePulls(context) : null;
  writeOutputs(step, scanOutputs(outcome, url, path, pulls));
  const ofPulls = pulls === null ? "" : `\n${fixSummary(pulls, step.variables["GITHUB_SERVER_URL"])}`;
  await writeSummary(step, `${outcome.summary}${ofPulls}`);
  return conclude(context, outcome, pulls);
}

/** The scan is told whatever becomes of the pull requests: what keeps them from being begun is said, and is not finished. */
async function remediatePulls(context: CheckContext): Promise<RemediateOutcome> {
  const outcome = await keepPulls(context, null).catch((error: unknown): RemediateOutcome => {
    if (!(error instanceof PinwardenError)) throw error;
    const { code, message: why, hint } = error;
    const stopped = { code, why, hint };
    return { branch: "", commit: "", pulls: [], impossible: [], notAssessed: [], complete: true, stopped };
  });
  logPulls(context, outcome);
  return outcome;
}

/** Records are of the default branch: of another one they would tell its commits as what changed without one. */
async function commitToScan({ history, log }: CheckContext, { payload, ref, sha }: StepContext): Promise<string> {
  const told = (payload as { repository?: { default_branch?: unknown } } | null)?.repository?.default_branch;
  if (typeof told !== "string" || ref === `refs/heads/${told}`) return sha;
  const tip = await history.resolve(`refs/heads/${told}`);
  if (tip === null) return sha;
  log.info(`The workflow runs on \`${ref}\`; scanned is the default branch \`${told}\`.`);
  return tip;
}

/** Looks for the issue when the scan asks for its number, and keeps it for what comes after. */
function issueFinder({ client, repository, log }: CheckContext): {
  readonly number: (previous: StoredRecord | null, config: Config) => Promise<number | null>;
  /** Undefined where it could not be looked for. */
  readonly found: () => FoundIssue | null | undefined;
} {
  let found: FoundIssue | null | undefined;
  return {
    async number(previous, { scan }) {
      if (!scan.driftIssue) return null;
      const known = previous?.record.issue ?? null;
      try {
        found = await findDriftIssue(client, repository, known);
        return found?.number ?? known;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        warn(log, "The drift issue could not be looked for.", error);
        return known;
      }
    },
    found: () => found,
  };
}

/** What is refused is said and fails nothing: the summary and the outputs have all of it. Answers the issue's address. */
async function keepIssue(
  { client, repository, log }: CheckContext,
  { report, issue, comment, settings }: ScanPortOutcome,
  found: FoundIssue | null | undefined,
): Promise<string | null> {
  if (!settings.driftIssue || found === undefined) return null;
  const { complete, news } = report;
  try {
    const kept = await keepDriftIssue(client, repository, found, { ...issue, complete, news, comment });
    log.info(`Drift issue: ${kept.kind}${kept.url === null ? "" : ` ${kept.url}`}`);
    return kept.url;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    warn(log, "The drift issue was not written.", error);
    return null;
  }
}

const refusals: ReadonlySet<string> = new Set([
  "github/missing-permission",
  "github/locked",
  "github/refused",
  "github/gone",
  "github/not-found",
]);

const isRefusal = (error: unknown): error is PinwardenError =>
  error instanceof PinwardenError && refusals.has(error.code);

function warn(log: CheckContext["log"], what: string, { message, hint, code }: PinwardenError): void {
  const gone = code === "github/gone" ? " The repository may have no issues: say `scan: { drift-issue: false }`." : "";
  log.annotate("warning", `${what} ${message}${gone}${hint === null ? "" : `\n${hint}`}`, { title: "No drift issue" });
}

/**
 * The step fails on the night on which something that fails the policy is new, and where not everything could be seen. What stood last
 * night already is told by the issue: a red run every night tells nobody anything.
 */
function conclude(
  { inputs, log }: CheckContext,
  { report, comment }: ScanPortOutcome,
  pulls: RemediateOutcome | null,
): number {
  log.info(`Verdict: ${report.verdict}. ${report.news ? "There is news." : "No news."}`);
  const code = comment !== null ? 1 : !report.complete ? 3 : pulls === null ? 0 : fixStatus(pulls);
  if (!report.complete)
    log.annotate(
      "warning",
      "The scan is incomplete: what could not be seen stands as it was seen last, and nothing was closed.",
    );
  if (code === 1)
    log.annotate(
      "error",
      "Something that fails the policy is new, with no commit that brought it. The summary says what.",
    );
  if (code === 0 || inputs.check.warnOnly !== true) return code;
  log.annotate("warning", "`warn-only` is set: the step succeeds whatever was found.");
  return 0;
}
