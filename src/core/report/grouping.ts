import type { CheckReport, ModelReport, TargetReport } from "../comparison/comparison.ts";
import type { ComparedFinding, FindingStatus, Severity } from "../rule/finding.ts";

/** The same finding on several targets of a model is one thing to read and one thing to mend. */
export interface FindingGroup {
  readonly model: string;
  readonly targets: readonly string[];
  readonly finding: ComparedFinding;
}

/** From what must be read first; `unknown` stands above `low`, since it may be anything. */
const order: readonly Severity[] = ["critical", "high", "moderate", "unknown", "low", "info"];

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
      order.indexOf(a.finding.severity) - order.indexOf(b.finding.severity) ||
      compareText(a.model, b.model) ||
      compareText(a.finding.key, b.finding.key),
  );
}

/** Several advisories of one version of a package have one cause and one fix: they are one thing to decide. */
export interface FindingCluster {
  /** The most severe first. */
  readonly groups: readonly [FindingGroup, ...FindingGroup[]];
}

export function clusterFindings(groups: readonly FindingGroup[]): FindingCluster[] {
  const clusters = new Map<string, [FindingGroup, ...FindingGroup[]]>();
  for (const group of groups) {
    const { finding, model, targets } = group;
    const alone = finding.advisory === null || finding.accepted !== undefined;
    const key = alone
      ? JSON.stringify([model, finding.key])
      : JSON.stringify([model, targets, finding.package, finding.version]);
    const cluster = clusters.get(key);
    if (cluster === undefined) clusters.set(key, [group]);
    else cluster.push(group);
  }
  return [...clusters.values()].map((of) => ({ groups: of }));
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
