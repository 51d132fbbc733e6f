import { describe, expect, it } from "@jest/globals";
import { parseLenientSpecifierSet } from "../../../src/core/python/lenient-specifier.ts";
import { isUnsatisfiable } from "../../../src/core/python/satisfiability.ts";
import { formatSpecifierSet, mentionsPrerelease, parseSpecifierSet } from "../../../src/core/python/specifier.ts";
import { specifierSetContains, specifierSetFilter } from "../../../src/core/python/specifier-match.ts";
import { setOf, versionOf } from "./arbitraries.ts";

describe("parseSpecifierSet", () => {
  it("keeps the clauses as written", () => {
    const set = setOf(" >= 1.0 , != 1.5.* ,<2.0a1");
    expect(set.text).toBe(">=1.0,!=1.5.*,<2.0a1");
    expect(set.specifiers.map(({ operator, wildcard }) => [operator, wildcard])).toEqual([
      [">=", false],
      ["!=", true],
      ["<", false],
    ]);
  });

  it.each([
    "2.0",
    "=>2.0",
    "==",
    "~=1",
    "~=1.0.*",
    ">=1.0.*",
    ">=1.0+local",
    "~=1.0+5",
    "==1.0a1.*",
    "==1.0+a.*",
    "==1.0.*.5",
    ">=1.0 <2",
    "===",
    "=1",
    "^1.0",
    ">=1;",
  ])("refuses %j", (text) => {
    expect(parseSpecifierSet(text).ok).toBe(false);
  });

  it("says where a clause goes wrong", () => {
    expect(parseSpecifierSet(">=1.0,<2.*")).toEqual({
      ok: false,
      problem: { message: "`.*` may stand behind `==` and `!=` only, not behind `<`", offset: 8 },
    });
  });

  it("takes commas that separate nothing, and nothing at all", () => {
    expect(setOf(",>=1,,").text).toBe(">=1");
    expect(setOf(" ").specifiers).toEqual([]);
  });

  it("prints one text for one meaning", () => {
    expect(formatSpecifierSet(setOf("<2,>=1.0,>=1.0.0,<2.0"))).toBe("<2,>=1.0");
    expect(formatSpecifierSet(setOf("~=1.0.0,~=1.0"))).toBe("~=1.0,~=1.0.0");
  });

  it("bounds what it reads", () => {
    expect(parseSpecifierSet("!=1,".repeat(2000)).ok).toBe(false);
    expect(parseSpecifierSet(" ".repeat(70_000)).ok).toBe(false);
  });
});

describe("parseLenientSpecifierSet", () => {
  it.each([
    [">=7.2.0<8.0.0", ">=7.2.0,<8.0.0"],
    ["!=~5.0,>=4.12", "!=5.0.*,>=4.12"],
    [">=3.6.*", ">=3.6"],
    [">=2.7,<3.4.*", ">=2.7,<3.4"],
    [">=2.7,!=3.0*,!=3.1*", ">=2.7,!=3.0.*,!=3.1.*"],
    [">=2.7,!=3.0.*!=3.1.*", ">=2.7,!=3.0.*,!=3.1.*"],
    [">dev", ">0.0.0.dev0"],
    [">=9.0.0a1.0", ">=9.0.0a1"],
    [">= '2.7'", ">=2.7"],
    [">=2.7, !=3.1.*', !=3.2.*'", ">=2.7,!=3.1.*,!=3.2.*"],
  ])("repairs %j", (text, expected) => {
    expect(parseSpecifierSet(text).ok).toBe(false);
    const read = parseLenientSpecifierSet(text);
    expect(read.ok && [read.value.value.text, read.value.repaired]).toEqual([expected, true]);
  });

  it("says that nothing had to be repaired", () => {
    const read = parseLenientSpecifierSet(">=3.6,");
    expect(read.ok && read.value.repaired).toBe(false);
  });

  it.each(["3.6", "~=1", "python3", ">=3.6 and <4", ">=three"])("leaves %j invalid", (text) => {
    expect(parseLenientSpecifierSet(text).ok).toBe(false);
  });
});

