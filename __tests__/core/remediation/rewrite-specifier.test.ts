import { describe, expect, it } from "@jest/globals";
import { parseSpecifierSet, type SpecifierSet } from "../../../src/core/python/specifier.ts";
import { parseVersion, type Version } from "../../../src/core/python/version.ts";
import { rangeContains, rangeOf } from "../../../src/core/python/version-range.ts";
import { rewriteSpecifier } from "../../../src/core/remediation/rewrite-specifier.ts";
import { fc } from "../../support/fast-check.ts";

function setOf(text: string): SpecifierSet {
  const set = parseSpecifierSet(text);
  if (!set.ok) throw new Error(`${text}: ${set.problem.message}`);
  return set.value;
}

const rewrite = (text: string, version: string): string | null =>
  rewriteSpecifier(setOf(text), parseVersion(version) as Version);

describe("rewriting the clauses of a requirement", () => {
  it.each([
    ["==1.2.3", "1.3.0", "==1.3.0"],
    ["===1.2.3", "1.3.0", "===1.3.0"],
    ["==1.2.*", "1.3.4", "==1.3.*"],
    ["==2.1.0+cu118", "2.2.0+cu118", "==2.2.0+cu118"],
    ["~=1.2", "2.1.5", "~=2.1"],
    ["~=1.2.3", "1.3", "~=1.3.0"],
    [">=1,<2", "2.1", ">=1,<3"],
    [">=1.0,<1.5", "1.7.2", ">=1.0,<1.8"],
    [">=1,<=1.9", "2.0.1", ">=1,<=2.0.1"],
    [">=3", "2.9", ">=2.9"],
    [">=1,<2,!=1.5", "2.0", ">=1,<3,!=1.5"],
    ["", "1.0", ""],
    [">=1", "9", ">=1"],
    ["==1!2.0", "1!3.0", "==1!3.0"],
  ])("lets `%s` take %s as `%s`", (written, version, expected) => {
    expect(rewrite(written, version)).toBe(expected);
  });

  it("does not take back what was ruled out by name", () => {
    expect(rewrite(">=1,!=1.5", "1.5")).toBeNull();
  });

  const version = fc
    .tuple(fc.nat({ max: 4 }), fc.nat({ max: 9 }), fc.nat({ max: 9 }))
    .map(([major, minor, patch]) => `${major}.${minor}.${patch}`);
  const clause = fc
    .tuple(fc.constantFrom("==", ">=", "<=", "<", ">", "~=", "!="), version)
    .map(([operator, text]) => operator + text);

  it("gives clauses that let the version in, or none", () => {
    fc.assert(
      fc.property(fc.array(clause, { maxLength: 3 }), version, (clauses, wanted) => {
        const result = rewrite(clauses.join(","), wanted);
        if (result === null) return;
        expect(rangeContains(rangeOf(setOf(result)), parseVersion(wanted) as Version)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
