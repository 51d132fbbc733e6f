import type { CheckReport } from "../core/comparison/comparison.ts";
import type { ComparedFinding } from "../core/rule/finding.ts";
import { bySeverity } from "../core/rule/severity.ts";
import type { WorkflowLog } from "../shell/github/workflow-log.ts";

/** The log cuts annotations at 64 KB; a reader has enough of far less. */
const maxMessage = 1000;

/** Puts what the pull request introduces next to the line that brings it in, the worst first. */
export function annotateFindings(report: CheckReport, log: WorkflowLog, failing: boolean): void {
  const introduced = report.models
    .flatMap((model) =>
      model.targets.flatMap((target) => target.findings.map((finding) => ({ finding, model, target }))),
    )
    .filter(({ finding }) => finding.status === "introduced")
    .sort((a, b) => bySeverity(a.finding, b.finding));
  const said = new Set<string>();
  for (const { finding, model, target } of introduced) {
    const message = `${finding.message} (${model.id} on ${target.id})`.slice(0, maxMessage);
    if (said.has(message)) continue;
    said.add(message);
    log.annotate(levelOf(finding, failing), message, {
      title: finding.rule,
      ...(finding.location === null ? {} : { file: finding.location.file, startLine: finding.location.line }),
    });
  }
}

function levelOf(finding: ComparedFinding, failing: boolean): "error" | "warning" | "notice" {
  if (finding.severity === "info") return "notice";
  const severe = finding.severity === "critical" || finding.severity === "high";
  return severe && failing ? "error" : "warning";
}
