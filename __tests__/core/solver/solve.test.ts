import { describe, expect, it } from "@jest/globals";
import { solve } from "../../../src/core/solver/solve.ts";
import { fc } from "../../support/fast-check.ts";
import {
  bruteForce,
  maskOf,
  solveWorld,
  type World,
  WorldProvider,
  withFaces,
  worldOf,
} from "../../support/integer-world.ts";
import { checkProof } from "../../support/proof-checker.ts";

const every = [0, 1, 2, 3, 4, 5, 6, 7];

function decisionsOf(world: World): Record<string, number> {
  const solution = solveWorld(world);
  if (solution.kind !== "solved") throw new Error("It was expected to have a solution.");
  return Object.fromEntries(solution.decisions);
}

describe("solve", () => {
  it("selects the highest versions that fit together", () => {
    const world = worldOf({
      root: { 0: { a: every } },
      a: { 1: { b: [1] }, 2: { b: [1, 2] } },
      b: { 1: {}, 2: {}, 3: {} },
    });
    expect(decisionsOf(world)).toEqual({ a: 2, b: 2 });
  });

  it("goes back to an older version where the newest cannot be had", () => {
    const world = worldOf({
      root: { 0: { a: every, b: [1] } },
      a: { 1: {}, 2: { b: [2] } },
      b: { 1: {}, 2: {} },
    });
    expect(decisionsOf(world)).toEqual({ a: 1, b: 1 });
  });

  it("jumps over decisions that have no part in a conflict", () => {
    const world = worldOf({
      root: { 0: { a: every, b: every, c: every } },
      a: { 1: {}, 2: {} },
      b: { 1: {}, 2: {} },
      c: { 1: { a: [1] }, 2: { x: every, a: [1] } },
      x: { 1: {} },
    });
    const provider = new WorldProvider(world);
    const step = solve(provider).next();
    expect(step.done).toBe(true);
    // `a` gives way, so `b 1` is never tried, though `b` was decided after it.
    expect(provider.asked).not.toContain("b 1");
    expect(provider.asked).toContain("a 1");
  });

  it("refuses what no selection satisfies, with a proof that holds", () => {
    const world = worldOf({
      root: { 0: { a: every, b: every } },
      a: { 1: { c: [1] }, 2: { c: [1] } },
      b: { 1: { c: [2] } },
      c: { 1: {}, 2: {} },
    });
    const solution = solveWorld(world);
    expect(solution.kind).toBe("unsolvable");
    if (solution.kind === "unsolvable") expect(checkProof(solution.proof, world)).toBeNull();
  });

  it("keeps versions of one dependency together in the proof", () => {
    const versions = Object.fromEntries(every.map((version) => [version, { c: [1] }]));
    const world = worldOf({ root: { 0: { a: every, c: [2] } }, a: versions, c: { 1: {}, 2: {} } });
    const solution = solveWorld(world);
    expect(solution.kind).toBe("unsolvable");
    if (solution.kind === "unsolvable") expect(checkProof(solution.proof, world)).toBeNull();
    // Eight versions, one dependency each: a proof that told them apart would need more than twice as many.
    expect(solution.effort.incompatibilities).toBeLessThan(50);
  });

  it("lets a version need itself, and rules it out where it needs another of itself", () => {
    const world = worldOf({ root: { 0: { a: every } }, a: { 1: { a: [1] }, 2: { a: [1] } } });
    expect(decisionsOf(world)).toEqual({ a: 1 });
  });

  it("keeps a package within limits only where something asks for it", () => {
    const world = worldOf({ root: { 0: { a: every } }, a: { 1: {}, 2: {} }, b: { 1: {} } });
    const limits = new Map([
      ["a", maskOf([0, 1])],
      ["b", maskOf([5])],
    ]);
    const solution = solveWorld(world, limits);
    expect(solution.kind === "solved" && Object.fromEntries(solution.decisions)).toEqual({ a: 1 });
  });

  it("stops at the limit of steps that are learnt of conflicts", () => {
    const world = worldOf({
      root: { 0: { a: every } },
      a: { 1: { b: every }, 2: { b: [3] }, 3: { b: [4] } },
      b: { 1: {} },
    });
    const kindOf = (conflicts: number): unknown => {
      const step = solve(new WorldProvider(world), { conflicts }).next();
      return step.done && step.value.kind;
    };
    expect([kindOf(0), kindOf(100)]).toEqual(["unknown", "solved"]);
  });

  it("stops at the limit of decisions", () => {
    const world = worldOf({ root: { 0: { a: every } }, a: { 1: { b: every } }, b: { 1: {} } });
    const step = solve(new WorldProvider(world), { decisions: 1 }).next();
    expect(step.done && step.value.kind).toBe("unknown");
  });
});

