import type { CheckReport, TargetReport } from "../../src/core/comparison/comparison.ts";
import type { ComparedFinding } from "../../src/core/rule/finding.ts";

/** A finding with everything that a test does not care about filled in. */
export function aFinding(part: Partial<ComparedFinding> = {}): ComparedFinding {
  return {
    rule: "advisory",
    severity: "high",
    package: "pillow",
    version: "10.2.0",
    message: "pillow 10.2.0 has a known vulnerability",
    advisory: null,
    fixedIn: [],
    location: null,
    evidence: [],
    via: [],
    key: "advisory pillow",
    status: "introduced",
    ...part,
  };
}

export function aTarget(part: Partial<TargetReport> = {}): TargetReport {
  return {
    id: "prod",
    changes: [],
    findings: [],
    notAssessed: [],
    driverFloor: { base: null, head: null },
    gpus: { base: null, head: null, lost: [] },
    compatibility: [],
    packages: 3,
    verdict: "pass",
    conflict: null,
    ...part,
  };
}

export function aReport(part: Partial<CheckReport> = {}): CheckReport {
  return {
    verdict: "pass",
    models: [],
    snapshot: {
      at: "2026-11-21T10:00:00Z",
      base: "a".repeat(40),
      head: "b".repeat(40),
      indexes: ["https://pypi.org/simple/"],
      excludeNewer: null,
      advisories: { source: "https://api.osv.dev", asOf: null },
      tables: "2026-11-21",
      version: "0.1.0",
    },
    notAssessed: [],
    ...part,
  };
}
