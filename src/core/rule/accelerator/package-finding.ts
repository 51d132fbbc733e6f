import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { TargetField } from "../../target/target.ts";
import type { Evidence, Finding, Severity } from "../finding.ts";
import type { Facts } from "../rule.ts";
import { demandPath } from "./demand.ts";

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
    key: [rule, pkg.name, subject].filter((part) => part !== undefined).join(" "),
    ...(found.warns === true ? { warns: true as const } : {}),
  };
}

/** A finding about the target itself: no package's version mends it. */
export function targetFinding(found: {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly subject: string;
}): Finding {
  const { rule, severity, message, evidence, subject } = found;
  return {
    rule,
    severity,
    package: null,
    version: null,
    message,
    advisory: null,
    fixedIn: [],
    location: null,
    evidence: distinct(evidence),
    via: [],
    key: `${rule} ${subject}`,
  };
}

/** A target's fact as evidence, with where it was said. */
export function targetEvidence({ target }: Facts, field: TargetField, fact: string): Evidence {
  return { fact, source: target.sources[field]?.from ?? `target \`${target.id}\``, date: null };
}

/** The nvidia-* packages that come with a package, as one piece of evidence; empty where there are none. */
export function childrenEvidence(pkg: ResolvedPackage, children: readonly string[]): readonly Evidence[] {
  if (children.length === 0) return [];
  return [{ fact: `${pkg.name} ${pkg.version.text} brings ${children.join(", ")}`, source: pkg.file.url, date: null }];
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map((entry) => [`${entry.fact}\n${entry.source}`, entry])).values()];
}
