import { describe, expect, it } from "@jest/globals";
import { compareFindings } from "../../../src/core/comparison/compare-findings.ts";
import type { Finding } from "../../../src/core/rule/finding.ts";
import { findingOf } from "../../support/findings.ts";

const statuses = (base: readonly Finding[] | null, head: readonly Finding[]): readonly string[] =>
  compareFindings(base, head).map((finding) => `${finding.status} ${finding.package} ${finding.version}`);

const vulnerable = (
  id: string,
  version: string,
  parts: { aliases?: readonly string[]; package?: string; severity?: Finding["severity"] } = {},
) =>
  findingOf({
    severity: parts.severity ?? "high",
    package: parts.package ?? "pillow",
    version,
    advisory: { id, aliases: parts.aliases ?? [], url: null },
    key: `advisory ${parts.package ?? "pillow"} ${id}`,
  });

describe("compareFindings", () => {
  it("blames a change for what it brings alone", () => {
    const base = [vulnerable("GHSA-a", "9.0"), vulnerable("GHSA-b", "9.0")];
    const head = [vulnerable("GHSA-a", "9.1"), vulnerable("GHSA-c", "9.1")];
    expect(statuses(base, head)).toEqual(["existing pillow 9.1", "introduced pillow 9.1", "fixed pillow 9.0"]);
  });

  it("knows an advisory by any of its ids, within one package", () => {
    const base = [vulnerable("PYSEC-1", "9.0", { aliases: ["CVE-1"] })];
    expect(statuses(base, [vulnerable("GHSA-a", "9.1", { aliases: ["CVE-1"] })])).toEqual(["existing pillow 9.1"]);
    expect(statuses(base, [vulnerable("PYSEC-1", "1.0", { package: "pillow-simd" })])).toEqual([
      "introduced pillow-simd 1.0",
      "fixed pillow 9.0",
    ]);
  });

  it("takes all as introduced where there is no base", () => {
    expect(statuses(null, [vulnerable("GHSA-a", "9.0")])).toEqual(["introduced pillow 9.0"]);
  });

  it("takes what became worse as introduced, and what became better as existing", () => {
    const moderate = vulnerable("GHSA-a", "9.0", { severity: "moderate" });
    const critical = vulnerable("GHSA-a", "9.1", { severity: "critical" });
    expect(statuses([moderate], [critical])).toEqual(["introduced pillow 9.1"]);
    expect(statuses([critical], [moderate])).toEqual(["existing pillow 9.0"]);
    const unknown = vulnerable("GHSA-a", "9.0", { severity: "unknown" });
    expect(statuses([unknown], [critical])).toEqual(["existing pillow 9.1"]);
  });

  it("compares other findings by their key", () => {
    const floor = findingOf({
      rule: "accelerator/driver-too-old",
      package: "torch",
      version: "2.10.0",
      key: "driver torch",
    });
    const moved = { ...floor, version: "2.11.0" };
    expect(statuses([floor], [moved])).toEqual(["existing torch 2.11.0"]);
    expect(statuses([floor], [{ ...moved, key: "gpu torch" }])).toEqual([
      "introduced torch 2.11.0",
      "fixed torch 2.10.0",
    ]);
  });
});
