import { acceptanceOf } from "../policy/acceptance.ts";
import { wouldFail } from "../policy/decide.ts";
import type { Policy } from "../policy/policy.ts";
import type { Finding } from "../rule/finding.ts";

/**
 * Whether a finding is one that a fix is for: it is about a version of a package, policy does not accept it, and it reaches the threshold that fails a
 * check. What is wrong with a package as a whole, whatever its version, is for a person to replace, unless they have said by what: it is one of `replaced`. Advisories of unknown severity are cleared too: nobody knows that they are harmless. With `only`, these ids and rules alone.
 */
export function isGoal(
  finding: Finding,
  policy: Policy,
  today: string,
  only: readonly string[],
  replaced: ReadonlySet<string>,
): boolean {
  if (finding.package === null || finding.version === null || finding.severity === "info") return false;
  if (acceptanceOf(finding, policy, today) !== null) return false;
  if (only.length > 0) return only.some((id) => isNamed(finding, id));
  if (finding.warns === true || (ofWholePackages.has(finding.rule) && !replaced.has(finding.package))) return false;
  return finding.severity === "unknown" ? policy.unknownSeverity !== "ignore" : wouldFail(finding, policy);
}

/** Rules whose findings another version seldom clears. */
const ofWholePackages: ReadonlySet<string> = new Set([
  "licence/not-allowed",
  "licence/unknown",
  "policy/denied-package",
  "project/quarantined",
]);

/** By the rule's id, or by any id of the advisory, in any case. */
export function isNamed({ rule, advisory }: Finding, id: string): boolean {
  const wanted = id.toUpperCase();
  const ids = advisory === null ? [] : [advisory.id, ...advisory.aliases];
  return rule === id || ids.some((one) => one.toUpperCase() === wanted);
}
