import { describe, expect, it } from "@jest/globals";
import { compareVersions, isPrerelease, parseVersion, withoutLocal } from "../../../src/core/python/version.ts";
import { fc } from "../../support/fast-check.ts";
import { version, versionOf, versionText } from "./arbitraries.ts";

describe("parseVersion", () => {
  it.each([
    // Every row of PEP 440's section on normalisation.
    ["1.1RC1", "1.1rc1"],
    ["00.01.002", "0.1.2"],
    ["1.1.a1", "1.1a1"],
    ["1.1-a1", "1.1a1"],
    ["1.1_a_1", "1.1a1"],
    ["1.1alpha1", "1.1a1"],
    ["1.1beta2", "1.1b2"],
    ["1.1c3", "1.1rc3"],
    ["1.1pre4", "1.1rc4"],
    ["1.1preview5", "1.1rc5"],
    ["1.2a", "1.2a0"],
    ["1.2-post2", "1.2.post2"],
    ["1.2post2", "1.2.post2"],
    ["1.0-r4", "1.0.post4"],
    ["1.0.rev4", "1.0.post4"],
    ["1.2.post", "1.2.post0"],
    ["1.0-1", "1.0.post1"],
    ["1.2-dev2", "1.2.dev2"],
    ["1.2dev", "1.2.dev0"],
    ["1.0+ubuntu-1", "1.0+ubuntu.1"],
    ["1.0+Ubuntu_01", "1.0+ubuntu.1"],
    ["v1.0", "1.0"],
    ["V1.0", "1.0"],
    [" \t1.0\n", "1.0"],
    ["0!1.0", "1.0"],
    ["2!1.0", "2!1.0"],
    ["1.0a1.post2.dev3+local.7", "1.0a1.post2.dev3+local.7"],
    ["1.0a-1", "1.0a1"],
    ["1.0a--1", "1.0a0.post1"],
  ])("reads %j as %s", (text, normalised) => {
    expect(parseVersion(text)?.text).toBe(normalised);
  });

  it.each([
    "",
    " ",
    ".",
    "v",
    "1.",
    "1..0",
    ".1",
    "1.0 a1",
    "1!",
    "!1",
    "1!!0",
    "1.0+",
    "1.0+a+b",
    "1.0+a..b",
    "1.0+_a",
    "1.0--1",
    "1.0post1a1",
    "1.0.dev1.post1",
    "latest",
    "1.0.*",
    "\u0661.0",
    "1.0+\u0130",
    "1.0prev\u0131ew1",
    "1.0po\u017ft1",
  ])("refuses %j", (text) => {
    expect(parseVersion(text)).toBeNull();
  });

  it("refuses a text longer than any version", () => {
    expect(parseVersion(`1.${"0".repeat(5000)}`)).toBeNull();
  });

  it("keeps numbers above 2^53 apart", () => {
    const a = versionOf("20250101.9007199254740993");
    const b = versionOf("20250101.9007199254740992");
    expect(compareVersions(a, b)).toBeGreaterThan(0);
    expect(a.text).toBe("20250101.9007199254740993");
    expect(compareVersions(versionOf("9007199254740991"), versionOf("9007199254740992"))).toBeLessThan(0);
  });

  it("answers the same after any number of other texts", () => {
    const before = [versionOf("1.0rc1"), parseVersion("nonsense")];
    for (let i = 0; i < 40_000; i += 1) expect(versionOf(`7.${i}`).release[1]).toBe(i);
    expect([versionOf("1.0rc1"), parseVersion("nonsense")]).toEqual(before);
  });

  it("reads its own normal form back", () => {
    fc.assert(
      fc.property(versionText, (text) => expect(versionOf(versionOf(text).text).text).toBe(versionOf(text).text)),
    );
  });
});

describe("compareVersions", () => {
  it("orders as PEP 440's summary does", () => {
    const ordered = [
      "0.dev0",
      "0",
      "1.dev0",
      "1.0.dev456",
      "1.0a0.dev1",
      "1.0a1",
      "1.0a2.dev456",
      "1.0a12.dev456",
      "1.0a12",
      "1.0b1.dev456",
      "1.0b2",
      "1.0b2.post345.dev456",
      "1.0b2.post345",
      "1.0rc1.dev456",
      "1.0rc1",
      "1.0",
      "1.0+abc.5",
      "1.0+abc.7",
      "1.0+5",
      "1.0+5.a",
      "1.0+5.0",
      "1.0.post456.dev34",
      "1.0.post456",
      "1.0.15",
      "1.1.dev1",
      "1.10",
      "2",
      "1!0.1",
    ].map(versionOf);
    const shuffled = [...ordered].reverse().sort(compareVersions);
    expect(shuffled.map(({ text }) => text)).toEqual(ordered.map(({ text }) => text));
  });

  it("sees no difference in trailing zeros", () => {
    expect(compareVersions(versionOf("1"), versionOf("1.0.0"))).toBe(0);
    expect(compareVersions(versionOf("1.0.1"), versionOf("1"))).toBeGreaterThan(0);
  });

  it("is a total order", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        if (compareVersions(a, b) === 0)
          expect(Math.sign(compareVersions(a, c))).toBe(Math.sign(compareVersions(b, c)));
      }),
    );
  });
});

describe("parts of a version", () => {
  it("calls alpha, beta, candidate and developmental releases pre-releases, and no other", () => {
    expect(
      ["1a1", "1b1", "1rc1", "1.dev1", "1.post1.dev1", "1a1.post1"].every((text) => isPrerelease(versionOf(text))),
    ).toBe(true);
    expect(["1", "1.post1", "1+local"].some((text) => isPrerelease(versionOf(text)))).toBe(false);
  });

  it("drops the local part alone", () => {
    expect(withoutLocal(versionOf("2.1.0a1+cu121")).text).toBe("2.1.0a1");
    const plain = versionOf("2.1");
    expect(withoutLocal(plain)).toBe(plain);
  });
});