/** Random worlds for each property; `PINWARDEN_WORLDS=100000` for a long run. */
const worlds = Number(process.env["PINWARDEN_WORLDS"] ?? 1500);

const names = ["a", "b", "c", "d", "e"];
const needsArbitrary = fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 255 }), { maxKeys: 3 });
const packageArbitrary = fc.dictionary(fc.integer({ min: 0, max: 7 }).map(String), needsArbitrary, {
  minKeys: 0,
  maxKeys: 4,
});
const worldArbitrary: fc.Arbitrary<World> = fc
  .record({
    root: fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 255 }), { minKeys: 1, maxKeys: 4 }),
    packages: fc.record(Object.fromEntries(names.map((name) => [name, packageArbitrary]))),
  })
  .map(({ root, packages }) => {
    const world = new Map<string, ReadonlyMap<number, ReadonlyMap<string, number>>>([
      ["root", new Map([[0, new Map(Object.entries(root))]])],
    ]);
    for (const [name, versions] of Object.entries(packages)) {
      world.set(
        name,
        new Map(Object.entries(versions).map(([version, needs]) => [Number(version), new Map(Object.entries(needs))])),
      );
    }
    return world;
  });
const limitsArbitrary = fc
  .dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 255 }), { maxKeys: 1 })
  .map((limits) => new Map(Object.entries(limits)));

describe("solve, on random worlds", () => {
  it("refuses again when it knows from the start what it learnt, with a proof that holds", () => {
    fc.assert(
      fc.property(worldArbitrary, limitsArbitrary, (world, limits) => {
        const solution = solveWorld(world, limits);
        if (solution.kind !== "unsolvable") return;
        const step = solve(new WorldProvider(world, limits), { known: solution.learnt() }).next();
        if (!step.done || step.value.kind !== "unsolvable") throw new Error("It was refused before.");
        expect(checkProof(step.value.proof, world, limits)).toBeNull();
      }),
      { numRuns: worlds },
    );
  });

  it("selects the same kind of answer where each need is asked through a face, with a proof that holds", () => {
    fc.assert(
      fc.property(worldArbitrary, (world) => {
        const faced = withFaces(world);
        const solution = solveWorld(faced);
        expect(solution.kind === "solved").toBe(bruteForce(world) !== null);
        if (solution.kind === "unsolvable") expect(checkProof(solution.proof, faced)).toBeNull();
        if (solution.kind !== "solved") return;
        for (const [name, version] of solution.decisions)
          if (name.endsWith("?")) expect(solution.decisions.get(name.slice(0, -1))).toBe(version);
      }),
      { numRuns: worlds },
    );
  });

  it("agrees with trying every selection, and satisfies what it selects", () => {
    fc.assert(
      fc.property(worldArbitrary, limitsArbitrary, (world, limits) => {
        const solution = solveWorld(world, limits);
        expect(solution.kind === "solved").toBe(bruteForce(world, limits) !== null);
        if (solution.kind === "unsolvable") expect(checkProof(solution.proof, world, limits)).toBeNull();
        if (solution.kind !== "solved") return;
        const selected = new Map([...solution.decisions, ["root", 0]]);
        for (const [name, version] of selected) {
          expect((1 << version) & (limits.get(name) ?? -1)).not.toBe(0);
          for (const [other, set] of world.get(name)?.get(version) ?? []) {
            const chosen = selected.get(other);
            expect(chosen !== undefined && ((1 << chosen) & set) !== 0).toBe(true);
          }
        }
      }),
      { numRuns: worlds },
    );
  });

  it("selects nothing that nothing asks for", () => {
    fc.assert(
      fc.property(worldArbitrary, (world) => {
        const solution = solveWorld(world);
        if (solution.kind !== "solved") return;
        const reached = new Set<string>(["root"]);
        const queue = ["root"];
        for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
          const version = name === "root" ? 0 : (solution.decisions.get(name) ?? -1);
          for (const other of world.get(name)?.get(version)?.keys() ?? []) {
            if (reached.has(other)) continue;
            reached.add(other);
            queue.push(other);
          }
        }
        expect([...solution.decisions.keys()].sort()).toEqual([...reached].filter((name) => name !== "root").sort());
      }),
      { numRuns: 500 },
    );
  });
});
