import { acceptanceOf } from "../../core/policy/acceptance.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { isNamed } from "../../core/remediation/goals.ts";
import type { ImpossibleFinding } from "../../core/remediation/plan.ts";
import type { Finding } from "../../core/rule/finding.ts";
import type { FixingPlace } from "./fixing-place.ts";

/** For each id that was asked for and that is no goal anywhere: policy accepts it, or nothing has it. */
export function unneededIds(
  only: readonly string[],
  places: readonly FixingPlace[],
  policy: Policy,
  today: string,
): readonly ImpossibleFinding[] {
  return only.flatMap((id) => {
    const named = places.flatMap(({ standing, goals }) =>
      standing.findings
        .filter((finding) => isNamed(finding, id))
        .map((finding) => ({ place: standing.place, finding, isGoal: goals.includes(finding) })),
    );
    if (named.some(({ isGoal }) => isGoal)) return [];
    const accepted = named.flatMap(({ place, finding }): readonly ImpossibleFinding[] => {
      const why = acceptanceOf(finding, policy, today);
      if (why === null) return [];
      const remedy = "Take the entry out to have it cleared.";
      return [{ place, finding, reason: "ignored-by-policy", explanation: `Policy accepts it: ${why}`, remedy }];
    });
    if (accepted.length > 0) return accepted;
    const explanation = "Nothing that is installed on any target is affected by it.";
    return [{ place: "every model", finding: absent(id), reason: "not-needed", explanation }];
  });
}

/** Stands for a finding that nothing has. */
function absent(id: string): Finding {
  return {
    rule: id.includes("/") ? id : "advisory",
    severity: "unknown",
    package: null,
    version: null,
    message: `${id} was found nowhere.`,
    advisory: id.includes("/") ? null : { id, aliases: [], url: null },
    fixedIn: [],
    location: null,
    evidence: [],
    via: [],
    key: `absent ${id}`,
  };
}
