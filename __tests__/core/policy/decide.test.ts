import { describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../../src/core/comparison/comparison.ts";
import type { IgnoreRule } from "../../../src/core/config/config.ts";
import { defaultPolicy } from "../../../src/core/config/policy-section.ts";
import { decide, decideReport } from "../../../src/core/policy/decide.ts";
import { policyNotices } from "../../../src/core/policy/notices.ts";
import { type Policy, policyOf } from "../../../src/core/policy/policy.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import type { ComparedFinding } from "../../../src/core/rule/finding.ts";
import { findingOf } from "../../support/findings.ts";

const today = "2026-11-21";
const settings = { failOn: null, allowGhsas: [], warnOnly: false };
const policy = policyOf({ policy: defaultPolicy }, settings);
const failOn = (severity: "low" | "moderate" | "high" | "critical"): Partial<Policy> => ({
  failOn: { kind: "severity", severity },
});
const effects = (effect: "fail" | "warn" | "ignore"): Partial<Policy> => ({ effects: new Map([["r/a", effect]]) });
const failAt = (score: number): Partial<Policy> => ({ failOn: { kind: "score", score } });

const found = (parts: Partial<ComparedFinding> = {}): ComparedFinding => ({
  ...findingOf(parts),
  status: "introduced",
  ...parts,
});
const pillow = found({
  package: "pillow",
  advisory: { id: "GHSA-abcd", aliases: ["CVE-2026-1", "PYSEC-1"], url: null },
});
const malicious = found({
  severity: "critical",
  package: "pillow",
  advisory: { id: "GHSA-m", aliases: ["MAL-2026-1"], url: null },
});

const verdict = (findings: readonly ComparedFinding[], parts: Partial<Policy> = {}, complete = true): Verdict =>
  decide(findings, complete, { ...policy, ...parts }, today).verdict;

function ignore(parts: Partial<IgnoreRule>): IgnoreRule {
  const origin = { file: ".github/pinwarden.yml", line: 12, column: 5, endColumn: 20 };
  return { id: "GHSA-abcd", package: null, until: null, reason: null, owner: null, origin, ...parts };
}

describe("decide", () => {
  it.each<[string, readonly ComparedFinding[], Partial<Policy>, Verdict]>([
    ["nothing", [], {}, "pass"],
    ["a finding at the threshold", [found({ severity: "high" })], failOn("high"), "fail"],
    ["a finding below it", [found({ severity: "moderate" })], failOn("high"), "warn"],
    ["a finding above it", [found({ severity: "critical" })], failOn("high"), "fail"],
    ["low on a threshold of low", [found({ severity: "low" })], failOn("low"), "fail"],
    ["information", [found({ severity: "info" })], failOn("low"), "pass"],
    ["what the base has already", [found({ severity: "critical", status: "existing" })], failOn("low"), "pass"],
    ["malice that the base has already", [{ ...malicious, status: "existing" }], {}, "warn"],
    [
      "no resolution, as in the base",
      [found({ rule: "resolution/unsatisfiable", severity: "critical", status: "existing" })],
      {},
      "warn",
    ],
    ["what is fixed", [found({ severity: "critical", status: "fixed" })], failOn("low"), "pass"],
    ["unknown severity", [found({ severity: "unknown" })], failOn("low"), "warn"],
    ["unknown severity that policy fails", [found({ severity: "unknown" })], { unknownSeverity: "fail" }, "fail"],
    ["unknown severity that policy ignores", [found({ severity: "unknown" })], { unknownSeverity: "ignore" }, "pass"],
    ["a score at a numeric threshold", [found({ severity: "high", score: 7.5 })], failAt(7.5), "fail"],
    ["a score below it", [found({ severity: "high", score: 7.4 })], failAt(7.5), "warn"],
    ["no score: the least of the rating", [found({ severity: "high" })], failAt(7), "fail"],
    ["no score, below", [found({ severity: "high" })], failAt(7.5), "warn"],
    ["malice on a threshold of ten", [{ ...malicious, score: 5 }], failAt(10), "fail"],
    ["what only warns", [found({ severity: "critical", warns: true })], {}, "warn"],
    ["what only warns, where the base has it", [found({ warns: true, status: "existing" })], {}, "pass"],
    ["a rule that policy fails", [found({ rule: "r/a", severity: "info", warns: true })], effects("fail"), "fail"],
    ["a rule that policy only warns of", [found({ rule: "r/a", severity: "critical" })], effects("warn"), "warn"],
    ["a rule that policy ignores", [found({ rule: "r/a", severity: "critical" })], effects("ignore"), "pass"],
    ["another rule than policy names", [found({ rule: "r/b", severity: "critical" })], effects("ignore"), "fail"],
    ["malice, whatever policy says of advisories", [malicious], { effects: new Map([["advisory", "ignore"]]) }, "fail"],
    [
      "a quarantine that the base has already",
      [found({ rule: "project/quarantined", status: "existing" })],
      {},
      "warn",
    ],
    ["warn-only", [found({ severity: "critical" })], { warnOnly: true }, "warn"],
  ])("of %s", (_, findings, parts, expected) => {
    expect(verdict(findings, parts)).toBe(expected);
  });

  it("never passes what is not complete, and still fails what fails", () => {
    expect(verdict([], {}, false)).toBe("incomplete");
    expect(verdict([found({ severity: "low" })], failOn("high"), false)).toBe("incomplete");
    expect(verdict([found({ severity: "critical" })], {}, false)).toBe("fail");
    expect(verdict([found({ severity: "critical" })], { warnOnly: true }, false)).toBe("incomplete");
  });
});

describe("what policy accepts", () => {
  const accepted = (entry: Partial<IgnoreRule>, finding = pillow): string | undefined =>
    decide([finding], true, { ...policy, ignore: [ignore(entry)] }, today).findings[0]?.accepted;

  it.each<[string, Partial<IgnoreRule>, boolean]>([
    ["by the shown id", { id: "GHSA-abcd" }, true],
    ["by an alias", { id: "CVE-2026-1" }, true],
    ["in another case", { id: "ghsa-ABCD" }, true],
    ["by the rule", { id: "advisory" }, true],
    ["for the package", { package: normalizeName("Pillow") }, true],
    ["for another package", { package: normalizeName("pillow-simd") }, false],
    ["for another id", { id: "GHSA-abc" }, false],
    ["on its last day", { until: today }, true],
    ["on the day after", { until: "2026-11-20" }, false],
  ])("%s", (_, entry, holds) => {
    expect(accepted(entry) !== undefined).toBe(holds);
    expect(verdict([pillow], { ignore: [ignore(entry)] })).toBe(holds ? "pass" : "fail");
  });

  it("is said with its end, its owner and its reason", () => {
    expect(accepted({ until: "2027-01-31", owner: "@ml", reason: "not reachable" })).toBe(
      ".github/pinwarden.yml:12 accepts GHSA-abcd until 2027-01-31 by @ml: not reachable",
    );
  });

  it("holds for malice only with an end", () => {
    expect(verdict([malicious], { ignore: [ignore({ id: "MAL-2026-1" })] })).toBe("fail");
    expect(verdict([malicious], { ignore: [ignore({ id: "MAL-2026-1", until: "2026-12-01" })] })).toBe("pass");
    expect(verdict([malicious], { allowed: ["GHSA-m"] })).toBe("fail");
  });

  it("includes `allow-ghsas` of the configuration and of the inputs", () => {
    const both = policyOf(
      { policy: { ...defaultPolicy, allowGhsas: ["GHSA-x"] } },
      { ...settings, allowGhsas: ["ghsa-abcd"] },
    );
    expect(decide([pillow], true, both, today)).toMatchObject({
      verdict: "pass",
      findings: [{ accepted: "`allow-ghsas` lists ghsa-abcd." }],
    });
  });
});

describe("policyOf", () => {
  it("lets inputs replace the threshold and add to the rest", () => {
    const declared = { policy: { ...defaultPolicy, warnOnly: true } };
    expect(policyOf(declared, { ...settings, failOn: { kind: "score", score: 4 } })).toMatchObject({
      failOn: { kind: "score", score: 4 },
      warnOnly: true,
    });
  });
});

describe("policyNotices", () => {
  const notices = (entry: Partial<IgnoreRule>, findings: readonly ComparedFinding[], complete = true) =>
    policyNotices(findings, complete, { ignore: [ignore(entry)], allowed: [] }, today).map(
      ({ what, why }) => `${what}: ${why}`,
    );

  it("tells entries that have expired", () => {
    const entry = { until: "2026-01-31", owner: "@ml" };
    expect(notices(entry, [pillow])).toEqual([
      ".github/pinwarden.yml:12 ignore GHSA-abcd: It expired on 2026-01-31. What it accepted counts again. Its owner is @ml.",
    ]);
    expect(notices(entry, [])[0]).toContain("Nothing needs it any more: remove it.");
  });

  it("tells entries that name nothing, if all was checked", () => {
    expect(notices({ id: "GHSA-none" }, [pillow])).toEqual([
      ".github/pinwarden.yml:12 ignore GHSA-none: Nothing that was found is named by it: remove it if it is not needed.",
    ]);
    expect(notices({ id: "GHSA-none" }, [pillow], false)).toEqual([]);
    expect(notices({}, [pillow])).toEqual([]);
  });

  it("tells entries that are too weak for malice", () => {
    expect(notices({ id: "MAL-2026-1" }, [malicious])[0]).toContain("add `until`");
  });

  const ofAllowed = (allowed: readonly string[], findings: readonly ComparedFinding[], complete = true) =>
    policyNotices(findings, complete, { ignore: [], allowed }, today);

  it("tells ids of `allow-ghsas` that name nothing, each once, if all was checked", () => {
    const why = "Nothing that was found is named by it: remove it if it is not needed.";
    expect(ofAllowed(["GHSA-none", "ghsa-none", "GHSA-ABCD"], [pillow])).toEqual([
      { what: "allow-ghsas ghsa-none", why },
    ]);
    expect(ofAllowed(["GHSA-none"], [pillow], false)).toEqual([]);
    expect(ofAllowed(["CVE-2026-1"], [pillow])).toEqual([]);
  });

  it("tells ids of `allow-ghsas` that name a malicious package, which they cannot accept", () => {
    expect(ofAllowed(["MAL-2026-1"], [malicious], false)).toEqual([
      {
        what: "allow-ghsas MAL-2026-1",
        why: "It names a malicious package, which only an entry of `policy.ignore` with `until` accepts.",
      },
    ]);
  });
});

describe("decideReport", () => {
  it("gives the report its verdict and takes the completeness away", () => {
    const undecided = {
      id: "prod",
      changes: [],
      findings: [pillow],
      notAssessed: [],
      driverFloor: { base: null, head: null },
      gpus: { base: null, head: null, lost: [] },
      compatibility: [],
      packages: 1,
      conflict: null,
      complete: false,
    };
    const report = decideReport(undecided, { policy: defaultPolicy }, settings, today);
    expect(report).toMatchObject({ id: "prod", verdict: "fail", findings: [pillow] });
    expect("complete" in report).toBe(false);
  });
});
