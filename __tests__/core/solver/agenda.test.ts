import { describe, expect, it } from "@jest/globals";
import { Agenda } from "../../../src/core/solver/agenda.ts";
import { Priorities, type Standing } from "../../../src/core/solver/priorities.ts";
import { fc } from "../../support/fast-check.ts";

const standing = (tier: number, rank: number, met = rank): Standing => ({ tier: tier as Standing["tier"], rank, met });

describe("Agenda", () => {
  it("hands out the higher tier first, then the lower rank, then what was met first", () => {
    const standings = new Map([
      ["d", standing(0, 0)],
      ["c", standing(3, 9, 20)],
      ["b", standing(3, 9, 10)],
      ["a", standing(5, 99)],
    ]);
    const agenda = new Agenda<string>((name) => standings.get(name) as Standing);
    const open = new Set(standings.keys());
    for (const name of open) agenda.touch(name);
    const order: (string | null)[] = [];
    for (let count = 0; count < 5; count += 1) {
      const next = agenda.take(open);
      order.push(next);
      if (next !== null) open.delete(next);
    }
    expect(order).toEqual(["a", "b", "c", "d", null]);
  });

  it("looks at a standing anew only where something of the package has changed", () => {
    const standings = new Map([
      ["a", standing(0, 0)],
      ["b", standing(0, 1)],
    ]);
    const agenda = new Agenda<string>((name) => standings.get(name) as Standing);
    const open = new Set(["a", "b", "c"]);
    standings.set("c", standing(0, 2));
    for (const name of open) agenda.touch(name);
    expect(agenda.take(open)).toBe("a");
    open.delete("a");
    standings.set("c", standing(3, 2));
    expect(agenda.take(open)).toBe("b");
    agenda.touch("b");
    agenda.touch("c");
    expect(agenda.take(open)).toBe("c");
  });

  it("gives back after a backtrack what was taken and is still open", () => {
    const agenda = new Agenda<string>(() => standing(0, 0));
    const open = new Set(["a"]);
    agenda.touch("a");
    expect(agenda.take(open)).toBe("a");
    expect(agenda.take(open)).toBeNull();
    agenda.restore(open);
    expect(agenda.take(open)).toBe("a");
    agenda.restore(new Set());
    expect(agenda.take(open)).toBeNull();
  });

  it("agrees with sorting, whatever is touched, dropped and taken", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("touch" as const),
        name: fc.integer({ min: 0, max: 12 }),
        tier: fc.integer({ min: 0, max: 3 }),
      }),
      fc.record({ kind: fc.constant("drop" as const), name: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ kind: fc.constant("take" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const standings = new Map<number, Standing>();
        const agenda = new Agenda<number>((name) => standings.get(name) as Standing);
        const open = new Set<number>();
        for (const one of steps) {
          if (one.kind === "touch") {
            standings.set(one.name, standing(one.tier, one.name));
            open.add(one.name);
            agenda.touch(one.name);
          } else if (one.kind === "drop") {
            open.delete(one.name);
            agenda.drop(one.name);
          } else {
            const [first = null] = [...open].sort((a, b) => {
              const [left, right] = [standings.get(a) as Standing, standings.get(b) as Standing];
              return right.tier - left.tier || left.rank - right.rank;
            });
            expect(agenda.take(open)).toBe(first);
            if (first !== null) open.delete(first);
          }
        }
      }),
    );
  });
});

describe("Priorities", () => {
  const make = (): Priorities<string> =>
    new Priorities(
      (name) => name.replace("?", ""),
      (name) => name === "root",
    );

  it("gives the faces of one subject one tier and one rank", () => {
    const priorities = make();
    priorities.meet("a?", "ranged");
    priorities.meet("b", "ranged");
    priorities.meet("a", "pinned");
    expect(priorities.standingOf("a?").tier).toBe(priorities.standingOf("a").tier);
    expect(priorities.standingOf("a?").rank).toBeLessThan(priorities.standingOf("b").rank);
    expect(priorities.standingOf("a?").met).toBeLessThan(priorities.standingOf("a").met);
  });

  it("moves a package back once, never one that was moved forward, and a pin brings it to the front again", () => {
    const priorities = make();
    priorities.meet("a", "ranged");
    const rest = priorities.standingOf("a").tier;
    expect(priorities.decideLater("a")).toBe(true);
    expect(priorities.decideLater("a")).toBe(false);
    const late = priorities.standingOf("a").tier;
    expect(priorities.decideEarlier("a")).toBe(true);
    expect(priorities.decideLater("a")).toBe(false);
    const early = priorities.standingOf("a").tier;
    priorities.meet("a", "ranged");
    expect(priorities.standingOf("a").tier).toBe(early);
    priorities.meet("a", "pinned");
    const pinned = priorities.standingOf("a").tier;
    // Even what is moved back goes before what has never been in a conflict.
    expect([rest, late, early, pinned]).toEqual([...new Set([rest, late, early, pinned])].sort((a, b) => a - b));
  });

  it("leaves the root where it is", () => {
    const priorities = make();
    priorities.meet("root", "ranged");
    priorities.meet("a", "placed");
    expect(priorities.decideLater("root")).toBe(false);
    expect(priorities.decideEarlier("root")).toBe(false);
    expect(priorities.standingOf("root").tier).toBeGreaterThan(priorities.standingOf("a").tier);
  });
});
