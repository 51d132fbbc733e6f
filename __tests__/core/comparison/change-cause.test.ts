import { describe, expect, it } from "@jest/globals";
import { compareResolutions } from "../../../src/core/comparison/compare-resolutions.ts";
import { resolutionOf } from "../../support/resolution-text.ts";

/** `starlette: r:2 metrics > starlette<1 @2`: the cause of each change with the line that it blames. */
function causes(base: string, head: string): string[] {
  return compareResolutions(resolutionOf(base), resolutionOf(head)).map(
    ({ name, via, location }) => `${name}: ${via.join(" > ")} @${location?.line ?? "nowhere"}`,
  );
}

describe("the cause of a change", () => {
  const base = `
    fastapi 0.165 <- r:1 fastapi
    starlette 1.10 <- fastapi: starlette>=1.6`;

  it("is the requirement that excludes the version before, and not the shortest way to the package", () => {
    const head = `
      fastapi 0.165 <- r:1 fastapi
      metrics 7.1 <- r:2 metrics
      starlette 0.52 <- fastapi: starlette>=0.4 | metrics: starlette<1`;
    expect(causes(base, head)).toContain("starlette: r:2 metrics > starlette<1 @2");
  });

  it("of a package that nothing excludes is what its own version before needs and no longer gets", () => {
    const head = `
      fastapi 0.163 <- r:1 fastapi
      metrics 7.1 <- r:2 metrics
      starlette 0.52 <- fastapi: starlette>=0.4 | metrics: starlette<1`;
    expect(causes(base, head)).toContain("fastapi: r:2 metrics > starlette<1 > fastapi 0.165 needs starlette>=1.6 @2");
  });

  it("of an added package goes through what is new", () => {
    const before = `
      a 1.0 <- r:1 a
      long 1.0 <- r:2 long`;
    const after = `
      a 1.0 <- r:1 a
      long 2.0 <- r:2 long==2.0
      added 1.0 <- a: added | long: added>=1`;
    expect(causes(before, after)).toContain("added: r:2 long==2.0 > added>=1 @2");
  });

  it("ends where two packages hold each other", () => {
    const before = `
      a 2.0 <- r:1 a
      b 2.0 <- a: b==2.0 | r:2 b`;
    const after = `
      a 1.0 <- r:1 a | b: a<2
      b 1.0 <- a: b==1.0 | r:2 b`;
    expect(causes(before, after)).toEqual(["a: r:2 b > a<2 @2", "b: r:1 a > b==1.0 @1"]);
  });

  it("is the shortest chain where nothing explains it", () => {
    expect(causes("a 1.0 <- r:1 a", "a 1.1 <- r:1 a")).toEqual(["a: r:1 a @1"]);
  });
});
