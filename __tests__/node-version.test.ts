import { describe, expect, it } from "@jest/globals";
import { nodeProblem } from "../src/node-version.ts";

describe("the Node that it runs on", () => {
  it.each(["24.0.0", "24.11.1", "26.0.0", "25.0.0-nightly20251001"])("may be %s", (version) => {
    expect(nodeProblem(version)).toBeNull();
  });

  it.each(["23.11.1", "22.21.0", "20.20.2", "9.0.0"])("may not be %s, which it says", (version) => {
    expect(nodeProblem(version)).toBe(`Pinwarden needs Node >=24, and this is ${version}.`);
  });
});
