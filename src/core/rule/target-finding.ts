import type { TargetField } from "../target/target.ts";
import type { Evidence, Finding, Severity } from "./finding.ts";
import type { Facts } from "./rule.ts";

/** A finding about the target itself: no package's version mends it. */
export function targetFinding(found: {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** What tells two findings of one rule apart, where it can have two. */
  readonly subject?: string;
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
    evidence,
    via: [],
    key: subject === undefined ? rule : `${rule} ${subject}`,
  };
}

/** A target's fact as evidence, with where it was said. */
export function targetEvidence({ target }: Facts, field: TargetField, fact: string): Evidence {
  return { fact, source: target.sources[field]?.from ?? `target \`${target.id}\``, date: null };
}
