import type { IgnoreRule } from "../config/config.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";
import { hasExpired, isMalicious, isNamedBy, speaksOf } from "./acceptance.ts";
import type { Policy } from "./policy.ts";

const unused = "Nothing that was found is named by it: remove it if it is not needed.";

/**
 * Entries of `policy.ignore` and of `allow-ghsas` that do nothing, with why: expired, too weak for what they name, or without a finding to name. It takes
 * the findings of all models, targets and refs: an entry that one of them needs is in use. `complete` is false where
 * not everything was checked, and then nobody can tell that an entry is unused.
 */
export function policyNotices(
  findings: readonly Finding[],
  complete: boolean,
  policy: Pick<Policy, "ignore" | "allowed">,
  today: string,
): readonly NotAssessed[] {
  const ofIgnores = policy.ignore.flatMap((rule): readonly NotAssessed[] => {
    const named = findings.filter((finding) => speaksOf(rule, finding));
    const why = noticeOf(rule, named, complete, today);
    return why === null ? [] : [{ what: `${rule.origin.file}:${rule.origin.line} ignore ${rule.id}`, why }];
  });
  // Ids come from the configuration, from what it extends and from an input: one that several of them list is one entry.
  const ofAllowed = [...new Map(policy.allowed.map((id) => [id.toUpperCase(), id])).values()].flatMap((id) => {
    const why = allowedNotice(
      findings.filter((finding) => isNamedBy(id, finding)),
      complete,
    );
    return why === null ? [] : [{ what: `allow-ghsas ${id}`, why }];
  });
  return [...ofIgnores, ...ofAllowed];
}

function allowedNotice(named: readonly Finding[], complete: boolean): string | null {
  if (named.some(isMalicious))
    return "It names a malicious package, which only an entry of `policy.ignore` with `until` accepts.";
  return named.length === 0 && complete ? unused : null;
}

function noticeOf(rule: IgnoreRule, named: readonly Finding[], complete: boolean, today: string): string | null {
  if (hasExpired(rule, today)) {
    const owner = rule.owner === null ? "" : ` Its owner is ${rule.owner}.`;
    const still = named.length === 0 ? "Nothing needs it any more: remove it." : "What it accepted counts again.";
    return `It expired on ${rule.until}. ${still}${owner}`;
  }
  if (rule.until === null && named.some(isMalicious))
    return "It names a malicious package, which is only accepted until a day: add `until`.";
  // What files became is told by the scan alone, which holds them against what it saw last.
  return named.length === 0 && complete && !rule.id.startsWith("scan/") ? unused : null;
}
