import type { CheckReport } from "../core/comparison/comparison.ts";
import type { ComparedFinding } from "../core/rule/finding.ts";
import { changesWith, dependencyChanges } from "./dependency-changes.ts";

/** The outputs of a check by their names in action.yml; those that dependency-review-action has keep its shapes. */
export function checkOutputs(
  report: CheckReport,
  comment: string,
  reportPath: string | null,
): ReadonlyMap<string, string> {
  const changes = dependencyChanges(report);
  const only = (concerned: (finding: ComparedFinding) => boolean) => changesWith(changes, report, concerned);
  return new Map([
    ["verdict", report.verdict],
    ["findings", JSON.stringify(allFindings(report))],
    ["comment-content", comment],
    ["dependency-changes", JSON.stringify(changes)],
    ["vulnerable-changes", JSON.stringify(only((finding) => finding.advisory !== null))],
    ["denied-changes", JSON.stringify(only((finding) => finding.rule.startsWith("policy/")))],
    [
      "invalid-license-changes",
      JSON.stringify({
        unlicensed: [],
        unresolved: only((finding) => finding.rule === "licence/unknown"),
        forbidden: only((finding) => finding.rule === "licence/not-allowed"),
      }),
    ],
    ["report-path", reportPath ?? ""],
  ]);
}

/** Each with the model and the target that it is about. */
function allFindings(report: CheckReport): readonly unknown[] {
  return report.models.flatMap((model) =>
    model.targets.flatMap((target) =>
      target.findings.map((finding) => ({ model: model.id, target: target.id, ...finding })),
    ),
  );
}
