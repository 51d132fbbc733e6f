import type { CheckReport, ModelReport, TargetReport } from "../comparison/comparison.ts";
import type { ComparedFinding, FindingStatus } from "../rule/finding.ts";
import { bySeverity } from "../rule/severity.ts";

/** The same finding on several targets of a model is one thing to read and one thing to mend. */
export interface FindingGroup {
  readonly model: string;
  readonly targets: readonly string[];
  readonly finding: ComparedFinding;
}

export function groupFindings(report: CheckReport, status: FindingStatus): FindingGroup[] {
  const groups = new Map<string, { model: string; targets: string[]; finding: ComparedFinding }>();
  for (const model of report.models) {
    for (const target of model.targets) {
      for (const finding of target.findings) {
        if (finding.status !== status) continue;
        const key = JSON.stringify([model.id, finding.key, finding.version]);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { model: model.id, targets: [target.id], finding });
        else if (!group.targets.includes(target.id)) group.targets.push(target.id);
      }
    }
  }
  return [...groups.values()].sort(
    (a, b) =>
      bySeverity(a.finding, b.finding) || compareText(a.model, b.model) || compareText(a.finding.key, b.finding.key),
  );
}

/** Several advisories of one version of a package have one cause and one fix, several packages of one rule of policy one decision: they are told as one. */
export interface FindingCluster {
  /** The most severe first. */
  readonly groups: readonly [FindingGroup, ...FindingGroup[]];
}

export function clusterFindings(groups: readonly FindingGroup[]): FindingCluster[] {
  const clusters = new Map<string, [FindingGroup, ...FindingGroup[]]>();
  for (const group of groups) {
    const { finding, model, targets } = group;
    const of = finding.accepted !== undefined ? null : clusterOf(finding);
    const key = JSON.stringify(of === null ? [model, finding.key] : [model, targets, ...of]);
    const cluster = clusters.get(key);
    if (cluster === undefined) clusters.set(key, [group]);
    else cluster.push(group);
  }
  return [...clusters.values()].map((of) => ({ groups: of }));
}

/** Rules of which one line tells all packages: one decision of policy brings them, and often many at once. */
export const toldTogether: ReadonlyMap<string, string> = new Map([
  ["licence/not-allowed", "are under licences that policy does not accept"],
  ["licence/unknown", "have a licence that cannot be told"],
  ["policy/cooldown", "are younger than policy waits"],
  ["project/archived", "are archived by their maintainers"],
  ["project/deprecated", "are deprecated by their maintainers"],
]);

/** What a finding has in common with those that it is told with; null where it stands alone. */
function clusterOf({ advisory, package: name, version, rule, severity }: ComparedFinding): readonly unknown[] | null {
  if (advisory !== null) return [name, version];
  return toldTogether.has(rule) ? [rule, severity] : null;
}

/** By code units: the same order on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface Place {
  readonly model: ModelReport;
  readonly target: TargetReport;
}

export function places(report: CheckReport): Place[] {
  return report.models.flatMap((model) => model.targets.map((target) => ({ model, target })));
}
