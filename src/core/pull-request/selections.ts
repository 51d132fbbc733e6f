import type { PackageName } from "../python/name.ts";
import type { ClearedFinding } from "../remediation/plan.ts";
import type { Finding } from "../rule/finding.ts";
import { severityRank } from "../rule/severity.ts";
import { familyOf } from "./family.ts";
import type { GroupKey } from "./group-key.ts";
import type { Grouping } from "./settings.ts";

/** What is to be planned by itself. */
export interface Selection {
  /** Null: each plan is a group of its own, named by its models. */
  readonly key: GroupKey | null;
  /** Ids of advisories or of rules; empty for everything. */
  readonly only: readonly string[];
}

/**
 * How the findings that a fix is for are spread over pull requests, the most severe first. What is no advisory has no id of its own: by
 * advisory or by family it is grouped by its rule.
 */
export function selectionsOf(findings: readonly Finding[], grouping: Grouping): readonly Selection[] {
  if (findings.length === 0) return [];
  switch (grouping) {
    case "model":
      return [{ key: null, only: [] }];
    case "security": {
      const [advisories, rules] = [idsOf(findings, true), idsOf(findings, false)];
      return [
        ...(advisories.length === 0 ? [] : [{ key: { kind: "security", name: "" }, only: advisories } as const]),
        ...(rules.length === 0 ? [] : [{ key: null, only: rules }]),
      ];
    }
    case "advisory":
      return grouped(findings, ({ advisory }) => ({ kind: "advisory", name: advisory?.id ?? "" }));
    case "family":
      return grouped(findings, ({ package: name }) => ({
        kind: "family",
        name: familyOf((name ?? "") as PackageName),
      }));
  }
}

function grouped(findings: readonly Finding[], keyOf: (finding: Finding) => GroupKey): readonly Selection[] {
  const groups = new Map<string, { key: GroupKey; findings: Finding[] }>();
  for (const finding of findings) {
    const key: GroupKey = finding.advisory === null ? { kind: "rule", name: finding.rule } : keyOf(finding);
    const name = `${key.kind} ${key.name}`;
    const group = groups.get(name) ?? { key, findings: [] };
    group.findings.push(finding);
    groups.set(name, group);
  }
  return [...groups]
    .sort(([a, one], [b, other]) => weightOf(other.findings) - weightOf(one.findings) || (a < b ? -1 : 1))
    .map(([, { key, findings: own }]) => ({ key, only: idsOf(own, key.kind !== "rule") }));
}

function idsOf(findings: readonly Finding[], advisories: boolean): readonly string[] {
  const ids = findings.flatMap(({ advisory, rule }) =>
    advisories ? (advisory === null ? [] : [advisory.id]) : advisory === null ? [rule] : [],
  );
  return [...new Set(ids)].sort();
}

/** Advisories before all else, then the most severe. */
export function weightOf(findings: readonly Finding[]): number {
  return Math.max(
    0,
    ...findings.map(
      ({ advisory, severity, score }) =>
        (advisory === null ? 0 : 10_000) + (severityRank(severity) ?? 1.5) * 100 + (score ?? 0),
    ),
  );
}

/** The model of a place, which reads `classifier on prod`. */
export const modelOf = ({ place }: Pick<ClearedFinding, "place">): string => {
  const end = place.lastIndexOf(" on ");
  return end < 0 ? place : place.slice(0, end);
};
