import type { Verdict } from "../comparison/comparison.ts";
import { decide } from "../policy/decide.ts";
import type { Policy } from "../policy/policy.ts";
import type { ComparedFinding } from "../rule/finding.ts";
import type { Item } from "./record.ts";

/**
 * Whether something is open: nothing in the repository made it so and nobody accepted it. What is merely worth knowing is no drift,
 * but for the end of support, which comes by time alone.
 */
export function isOpen(item: Item): boolean {
  if (item.accepted !== null || item.cause === "commit") return false;
  return item.severity !== "info" || item.rule === "scan/ends-soon" || /^platform\/.*-eol$/.test(item.rule);
}

/** Whether an item reaches the threshold that fails a check. */
export function isFailing(item: Item, policy: Policy, today: string): boolean {
  return item.where === "installed" && isOpen(item) && verdictOf([item], true, policy, today) === "fail";
}

/**
 * The verdict over what is open. What would only be installed without the lock fails nothing, and what came with a commit was judged
 * there.
 */
export function verdictOf(items: readonly Item[], complete: boolean, policy: Policy, today: string): Verdict {
  const open = items.filter(isOpen);
  const installed = open.filter(({ where }) => where === "installed").map(findingOf);
  const { verdict } = decide(installed, complete, policy, today);
  return verdict === "pass" && open.length > 0 ? "warn" : verdict;
}

/** An item as the policy judges findings. */
export function findingOf(item: Item): ComparedFinding {
  const { rule, severity, score, package: name, version, message, advisory, fixedIn, key } = item;
  return {
    rule,
    severity,
    score,
    package: name,
    version,
    message,
    advisory,
    fixedIn,
    location: null,
    evidence: [],
    via: [],
    key,
    status: "introduced",
  };
}
