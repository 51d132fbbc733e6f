import { describe, expect, it } from "@jest/globals";
import { createPageHolding } from "../../../src/shell/index/page-source.ts";

const megabyte = 1024 * 1024;

describe("createPageHolding", () => {
  it("holds the first pages of a run as objects, and all behind them as rows", () => {
    const holding = createPageHolding();
    expect([holding(3 * megabyte), holding(4 * megabyte), holding(3 * megabyte), holding(1)]).toEqual([
      "objects",
      "objects",
      "rows",
      "rows",
    ]);
    expect(createPageHolding()(megabyte)).toBe("objects");
  });
});
