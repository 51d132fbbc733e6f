import { describe, expect, it } from "@jest/globals";
import { createPageHolding } from "../../../src/shell/index/page-source.ts";

const megabyte = 1024 * 1024;

describe("createPageHolding", () => {
  it("holds the first pages of a run as their text, and all behind them as rows", () => {
    const holding = createPageHolding();
    expect([holding(10 * megabyte), holding(14 * megabyte), holding(megabyte), holding(1)]).toEqual([
      "text",
      "text",
      "rows",
      "rows",
    ]);
    expect(createPageHolding()(megabyte)).toBe("text");
  });
});
