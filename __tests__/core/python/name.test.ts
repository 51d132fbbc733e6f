import { describe, expect, it } from "@jest/globals";
import { isValidName, normalizeName } from "../../../src/core/python/name.ts";
import { fc } from "../../support/fast-check.ts";

describe("normalizeName", () => {
  it.each([
    ["foo", "foo"],
    ["Foo.Bar_baz", "foo-bar-baz"],
    ["a-_.-b", "a-b"],
    ["A1", "a1"],
  ])("%s becomes %s", (text, expected) => {
    expect(normalizeName(text)).toBe(expected);
  });

  it("changes nothing the second time", () => {
    const name = fc
      .array(fc.constantFrom("a", "B", "1", "-", "_", "."), { minLength: 1 })
      .map((parts) => parts.join(""));
    fc.assert(fc.property(name, (text) => expect(normalizeName(normalizeName(text))).toBe(normalizeName(text))));
  });
});

describe("isValidName", () => {
  it.each(["a", "A.b_c-9", "0x"])("takes %j", (text) => {
    expect(isValidName(text)).toBe(true);
  });

  it.each(["", "-a", "a-", "a b", "a/b", "../a", "a\n", "\u00e4", "a".repeat(300)])("refuses %j", (text) => {
    expect(isValidName(text)).toBe(false);
  });
});
