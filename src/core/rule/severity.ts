import { type Severity, severities } from "./finding.ts";

/** The rating of a CVSS 3 or 4 base score, as FIRST's qualitative scale has it. A score of 0 is called `none` there. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  if (score >= 4) return "moderate";
  return score > 0 ? "low" : "info";
}

/** 0 for `info`, 1 for `low` … 4 for `critical`; null for `unknown`, which has no place in the order. */
export function severityRank(severity: Severity): number | null {
  if (severity === "unknown") return null;
  return severity === "info" ? 0 : severities.indexOf(severity) + 1;
}

/** From what must be read first; `unknown` stands above `low`, since it may be anything. */
const readingOrder: readonly Severity[] = ["critical", "high", "moderate", "unknown", "low", "info"];

/** Sorts what must be read first to the front. */
export const bySeverity = (a: { readonly severity: Severity }, b: { readonly severity: Severity }): number =>
  readingOrder.indexOf(a.severity) - readingOrder.indexOf(b.severity);
