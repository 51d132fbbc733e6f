import { describe, expect, it } from "@jest/globals";
import { changesWith, dependencyChanges } from "../../src/action/dependency-changes.ts";
import type { Change, CheckReport, TargetReport } from "../../src/core/comparison/comparison.ts";
import type { ComparedFinding } from "../../src/core/rule/finding.ts";

const change = (part: Partial<Change>): Change => ({
  kind: "upgraded",
  name: "torch",
  from: "2.10.0+cu128",
  to: "2.11.0+cu130",
  via: [],
  location: { file: "serve/requirements.txt", line: 1, column: 1, endColumn: 5 },
  ...part,
});

const finding = (part: Partial<ComparedFinding>): ComparedFinding => ({
  rule: "advisory",
  status: "introduced",
  severity: "high",
  package: "torch",
  version: "2.11.0+cu130",
  message: "Reads any file.",
  advisory: { id: "PYSEC-1", aliases: ["CVE-1", "GHSA-aaaa-bbbb-cccc"], url: "https://osv.dev/PYSEC-1" },
  fixedIn: [],
  location: null,
  evidence: [],
  via: [],
  key: "k",
  ...part,
});

function report(
  ...targets: { readonly changes: readonly Change[]; readonly findings: readonly ComparedFinding[] }[]
): CheckReport {
  return {
    models: [{ id: "m", path: "serve", targets: targets as unknown as TargetReport[] }],
  } as unknown as CheckReport;
}

describe("changes in the shape of dependency-review-action", () => {
  it("name the licence of each end, where it is known", () => {
    const changes = dependencyChanges(
      report({ changes: [change({ licence: { from: "MIT", to: null } }), change({ name: "numpy" })], findings: [] }),
    );
    expect(changes.map(({ license }) => license)).toEqual(["MIT", null, null, null]);
  });

  it("are one removed and one added for a move", () => {
    const changes = dependencyChanges(report({ changes: [change({})], findings: [finding({})] }));
    expect(changes.map(({ change_type, version, package_url }) => [change_type, version, package_url])).toEqual([
      ["removed", "2.10.0+cu128", "pkg:pypi/torch@2.10.0%2Bcu128"],
      ["added", "2.11.0+cu130", "pkg:pypi/torch@2.11.0%2Bcu130"],
    ]);
    expect(changes[1]).toMatchObject({
      manifest: "serve/requirements.txt",
      ecosystem: "pip",
      scope: "runtime",
      vulnerabilities: [
        {
          severity: "high",
          advisory_ghsa_id: "GHSA-aaaa-bbbb-cccc",
          advisory_summary: "Reads any file.",
          advisory_url: "https://osv.dev/PYSEC-1",
        },
      ],
    });
    expect(changes[0]?.vulnerabilities).toEqual([]);
  });

  it("stand once, however many targets have them", () => {
    const target = { changes: [change({})], findings: [] };
    expect(dependencyChanges(report(target, target))).toHaveLength(2);
  });

  it("name the model's folder where no line brings them in", () => {
    const [added] = dependencyChanges(report({ changes: [change({ from: null, location: null })], findings: [] }));
    expect(added?.manifest).toBe("serve");
  });

  it("are vulnerable where an introduced finding says so, and not for an old one", () => {
    const advisory = (each: ComparedFinding) => each.advisory !== null;
    const introduced = report({ changes: [change({})], findings: [finding({})] });
    expect(changesWith(dependencyChanges(introduced), introduced, advisory)).toHaveLength(1);
    const existing = report({ changes: [change({})], findings: [finding({ status: "existing" })] });
    expect(changesWith(dependencyChanges(existing), existing, advisory)).toEqual([]);
  });
});