describe("specifierSetContains", () => {
  const holds = (set: string, version: string): boolean => specifierSetContains(setOf(set), versionOf(version));

  it.each([
    ["==1.0", "1.0+local", true],
    ["==1.0+local", "1.0", false],
    ["!=1.0", "1.0+local", false],
    ["<=1.0", "1.0+local", true],
    [">1.0", "1.0+local", false],
    [">1.0", "1.0.post1", false],
    [">1.0", "1.0.1.dev0", true],
    [">1.0.post1", "1.0.post2", true],
    [">1.0a1", "1.0a1.post1", false],
    ["<1.0", "1.0a1", false],
    ["<1.0", "1.0.dev0", false],
    ["<1.0", "0.9.9rc1", true],
    ["<1.0rc1", "1.0b1", true],
    ["<1.0.post1", "1.0", true],
    ["<1.0.post1", "1.0.post1.dev0", false],
    ["==1.0.*", "1.0.dev0", true],
    ["==1.*", "1", true],
    ["==1.0.*", "1.0.7+local", true],
    ["==1.0.*", "1.1.dev0", false],
    ["~=1.4.5", "1.4.5.post1", true],
    ["~=1.4.5", "1.5.dev0", false],
    ["~=2.2", "2.9", true],
    ["==1!1.0", "1.0", false],
  ])("%s and %s: %s", (set, version, expected) => {
    expect(holds(set, version)).toBe(expected);
  });

  it("compares `===` as text, save for case", () => {
    expect(specifierSetContains(setOf("===1.0"), "1.0")).toBe(true);
    expect(specifierSetContains(setOf("===1.0"), "1.0.0")).toBe(false);
    expect(specifierSetContains(setOf("===Weird_Build"), "weird_build")).toBe(true);
    expect(specifierSetContains(setOf(">=1"), "weird_build")).toBe(false);
  });

  it("never lets a pre-release through when told so, and does by itself", () => {
    expect(specifierSetContains(setOf(">=1.0a1"), "1.0a2", { prereleases: false })).toBe(false);
    expect(specifierSetContains(setOf(">=1.0"), "1.1a2")).toBe(true);
  });
});

describe("specifierSetFilter", () => {
  const all = ["1.0", "1.5a1", "2.0.dev1"];

  it("prefers final releases, unless a clause names a pre-release or there are none", () => {
    expect(specifierSetFilter(setOf(""), all)).toEqual(["1.0"]);
    expect(specifierSetFilter(setOf(">1.0"), all)).toEqual(["1.5a1", "2.0.dev1"]);
    expect(specifierSetFilter(setOf(">=1.0.dev0"), all)).toEqual(all);
    expect(specifierSetFilter(setOf(">=1.0.dev0"), all, { prereleases: false })).toEqual(["1.0"]);
    expect(specifierSetFilter(setOf(""), all, { prereleases: true })).toEqual(all);
  });
});

describe("questions about a set", () => {
  it.each([
    [">=1.0a1", true],
    ["==1.0.dev1", true],
    ["!=1.0a1", false],
    [">=1.0,<2", false],
    ["==1.0.*", false],
    ["===1.0a1", true],
    ["===what", false],
  ])("does %s name a pre-release? %s", (text, expected) => {
    expect(mentionsPrerelease(setOf(text))).toBe(expected);
  });

  it.each([
    [">=2,<1", true],
    ["<0", true],
    [">1.0a1,<1.0a2.dev0", true],
    ["===what,>=1", true],
    ["===1.0,>=1", false],
    [">=1,<1.0.1", false],
  ])("can nothing satisfy %s? %s", (text, expected) => {
    expect(isUnsatisfiable(setOf(text))).toBe(expected);
  });

  it("finds a set that only pre-releases satisfy", () => {
    expect(isUnsatisfiable(setOf(">=1.0a1,<1.0rc1"))).toBe(false);
    expect(isUnsatisfiable(setOf(">=1.0a1,<1.0rc1"), { prereleases: false })).toBe(true);
    expect(isUnsatisfiable(setOf(">=1.0a1,<=1.0"), { prereleases: false })).toBe(false);
  });
});
