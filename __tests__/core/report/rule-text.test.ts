import { describe, expect, it } from "@jest/globals";
import { ruleSection, ruleSummaries } from "../../../src/core/report/rule-text.ts";

describe("ruleSummaries", () => {
  it("reads a row for each rule, and those that share one", () => {
    const readme = [
      "# Rules",
      "| rule | severity | what it says |",
      "|---|---|---|",
      "| [`a/one`](a-one.md) | high, low | what it finds |",
      "| [`b/two`, `b/three`](b.md) | moderate | two of them |",
    ].join("\n");
    expect(ruleSummaries(readme)).toEqual([
      { rules: ["a/one"], severity: "high, low", says: "what it finds" },
      { rules: ["b/two", "b/three"], severity: "moderate", says: "two of them" },
    ]);
  });
});

describe("ruleSection", () => {
  const page = "# a/…\n\nAll.\n\n## a/one\n\nFirst.\n\n## `a/two`\n\nSecond.\n";

  it("is the rule's own where the page has one, else the page", () => {
    expect(ruleSection(page, "a/one")).toBe("# a/one\n\nFirst.\n");
    expect(ruleSection(page, "a/two")).toBe("# `a/two`\n\nSecond.\n");
    expect(ruleSection(page, "a/three")).toBe(page);
  });
});
