import type { ResolvedPackage } from "../resolution/resolution.ts";
import { demandPath } from "./demand-path.ts";
import type { Evidence, Finding, Severity } from "./finding.ts";
import type { Facts } from "./rule.ts";

interface Found {
  readonly rule: string;
  readonly severity: Severity;
  readonly pkg: ResolvedPackage;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly fixedIn: readonly string[];
  /** What tells two findings of one rule and package apart, without anything that a new version changes. */
  readonly subject?: string;
  readonly warns?: true;
}

/** A finding about a resolved package, with the manifest's line that brings it in. */
export function packageFinding({ resolution }: Pick<Facts, "resolution">, found: Found): Finding {
  const { rule, severity, pkg, message, evidence, fixedIn, subject } = found;
  const { location, via } = demandPath(resolution, pkg.name);
  return {
    rule,
    severity,
    package: pkg.name,
    version: pkg.version.text,
    message,
    advisory: null,
    fixedIn,
    location,
    evidence: distinct(evidence),
    via,
    key: subject === undefined ? `${rule} ${pkg.name}` : `${rule} ${pkg.name} ${subject}`,
    ...(found.warns === true ? { warns: true as const } : {}),
  };
}

const isSame = (left: Evidence, right: Evidence): boolean => left.source === right.source && left.fact === right.fact;

/** One rule may come to one fact of one source twice, as over two wheels. */
function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  const kept: Evidence[] = [];
  for (const entry of evidence) {
    let at = 0;
    while (at < kept.length && !isSame(kept[at] as Evidence, entry)) at += 1;
    kept[at] = entry;
  }
  return kept;
}
