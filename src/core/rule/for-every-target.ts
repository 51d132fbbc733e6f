import type { Resolution } from "../resolution/resolution.ts";
import type { Facts, RuleAnswer } from "./rule.ts";

/** What a rule may know that does not look at where the model is served. */
export type TargetlessFacts = Pick<Facts, "resolution" | "tables" | "advisories" | "today">;

/**
 * The check of a rule that does not look at the target: it finds the same on all targets that have one resolution, as those that
 * differ by driver, GPU or image alone do, and so it is asked once for them.
 */
export function forEveryTarget(check: (facts: TargetlessFacts) => RuleAnswer): (facts: Facts) => RuleAnswer {
  const known = new WeakMap<Resolution, { readonly facts: TargetlessFacts; readonly answer: RuleAnswer }>();
  return (facts) => {
    const before = known.get(facts.resolution);
    if (before !== undefined && sameFacts(before.facts, facts)) return before.answer;
    const answer = check(facts);
    known.set(facts.resolution, { facts, answer });
    return answer;
  };
}

const sameFacts = (left: TargetlessFacts, right: TargetlessFacts): boolean =>
  left.tables === right.tables && left.advisories === right.advisories && left.today === right.today;
