import type { RemediateOutcome } from "../bot/remediation-port.ts";
import { fixOutputs } from "./fix-outputs.ts";
import type { ScanPortOutcome } from "./scan-port.ts";

/** What a scan hands to the steps after it. */
export function scanOutputs(
  { report, issue }: ScanPortOutcome,
  issueUrl: string | null,
  reportPath: string,
  pulls: RemediateOutcome | null,
): ReadonlyMap<string, string> {
  const findings = report.places.flatMap(({ model, target, drift }) =>
    drift.map((item) => ({ model, target, ...item })),
  );
  return new Map([
    // Without any where the configuration wants none.
    ...(pulls === null ? [] : fixOutputs(pulls)),
    ["verdict", report.verdict],
    ["findings", JSON.stringify(findings)],
    ["comment-content", issue.body],
    ["news", String(report.news)],
    ["issue-url", issueUrl ?? ""],
    ["report-path", reportPath],
  ]);
}
