import { describe, expect, it } from "@jest/globals";
import { withoutTrailing, withoutTrailingSlashes } from "../../src/core/trailing.ts";

describe("what stands at the end", () => {
  it.each([
    ["https://a/simple///", "https://a/simple"],
    ["https://a/simple", "https://a/simple"],
    ["/a//b", "/a//b"],
    ["///", ""],
    ["", ""],
  ])("of %j is left out", (address, bare) => {
    expect(withoutTrailingSlashes(address)).toBe(bare);
  });

  it("may be longer than a character", () => {
    expect(withoutTrailing("1.2.*.*", ".*")).toBe("1.2");
    expect(withoutTrailing("*", ".*")).toBe("*");
  });
});
