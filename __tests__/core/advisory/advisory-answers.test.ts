import { describe, expect, it } from "@jest/globals";
import type { Advisory } from "../../../src/core/advisory/advisory.ts";
import { answersOf, noAnswers } from "../../../src/core/advisory/advisory-answers.ts";
import { normalizeName } from "../../../src/core/python/name.ts";

describe("answersOf", () => {
  it("answers every spelling of a pair, and each as often as it is asked", () => {
    const found: readonly Advisory[] = [];
    const answers = answersOf({ source: "test", asOf: null, byPair: new Map([["a-b 1.0", found]]), failure: null });
    for (let asked = 0; asked < 2; asked += 1) {
      expect(answers.of(normalizeName("a-b"), "1.0")).toBe(found);
      expect(answers.of(normalizeName("A_B"), "1.0+CU126")).toBe(found);
      expect(answers.of(normalizeName("a-b"), "1.0+cu126")).toBe(found);
      expect(answers.of(normalizeName("a-b"), "2.0")).toBeUndefined();
      expect(answers.of(normalizeName("a"), "1.0")).toBeUndefined();
    }
  });

  it("knows of nothing where no source was asked", () => {
    expect(noAnswers("none is named").of(normalizeName("a"), "1")).toBeUndefined();
  });
});
