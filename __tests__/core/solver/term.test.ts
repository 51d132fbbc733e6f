import { describe, expect, it } from "@jest/globals";
import { isTerminal, resolveTerms } from "../../../src/core/solver/incompatibility.ts";
import { IncompatibilityStore } from "../../../src/core/solver/incompatibility-store.ts";
import {
  equalTerms,
  excludes,
  implies,
  intersectTerms,
  isTautology,
  negate,
  negative,
  positive,
  type Term,
  uniteTerms,
} from "../../../src/core/solver/term.ts";
import { fc } from "../../support/fast-check.ts";
import { maskOf, maskSets } from "../../support/integer-world.ts";

const termArbitrary: fc.Arbitrary<Term<number>> = fc.record({
  positive: fc.boolean(),
  set: fc.integer({ min: 0, max: 255 }),
});
/** -1 says that the package is not selected. */
const values = [-1, 0, 1, 2, 3, 4, 5, 6, 7];
const holds = (term: Term<number>, value: number): boolean =>
  (value >= 0 && (term.set & (1 << value)) !== 0) === term.positive;

describe("terms", () => {
  it("mean what they say of every selection", () => {
    fc.assert(
      fc.property(termArbitrary, termArbitrary, (a, b) => {
        for (const value of values) {
          expect(holds(negate(a), value)).toBe(!holds(a, value));
          expect(holds(intersectTerms(maskSets, a, b), value)).toBe(holds(a, value) && holds(b, value));
          expect(holds(uniteTerms(maskSets, a, b), value)).toBe(holds(a, value) || holds(b, value));
        }
        expect(implies(maskSets, a, b)).toBe(values.every((value) => !holds(a, value) || holds(b, value)));
        expect(excludes(maskSets, a, b)).toBe(!values.some((value) => holds(a, value) && holds(b, value)));
        expect(isTautology(maskSets, a)).toBe(values.every((value) => holds(a, value)));
        expect(equalTerms(maskSets, a, b)).toBe(values.every((value) => holds(a, value) === holds(b, value)));
      }),
    );
  });

  it("tell not selected from selected at none", () => {
    expect(excludes(maskSets, positive(0), negative(0))).toBe(true);
    expect(implies(maskSets, negative(maskOf([0, 1, 2, 3, 4, 5, 6, 7])), positive(1))).toBe(false);
  });
});

describe("the rule of resolution", () => {
  const entries = fc
    .dictionary(fc.constantFrom("a", "b", "c"), termArbitrary, { minKeys: 1 })
    .map((terms) => Object.entries(terms).map(([name, term]) => ({ package: name, term })));

  it("forbids nothing that neither of the two forbids", () => {
    fc.assert(
      fc.property(entries, entries, (first, second) => {
        const on = first.find(({ package: name }) => second.some((entry) => entry.package === name))?.package;
        if (on === undefined) return;
        const store = new IncompatibilityStore<string, number, string>(maskSets);
        const [conflict, satisfier] = [first, second].map((terms) => store.create(terms, { kind: "limit", facts: [] }));
        if (conflict === undefined || satisfier === undefined) return;
        const derived = resolveTerms(maskSets, conflict, satisfier, on);
        const forbids = (terms: typeof first, selected: Record<string, number>): boolean =>
          terms.every(({ package: name, term }) => holds(term, selected[name] ?? -1));
        for (const a of values)
          for (const b of values)
            for (const c of values)
              if (forbids([...derived], { a, b, c }))
                expect(forbids(first, { a, b, c }) || forbids(second, { a, b, c })).toBe(true);
      }),
    );
  });

  it("ends at the root", () => {
    const store = new IncompatibilityStore<string, number, string>(maskSets);
    const of = (...terms: { package: string; term: Term<number> }[]) => store.create(terms, { kind: "root" });
    expect(isTerminal(of(), "root")).toBe(true);
    expect(isTerminal(of({ package: "root", term: positive(1) }), "root")).toBe(true);
    expect(isTerminal(of({ package: "a", term: positive(1) }), "root")).toBe(false);
    expect(isTerminal(of({ package: "root", term: positive(1) }, { package: "a", term: positive(1) }), "root")).toBe(
      false,
    );
  });
});

describe("IncompatibilityStore", () => {
  it("keeps versions with an equal dependency as one statement, and forgets the parts", () => {
    const store = new IncompatibilityStore<string, number, string>(maskSets);
    for (const version of [1, 2, 3]) store.add(store.dependency("a", 1 << version, "b", maskOf([1]), [`a ${version}`]));
    store.add(store.dependency("a", 1 << 4, "b", maskOf([2]), ["a 4"]));
    const live = store.about("a");
    expect(live.map(({ terms }) => terms.map(({ term }) => term.set))).toEqual([
      [maskOf([1, 2, 3]), maskOf([1])],
      [maskOf([4]), maskOf([2])],
    ]);
  });

  it("rules a version out by itself where nothing can satisfy what it needs", () => {
    const store = new IncompatibilityStore<string, number, string>(maskSets);
    expect(store.dependency("a", 2, "b", 0, []).terms).toEqual([{ package: "a", term: positive(2) }]);
    expect(store.dependency("a", 2, "a", 4, []).terms).toEqual([{ package: "a", term: positive(2) }]);
  });

  it("restates for each pair of packages what all versions need together", () => {
    const store = new IncompatibilityStore<string, number, string>(maskSets);
    store.add(store.dependency("a", 1, "b", maskOf([1]), ["a 0"]));
    store.add(store.dependency("a", 2, "b", maskOf([2]), ["a 1"]));
    const weakest = store.restated().at(-1);
    expect(weakest?.terms.map(({ term }) => term.set)).toEqual([maskOf([0, 1]), maskOf([1, 2])]);
  });
});
