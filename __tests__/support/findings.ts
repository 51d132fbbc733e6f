import type { Finding } from "../../src/core/rule/finding.ts";

/** A finding with what a test says of it. */
export function findingOf(parts: Partial<Finding> = {}): Finding {
  return {
    rule: "advisory",
    severity: "high",
    package: "demo",
    version: "1.0",
    message: "demo 1.0 is affected.",
    advisory: null,
    fixedIn: [],
    location: null,
    evidence: [],
    via: [],
    key: "advisory demo",
    ...parts,
  };
}
