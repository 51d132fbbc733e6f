import type { Change } from "../comparison/comparison.ts";
import { demandChains } from "../comparison/demand-chain.ts";
import type { PackageRule } from "../config/config.ts";
import type { Resolution } from "../resolution/resolution.ts";
import type { Finding } from "./finding.ts";
import { evidenceOf } from "./policy-package-range.ts";

/**
 * Packages that policy mandates as pinned (`policy.packages[].frozen`) and that this change moves, swaps or removes. One that the
 * base does not have is not frozen yet. It takes the changes, so the findings belong to the head alone and are always introduced.
 */
export function frozenPackagesMoved(
  changes: readonly Change[],
  head: Resolution,
  rules: readonly PackageRule[],
): readonly Finding[] {
  const frozen = new Map(rules.filter((rule) => rule.frozen).map((rule) => [String(rule.name), rule]));
  const moved = changes.filter((change) => change.kind !== "added" && frozen.has(change.name));
  if (moved.length === 0) return [];
  const chains = demandChains(head);
  return moved.flatMap((change): readonly Finding[] => {
    const rule = frozen.get(change.name);
    if (rule === undefined) return [];
    const chain = chains.get(rule.name) ?? null;
    return [
      {
        rule: "policy/frozen-moved",
        severity: "high",
        package: change.name,
        version: change.to,
        message: `Policy freezes ${change.name} at ${change.from}, and this change ${deed(change)}.`,
        advisory: null,
        fixedIn: change.from === null ? [] : [change.from],
        location: chain?.root.origin ?? null,
        evidence: [evidenceOf(rule, `Policy freezes ${change.name}`)],
        via: chain?.names ?? [],
        key: `policy/frozen-moved ${change.name}`,
      },
    ];
  });
}

function deed(change: Change): string {
  if (change.kind === "removed") return "removes it";
  if (change.swap !== undefined) return `takes it from ${change.swap.to}`;
  return `moves it to ${change.to}`;
}
