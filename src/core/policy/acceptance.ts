import type { IgnoreRule } from "../config/config.ts";
import type { Finding } from "../rule/finding.ts";
import type { Policy } from "./policy.ts";

/** True for a finding about a package that is itself the attack. */
export function isMalicious({ advisory }: Pick<Finding, "advisory">): boolean {
  return advisory !== null && [advisory.id, ...advisory.aliases].some((id) => id.startsWith("MAL-"));
}

/** True where an entry of `policy.ignore` speaks of a finding: by rule, by the advisory's id or any alias of it. */
export function speaksOf(rule: IgnoreRule, finding: Finding): boolean {
  if (rule.package !== null && rule.package !== finding.package) return false;
  return rule.id === finding.rule || idsOf(finding).includes(rule.id.toUpperCase());
}

/** True where `allow-ghsas` means a finding by an id: by the advisory's own or any alias of it. */
export function isNamedBy(id: string, finding: Finding): boolean {
  return idsOf(finding).includes(id.toUpperCase());
}

/** `until` is the last day on which an entry holds. Days as `YYYY-MM-DD` sort as text. */
export function hasExpired(rule: IgnoreRule, today: string): boolean {
  return rule.until !== null && rule.until < today;
}

/**
 * Why policy accepts a finding, as a sentence; null where it does not. Expired entries accept nothing. A malicious package is
 * only accepted by an entry with an end: nobody means to run one for ever.
 */
export function acceptanceOf(finding: Finding, policy: Policy, today: string): string | null {
  const malicious = isMalicious(finding);
  const entry = policy.ignore.find(
    (rule) => speaksOf(rule, finding) && !hasExpired(rule, today) && !(malicious && rule.until === null),
  );
  if (entry !== undefined) return sentenceOf(entry);
  if (malicious || finding.advisory === null) return null;
  const allowed = policy.allowed.find((id) => isNamedBy(id, finding));
  return allowed === undefined ? null : `\`allow-ghsas\` lists ${allowed}.`;
}

function sentenceOf({ id, until, reason, owner, origin }: IgnoreRule): string {
  const end = until === null ? "" : ` until ${until}`;
  const by = owner === null ? "" : ` by ${owner}`;
  const why = reason === null ? "" : `: ${reason}`;
  return `${origin.file}:${origin.line} accepts ${id}${end}${by}${why}`;
}

/** Ids are compared without regard to case: GitHub writes the letters of a GHSA in lower case, people do not. */
function idsOf({ advisory }: Finding): readonly string[] {
  return advisory === null ? [] : [advisory.id, ...advisory.aliases].map((id) => id.toUpperCase());
}
