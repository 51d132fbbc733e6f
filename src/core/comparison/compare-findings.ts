import type { ComparedFinding, Finding } from "../rule/finding.ts";
import { severityRank } from "../rule/severity.ts";

/**
 * What a merge does to the findings: `introduced` is what the base does not have, or has less severely; `existing` what both have;
 * `fixed` what the head no longer has, with the base's version and place. Without a base everything is introduced: there is
 * nothing to blame but the state itself, and the threshold must hold for it.
 *
 * Findings of the head come first, in their order, then the fixed ones in the base's.
 */
export function compareFindings(base: readonly Finding[] | null, head: readonly Finding[]): readonly ComparedFinding[] {
  const before = base ?? [];
  const met = new Set<Finding>();
  const lookup = lookupOf(before);
  const compared = head.map((finding): ComparedFinding => {
    const same = lookup(finding);
    for (const one of same) met.add(one);
    const existing = same.some((one) => !isWorse(finding, one));
    return { ...finding, status: existing ? "existing" : "introduced" };
  });
  const fixed = before
    .filter((finding) => !met.has(finding))
    .map((finding): ComparedFinding => ({ ...finding, status: "fixed" }));
  return [...compared, ...fixed];
}

/**
 * The base's findings that are the same as one of the head's: those with its key, and advisories of the same package that share any id.
 * Two versions may be hit by different records of one group, and then the shown id differs.
 */
function lookupOf(base: readonly Finding[]): (finding: Finding) => readonly Finding[] {
  const index = new Map<string, Finding[]>();
  for (const finding of base) {
    for (const name of namesOf(finding)) {
      const held = index.get(name);
      if (held === undefined) index.set(name, [finding]);
      else held.push(finding);
    }
  }
  return (finding) => [...new Set(namesOf(finding).flatMap((name) => index.get(name) ?? []))];
}

function namesOf({ key, rule, package: name, advisory }: Finding): readonly string[] {
  const ids = advisory === null ? [] : [advisory.id, ...advisory.aliases];
  return [...new Set([JSON.stringify([key]), ...ids.map((id) => JSON.stringify([rule, name, id]))])];
}

function isWorse(head: Finding, base: Finding): boolean {
  const [is, was] = [severityRank(head.severity), severityRank(base.severity)];
  return is !== null && was !== null && is > was;
}
