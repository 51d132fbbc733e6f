import { createHash } from "node:crypto";
import type { FixReport } from "../check/fix/fix.ts";
import type { DigestedProposal } from "../core/pull-request/decide-pulls.ts";
import { branchOf } from "../core/pull-request/group-key.ts";
import { type ProposedFile, proposalsOf, type RefusedPlan } from "../core/pull-request/proposal.ts";
import { selectionsOf } from "../core/pull-request/selections.ts";
import type { ImpossibleFinding } from "../core/remediation/plan.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { RemediationGround } from "./remediation-port.ts";

/** Groups that are planned in one run; each costs a search. */
const mostSelections = 60;

export interface PlannedGroups {
  readonly proposals: readonly DigestedProposal[];
  readonly impossible: readonly ImpossibleFinding[];
  readonly notAssessed: readonly NotAssessed[];
  readonly complete: boolean;
  readonly refused: readonly RefusedPlan[];
  /** Branches of groups that were left for another run, or that cannot be planned whole here. */
  readonly unplanned: ReadonlySet<string>;
}

/** Plans everything once, to learn what can be cleared, and then each group by itself where that is another question. */
export async function planGroups(
  ground: RemediationGround,
  base: string | null,
  progress: (message: string) => void,
): Promise<PlannedGroups> {
  const whole = await ground.plan([]);
  const findings = [...whole.plans.flatMap(({ plan }) => plan.clears), ...whole.impossible].map(
    ({ finding }) => finding,
  );
  const selections = selectionsOf(findings, ground.settings.grouping);
  const reports: FixReport[] = [whole];
  const proposals: DigestedProposal[] = [];
  const refused: RefusedPlan[] = [];
  const [now, later] = [selections.slice(0, mostSelections), selections.slice(mostSelections)];
  for (const [index, selection] of now.entries()) {
    const alone = selections.length === 1;
    if (!alone) progress(`Planning group ${index + 1} of ${now.length}.`);
    const report = alone ? whole : await ground.plan(selection.only);
    if (report !== whole) reports.push(report);
    const made = proposalsOf(selection, report.plans, base);
    refused.push(...made.refused);
    for (const one of made.proposals) proposals.push({ ...one, digest: digestOf(one.files) });
  }
  return {
    proposals,
    impossible: distinct(reports.flatMap(({ impossible }) => impossible)),
    notAssessed: distinct(reports.flatMap(({ notAssessed }) => notAssessed)),
    complete: reports.every(({ complete }) => complete),
    refused,
    unplanned: new Set([
      ...later.flatMap(({ key }) => (key === null ? [] : [branchOf(key, base)])),
      ...refused.map(({ branch }) => branch),
    ]),
  };
}

/** The same files with the same contents have the same digest. */
function digestOf(files: readonly ProposedFile[]): string {
  const hash = createHash("sha256");
  for (const { path, after } of files) hash.update(JSON.stringify([path, after])).update("\n");
  return hash.digest("hex");
}

function distinct<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
