import { describe, expect, it } from "@jest/globals";
import { compareResolutions } from "../../../src/core/comparison/compare-resolutions.ts";
import type { PackageRule } from "../../../src/core/config/config.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { frozenPackagesMoved } from "../../../src/core/rule/policy-frozen-moved.ts";
import { packagesOutOfRange } from "../../../src/core/rule/policy-package-range.ts";
import { resolutionOf } from "../../support/resolution-text.ts";

function rule(parts: Partial<PackageRule>): PackageRule {
  const origin = { file: "pinwarden.yml", line: 9, column: 1, endColumn: 2 };
  return {
    name: normalizeName("torch"),
    range: null,
    frozen: false,
    sourceDistributions: null,
    reason: null,
    origin,
    ...parts,
  };
}

describe("packagesOutOfRange", () => {
  const outside = (version: string, range: string) =>
    packagesOutOfRange(resolutionOf(`torch ${version} <- r.txt:3 torch`), [rule({ range })]).length === 1;

  it.each([
    ["2.3.1", ">=2.4,<2.9", true],
    ["2.4", ">=2.4,<2.9", false],
    ["2.8.0+cu128", ">=2.4,<2.9", false],
    ["2.8.0+cu128", "==2.8.0", false],
    ["2.8.0rc1", ">=2.4,<2.9", false],
    ["2.9.0", ">=2.4,<2.9", true],
  ])("of %s against %s", (version, range, expected) => {
    expect(outside(version, range)).toBe(expected);
  });

  it("says what policy accepts, why, and where", () => {
    const found = packagesOutOfRange(resolutionOf("torch 2.9.0 <- r.txt:3 torch"), [
      rule({ range: "<2.9", reason: "qualified" }),
      rule({ name: normalizeName("absent"), range: "<1" }),
    ]);
    expect(found).toMatchObject([
      {
        rule: "policy/package-range",
        message: "torch 2.9.0 is outside the range that policy accepts, <2.9.",
        location: { file: "r.txt", line: 3 },
        evidence: [{ fact: "Policy accepts torch <2.9: qualified", source: "pinwarden.yml:9" }],
      },
    ]);
  });
});

describe("frozenPackagesMoved", () => {
  const moved = (base: string, head: string): readonly string[] => {
    const [before, after] = [resolutionOf(base), resolutionOf(head)];
    return frozenPackagesMoved(compareResolutions(before, after), after, [rule({ frozen: true })]).map(
      ({ message }) => message,
    );
  };

  it.each([
    [
      "torch 2.1 <- r:1 torch",
      "torch 2.2 <- r:1 torch",
      ["Policy freezes torch at 2.1, and this change moves it to 2.2."],
    ],
    [
      "torch 2.1+cu118 <- r:1 torch",
      "torch 2.1+cpu <- r:1 torch",
      ["Policy freezes torch at 2.1+cu118, and this change moves it to 2.1+cpu."],
    ],
    ["torch 2.1 <- r:1 torch", "numpy 2 <- r:1 numpy", ["Policy freezes torch at 2.1, and this change removes it."]],
    [
      "torch 2.1 <- r:1 torch @ https://a.test",
      "torch 2.1 <- r:1 torch @ https://b.test",
      ["Policy freezes torch at 2.1, and this change takes it from https://b.test."],
    ],
    ["numpy 2 <- r:1 numpy", "torch 2.1 <- r:1 torch", []],
    ["torch 2.1 <- r:1 torch\nnumpy 1 <- r:2 numpy", "torch 2.1 <- r:1 torch\nnumpy 2 <- r:2 numpy", []],
  ])("from %s to %s", (base, head, expected) => {
    expect(moved(base, head)).toEqual(expected);
  });
});
