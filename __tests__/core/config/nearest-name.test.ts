import { describe, expect, it } from "@jest/globals";
import { editDistance, nearestName } from "../../../src/core/config/nearest-name.ts";
import { fc } from "../../support/fast-check.ts";

describe("nearestName", () => {
  it.each([
    ["taget", "target"],
    ["targest", "target"],
    ["TARGET", "target"],
    ["polciy", "policy"],
    ["colour", null],
    ["", null],
    ["x".repeat(1000), null],
  ])("of %s", (text, wanted) => {
    expect(nearestName(text, ["target", "policy", "path"])).toBe(wanted);
  });
});

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["a", "", 1],
    ["ab", "ba", 1],
    ["kitten", "sitting", 3],
    ["abc", "abc", 0],
  ])("of %s and %s", (left, right, wanted) => {
    expect(editDistance(left, right, 10)).toBe(wanted);
  });

  it("is symmetric, and zero for equal words alone", () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
    fc.assert(
      fc.property(word, word, (left, right) => {
        const distance = editDistance(left, right, 20);
        return distance === editDistance(right, left, 20) && (distance === 0) === (left === right);
      }),
    );
  });
});
