import type { Origin } from "../../error.ts";
import { type LockedPackageFacts, placeOf } from "../../lock/resolution/lock-facts.ts";
import { demandPath } from "../demand-path.ts";
import type { Evidence, Finding, Severity } from "../finding.ts";
import type { Facts } from "../rule.ts";

interface Found {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location: Origin;
  readonly evidence?: readonly Evidence[];
  readonly package?: LockedPackageFacts;
  /** What tells two findings of one rule and package apart. */
  readonly subject?: string;
}

/** A finding about a lock, at the line of the lock or of the manifest that is to be changed. */
export function lockFinding({ resolution }: Facts, found: Found): Finding {
  const entry = found.package?.selected.entry ?? null;
  const parts = [found.rule, entry?.name, found.subject].filter((part) => part !== undefined);
  return {
    rule: found.rule,
    severity: found.severity,
    package: entry?.name ?? null,
    version: entry?.version?.text ?? null,
    message: found.message,
    advisory: null,
    fixedIn: [],
    location: found.location,
    evidence: found.evidence ?? [],
    via: entry === null ? [] : demandPath(resolution, entry.name).via,
    key: parts.join(" "),
  };
}

/** The line of the lock that pins the package. */
export const lineOf = ({ selected }: LockedPackageFacts): Origin => placeOf(selected.entry);

/** `torch 2.5.1`, or the name alone where the lock gives no version. */
export function packageText({ selected: { entry } }: LockedPackageFacts): string {
  return entry.version === null ? entry.name : `${entry.name} ${entry.version.text}`;
}

/** What the index answered, as evidence. */
export function indexEvidence({ listing }: LockedPackageFacts, fact: string, today: string): readonly Evidence[] {
  return listing.kind === "listed" ? [{ fact, source: listing.index, date: today }] : [];
}
