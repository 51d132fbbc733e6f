import { PackageURL } from "packageurl-js";
import type { Change, CheckReport } from "../core/comparison/comparison.ts";
import type { ComparedFinding } from "../core/rule/finding.ts";

/** A change in the shape of dependency-review-action's outputs, so that what reads those reads these. */
export interface DependencyChange {
  readonly change_type: "added" | "removed";
  /** File that brings it in; the model's folder where it is not a manifest's own line. */
  readonly manifest: string;
  readonly ecosystem: "pip";
  readonly name: string;
  readonly version: string;
  readonly package_url: string;
  readonly license: string | null;
  readonly source_repository_url: string | null;
  readonly scope: "runtime";
  readonly vulnerabilities: readonly Vulnerability[];
}

export interface Vulnerability {
  readonly severity: string;
  readonly advisory_ghsa_id: string;
  readonly advisory_summary: string;
  readonly advisory_url: string;
}

/** Every change of every model, each once; a move from one version to another is one removed and one added, as there. */
export function dependencyChanges(report: CheckReport): readonly DependencyChange[] {
  const changes = new Map<string, DependencyChange>();
  for (const model of report.models) {
    for (const target of model.targets) {
      for (const change of target.changes) {
        for (const each of bothSides(change, model.path, target.findings)) {
          changes.set(JSON.stringify([each.change_type, each.manifest, each.package_url]), each);
        }
      }
    }
  }
  return [...changes.values()];
}

/** Those that bring in something that an introduced finding of the given rules speaks of. */
export function changesWith(
  changes: readonly DependencyChange[],
  report: CheckReport,
  concerned: (finding: ComparedFinding) => boolean,
): readonly DependencyChange[] {
  const versions = new Set<string>();
  for (const model of report.models) {
    for (const { findings } of model.targets) {
      for (const finding of findings) {
        if (finding.status === "introduced" && concerned(finding))
          versions.add(`${finding.package} ${finding.version}`);
      }
    }
  }
  return changes.filter((change) => change.change_type === "added" && versions.has(`${change.name} ${change.version}`));
}

function bothSides(
  change: Change,
  modelPath: string,
  findings: readonly ComparedFinding[],
): readonly DependencyChange[] {
  const sides: DependencyChange[] = [];
  const common = {
    manifest: change.location?.file ?? modelPath,
    ecosystem: "pip",
    name: change.name,
  } as const;
  const side = (change_type: "added" | "removed", version: string): DependencyChange => ({
    ...common,
    change_type,
    version,
    package_url: packageUrl(change.name, version),
    license: (change_type === "added" ? change.licence?.to : change.licence?.from) ?? null,
    source_repository_url: null,
    scope: "runtime",
    vulnerabilities: vulnerabilitiesOf(change.name, version, findings),
  });
  if (change.from !== null) sides.push(side("removed", change.from));
  if (change.to !== null) sides.push(side("added", change.to));
  return sides;
}

function vulnerabilitiesOf(
  name: string,
  version: string,
  findings: readonly ComparedFinding[],
): readonly Vulnerability[] {
  return findings.flatMap((finding): Vulnerability[] => {
    const { advisory } = finding;
    if (advisory === null || finding.package !== name || finding.version !== version) return [];
    const ghsa = [advisory.id, ...advisory.aliases].find((id) => id.startsWith("GHSA-")) ?? advisory.id;
    return [
      {
        severity: finding.severity,
        advisory_ghsa_id: ghsa,
        advisory_summary: finding.message,
        advisory_url: advisory.url ?? "",
      },
    ];
  });
}

/** The library leaves the `+` of a local version as it is, where the package URL specification (ECMA-427, 5.4) escapes it. */
const packageUrl = (name: string, version: string): string =>
  new PackageURL("pypi", undefined, name, version, undefined, undefined).toString().replaceAll("+", "%2B");
