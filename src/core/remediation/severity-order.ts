import type { Finding } from "../rule/finding.ts";
import { severityRank } from "../rule/severity.ts";

/** True where one finding is at least as severe as another: by score where both have one, else by rating. Unknown is as severe as any. */
export function atLeastAsSevere(one: Finding, other: Finding): boolean {
  if (typeof one.score === "number" && typeof other.score === "number") return one.score >= other.score;
  const rank = severityRank(one.severity);
  return rank === null || rank >= (severityRank(other.severity) ?? 0);
}
