import type { TargetReport, Verdict } from "../comparison/comparison.ts";
import type { Config } from "../config/config.ts";
import type { ComparedFinding, Finding, Severity } from "../rule/finding.ts";
import { severityRank } from "../rule/severity.ts";
import { acceptanceOf, isMalicious } from "./acceptance.ts";
import { type Policy, type PolicySettings, policyOf } from "./policy.ts";

export interface Decision {
  readonly verdict: Verdict;
  /** With `accepted` where policy accepts them. */
  readonly findings: readonly ComparedFinding[];
}

/**
 * The verdict over findings. Only what is introduced counts: what the base has already is not this change's doing. `complete` is
 * false where something stayed without an answer, so that there may be more findings than these.
 *
 * What fails, fails, whatever else is not known; what is not known is never better than `incomplete`; then come warnings.
 */
export function decide(
  findings: readonly ComparedFinding[],
  complete: boolean,
  policy: Policy,
  today: string,
): Decision {
  const judged = findings.map((finding) => withAcceptance(finding, policy, today));
  const weights = new Set(judged.map((finding) => weightOf(finding, policy)));
  if (weights.has("fail")) return { verdict: policy.warnOnly ? warnOr(complete) : "fail", findings: judged };
  if (!complete) return { verdict: "incomplete", findings: judged };
  return { verdict: weights.has("warn") ? "warn" : "pass", findings: judged };
}

/** The same for a model on a target, as the check reports it. */
export function decideReport(
  undecided: Omit<TargetReport, "verdict"> & { readonly complete: boolean },
  config: Pick<Config, "policy">,
  settings: PolicySettings,
  today: string,
): TargetReport {
  const { complete, ...report } = undecided;
  const { verdict, findings } = decide(report.findings, complete, policyOf(config, settings), today);
  return { ...report, findings, verdict };
}

/** `warn-only` takes away the failure, and not the doubt. */
function warnOr(complete: boolean): Verdict {
  return complete ? "warn" : "incomplete";
}

function withAcceptance(finding: ComparedFinding, policy: Policy, today: string): ComparedFinding {
  const accepted = finding.status === "fixed" ? null : acceptanceOf(finding, policy, today);
  return accepted === null ? finding : { ...finding, accepted };
}

const toldThoughOld: ReadonlySet<string> = new Set(["resolution/unsatisfiable", "project/quarantined"]);

type Weight = "fail" | "warn" | "none";

function weightOf(finding: ComparedFinding, policy: Policy): Weight {
  if (finding.accepted !== undefined || finding.status === "fixed") return "none";
  // What was there before fails nobody's change. That it does not install at all, or is an attack, is said all the same.
  if (finding.status === "existing") {
    return isMalicious(finding) || toldThoughOld.has(finding.rule) ? "warn" : "none";
  }
  return introducedWeight(finding, policy);
}

/** What policy says of the rule wins over the severity; nothing takes away the weight of a malicious package. */
function introducedWeight(finding: Finding, policy: Pick<Policy, "effects" | "failOn" | "unknownSeverity">): Weight {
  const effect = isMalicious(finding) ? undefined : policy.effects.get(finding.rule);
  if (effect !== undefined) return effect === "ignore" ? "none" : effect;
  if (finding.severity === "info") return "none";
  if (finding.warns === true) return "warn";
  if (finding.severity === "unknown") return unknownWeight(policy);
  return reachesThreshold(finding, policy) ? "fail" : "warn";
}

/** Whether a finding would fail a check if it were introduced. */
export function wouldFail(finding: Finding, policy: Pick<Policy, "effects" | "failOn" | "unknownSeverity">): boolean {
  return introducedWeight(finding, policy) === "fail";
}

function unknownWeight({ unknownSeverity }: Pick<Policy, "unknownSeverity">): Weight {
  return unknownSeverity === "ignore" ? "none" : unknownSeverity;
}

/** Whether a finding is as severe as what fails a check. */
export function reachesThreshold(finding: Finding, { failOn }: Pick<Policy, "failOn">): boolean {
  if (failOn.kind === "severity") return (severityRank(finding.severity) ?? 0) >= (severityRank(failOn.severity) ?? 0);
  // A malicious package is as severe as can be, whatever a vector beside it scores.
  return (isMalicious(finding) ? 10 : (finding.score ?? lowestScore(finding.severity))) >= failOn.score;
}

/** A finding without a vector counts as the least score of its rating on FIRST's scale. */
function lowestScore(severity: Severity): number {
  if (severity === "critical") return 9;
  if (severity === "high") return 7;
  return severity === "moderate" ? 4 : 0.1;
}
