import { describe, expect, it } from "@jest/globals";
import { formatRange } from "../../../src/core/python/format-range.ts";
import { specifierSetContains } from "../../../src/core/python/specifier-match.ts";
import {
  compareCuts,
  complementRange,
  emptyRange,
  fullRange,
  intersectRanges,
  isEmptyRange,
  isSubrange,
  rangeContains,
  rangeOf,
  rangesDisjoint,
  rangesEqual,
  singletonRange,
  uniteRanges,
  type VersionRange,
} from "../../../src/core/python/version-range.ts";
import { fc } from "../../support/fast-check.ts";
import { setOf, specifierSet, version, versionOf } from "./arbitraries.ts";

const range: fc.Arbitrary<VersionRange> = fc.oneof(
  specifierSet.map(rangeOf),
  version.map(singletonRange),
  fc.tuple(specifierSet, specifierSet).map(([a, b]) => uniteRanges(rangeOf(a), rangeOf(b))),
  specifierSet.map((set) => complementRange(rangeOf(set))),
  // As many intervals as a solver has of a package whose versions fail one by one.
  fc.array(version, { maxLength: 60 }).map((several) => several.map(singletonRange).reduce(uniteRanges, emptyRange)),
);
const runs = { numRuns: 500 };

describe("rangeOf", () => {
  it("holds exactly the versions that the set lets through", () => {
    fc.assert(
      fc.property(specifierSet, version, (set, candidate) => {
        expect(rangeContains(rangeOf(set), candidate)).toBe(
          specifierSetContains(set, candidate, { prereleases: true }),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it("takes `===` for the one version that its text names, and for none otherwise", () => {
    expect(rangeContains(rangeOf(setOf("===1.0")), versionOf("1.0"))).toBe(true);
    expect(rangeContains(rangeOf(setOf("===1.0")), versionOf("1.0+local"))).toBe(false);
    expect(isEmptyRange(rangeOf(setOf("===nightly")))).toBe(true);
  });

  it("knows that nothing lies between neighbours", () => {
    expect(isEmptyRange(rangeOf(setOf(">1.0a1,<1.0a2.dev0")))).toBe(true);
    expect(isEmptyRange(rangeOf(setOf(">1.0.dev1,<1.0.dev2")))).toBe(true);
    expect(isEmptyRange(rangeOf(setOf(">1.0.post1,<1.0.post2.dev0")))).toBe(true);
    expect(isEmptyRange(rangeOf(setOf("<0")))).toBe(true);
    expect(isEmptyRange(rangeOf(setOf(">1.0,<1.0.1")))).toBe(false);
  });

  it("stays exact above 2^53", () => {
    const set = setOf("==1.9007199254740991.*");
    expect(rangeContains(rangeOf(set), versionOf("1.9007199254740991.5"))).toBe(true);
    expect(rangeContains(rangeOf(set), versionOf("1.9007199254740992"))).toBe(false);
  });
});

describe("the algebra of ranges", () => {
  it("agrees with logic on every version", () => {
    fc.assert(
      fc.property(range, range, version, (a, b, v) => {
        const [inA, inB] = [rangeContains(a, v), rangeContains(b, v)];
        expect(rangeContains(intersectRanges(a, b), v)).toBe(inA && inB);
        expect(rangeContains(uniteRanges(a, b), v)).toBe(inA || inB);
        expect(rangeContains(complementRange(a), v)).toBe(!inA);
      }),
      runs,
    );
  });

  it("obeys the laws of a Boolean algebra", () => {
    fc.assert(
      fc.property(range, range, range, (a, b, c) => {
        const equal = (x: VersionRange, y: VersionRange): void => expect(rangesEqual(x, y)).toBe(true);
        equal(intersectRanges(a, b), intersectRanges(b, a));
        equal(uniteRanges(a, b), uniteRanges(b, a));
        equal(intersectRanges(a, intersectRanges(b, c)), intersectRanges(intersectRanges(a, b), c));
        equal(uniteRanges(a, uniteRanges(b, c)), uniteRanges(uniteRanges(a, b), c));
        equal(intersectRanges(a, uniteRanges(b, c)), uniteRanges(intersectRanges(a, b), intersectRanges(a, c)));
        equal(complementRange(complementRange(a)), a);
        equal(complementRange(uniteRanges(a, b)), intersectRanges(complementRange(a), complementRange(b)));
        equal(intersectRanges(a, complementRange(a)), emptyRange);
        equal(uniteRanges(a, complementRange(a)), fullRange);
        equal(intersectRanges(a, fullRange), a);
        equal(uniteRanges(a, emptyRange), a);
      }),
      runs,
    );
  });

  it("relates ranges as sets", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        const meet = intersectRanges(a, b);
        expect(isSubrange(a, b)).toBe(rangesEqual(meet, a));
        expect(rangesDisjoint(a, b)).toBe(isEmptyRange(meet));
        expect(isSubrange(meet, a)).toBe(true);
        expect(isSubrange(a, uniteRanges(a, b))).toBe(true);
      }),
      runs,
    );
  });

  it("keeps cuts sorted and intervals apart", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        for (const { cuts } of [a, intersectRanges(a, b), uniteRanges(a, b), complementRange(b)]) {
          expect(cuts.length % 2).toBe(0);
          for (let i = 1; i < cuts.length; i += 1) expect(compareCuts(cuts[i - 1]!, cuts[i]!)).toBeLessThan(0);
        }
      }),
      runs,
    );
  });
});

describe("formatRange", () => {
  it.each([
    ["", "any version"],
    [">=1.0,<2.0", ">=1.0,<2.0"],
    ["==1.2.3", "==1.2.3"],
    ["==1.0+cu121", "==1.0+cu121"],
    ["!=1.5", "!=1.5"],
    ["!=1.4.*", "!=1.4.*"],
    ["==1.4.*", "==1.4.*"],
    ["<1", "<1"],
    ["<=1.0", "<=1.0"],
    [">1.0", ">1.0"],
    [">1.0a1", ">1.0a1"],
    [">1.0.post1", ">1.0.post1"],
    ["<=1.0.dev3", "<=1.0.dev3"],
    ["~=1.4.2", ">=1.4.2,<1.5"],
    ["~=1.4.2,!=1.4.7,>1.4.3", ">1.4.3,!=1.4.7,<1.5"],
    [">=2,<1", "no version"],
    ["<1!0", "<1!0"],
  ])("writes %j as %s", (text, expected) => {
    expect(formatRange(rangeOf(setOf(text)))).toBe(expected);
  });

  it("joins what is no single list of clauses with `or`", () => {
    const outside = uniteRanges(rangeOf(setOf("<1")), rangeOf(setOf(">2")));
    expect(formatRange(outside)).toBe("<1 or >2");
    expect(formatRange(uniteRanges(rangeOf(setOf("==1.0")), rangeOf(setOf("==2.0"))))).toBe("==1.0 or ==2.0");
    expect(formatRange(singletonRange(versionOf("1.0rc1")))).toBe("==1.0rc1");
  });

  it("reads back as the same range", () => {
    fc.assert(
      fc.property(specifierSet, (set) => {
        const text = formatRange(rangeOf(set));
        if (text === "no version") return expect(isEmptyRange(rangeOf(set))).toBe(true);
        const union = text
          .split(" or ")
          .map((part) => rangeOf(setOf(part === "any version" ? "" : part)))
          .reduce(uniteRanges, emptyRange);
        expect({ text, equal: rangesEqual(union, rangeOf(set)) }).toEqual({ text, equal: true });
      }),
      { numRuns: 2000 },
    );
  });
});
