import { expect, it } from "@jest/globals";
import { lowerGoals } from "../../../src/core/remediation/lower-goals.ts";
import type { Goal } from "../../../src/core/remediation/search.ts";

const goal = (key: string, ...fixedIn: string[]): Goal =>
  ({ place: "root on prod", finding: { key, fixedIn } }) as unknown as Goal;

const keys = (goals: readonly Goal[]): readonly string[][] =>
  lowerGoals(goals).map((part) => part.map(({ finding }) => finding.key));

it("takes away what is fixed last, step by step, by the nearest fix of each", () => {
  const goals = [goal("a", "2.10"), goal("b", "2.9", "1.5"), goal("c", "2.9.0"), goal("d", "1.4"), goal("e")];
  expect(keys(goals)).toEqual([["a", "b", "c", "d"], ["b", "c", "d"], ["b", "d"], ["d"]]);
});

it("has nothing lower for one step, nor for what has no fix", () => {
  expect(keys([goal("a", "2.0"), goal("b", "2.0")])).toEqual([]);
  expect(keys([goal("a"), goal("b", "no version")])).toEqual([]);
});
