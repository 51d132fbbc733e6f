import { describe, expect, it } from "@jest/globals";
import type { PackageName } from "../../../src/core/python/name.ts";
import { parseSpecifierSet } from "../../../src/core/python/specifier.ts";
import { rangeOf, type VersionRange } from "../../../src/core/python/version-range.ts";
import { type Refusal, Refusals } from "../../../src/core/remediation/refusals.ts";
import type { AvoidedByName } from "../../../src/core/resolution/avoided-versions.ts";

function rangeOfText(text: string): VersionRange {
  const read = parseSpecifierSet(text);
  if (!read.ok) throw new Error(text);
  return rangeOf(read.value);
}

const avoiding = (ranges: Readonly<Record<string, string>>): AvoidedByName =>
  new Map(
    Object.entries(ranges).map(([name, text]) => [
      name as PackageName,
      [{ range: rangeOfText(text), why: "is ruled out", cause: "finding" }],
    ]),
  );

/** A proof about `lib` and `core`, found while `core` below 2 was ruled out, that rests on the line `b`. */
const refusal: Refusal = {
  conflict: {
    text: "",
    tree: { kind: "fact", statement: "", origin: null },
    hints: [],
    origins: [],
    passedOver: [],
    packages: new Set(["lib", "core"] as PackageName[]),
  },
  by: { loosened: new Set(["a"]), avoid: avoiding({ core: "<2", other: "<5" }), alone: null },
  culprits: ["b"],
};

const refusing = (loosened: readonly string[], avoid: AvoidedByName): Refusal | null => {
  const refusals = new Refusals();
  refusals.learn(refusal);
  return refusals.refusing(new Set(loosened), avoid);
};

describe("proofs that answer further questions", () => {
  it("hold where other lines move, and where more is ruled out", () => {
    expect(refusing([], avoiding({ core: "<2" }))).toBe(refusal);
    expect(refusing(["c", "d"], avoiding({ core: "<3", lib: "<1" }))).toBe(refusal);
  });

  it("do not depend on what was ruled out of packages that they do not speak of", () => {
    expect(refusing([], avoiding({ core: "<2", other: "<1" }))).toBe(refusal);
  });

  it("do not hold where a line of theirs moves", () => {
    expect(refusing(["b"], avoiding({ core: "<2" }))).toBeNull();
  });

  it("do not hold where less is ruled out of a package that they speak of", () => {
    expect(refusing([], avoiding({ core: "<1.5", other: "<5" }))).toBeNull();
    expect(refusing([], new Map())).toBeNull();
  });
});
