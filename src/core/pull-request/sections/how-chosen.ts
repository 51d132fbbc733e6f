import type { CheckReport } from "../../comparison/comparison.ts";
import type { RemediationSettings } from "../../config/config.ts";
import type { ImpossibleFinding } from "../../remediation/plan.ts";
import { counted } from "../../report/counted.ts";
import { groupFindings } from "../../report/grouping.ts";
import { lockCommandsOf } from "../../report/lock-commands.ts";
import { type Block, bullets, details, paragraph, words } from "../../report/markdown.ts";
import { topFindings } from "../../report/sections/findings.ts";
import { impossibleList } from "../../report/sections/impossible.ts";
import { locksWritten } from "../../report/sections/lock-commands.ts";
import { planLimits } from "../../report/sections/plan-limits.ts";
import type { Proposal } from "../proposal.ts";
import { notTaken } from "./not-taken.ts";

type Strategy = RemediationSettings["strategy"];

const aims: Readonly<Record<Strategy, string>> = {
  "lowest-fixed": "the fewest lines move, and each package goes to the nearest version that works",
  "newest-safe": "the fewest lines move, and what is mended goes to its newest version",
  backport: "and what is mended stays on its minor line, or else on its major line, though more lines may move for it",
};

/** The objective, and what was not taken instead. */
export function howChosen({ plans }: Proposal, report: CheckReport, strategy: Strategy, most: number): Block[] {
  const asked = plans.reduce((sum, { attempts }) => sum + attempts, 0);
  const objective = `Everything named above is cleared, policy is kept, ${aims[strategy]}; all else stays where it is.`;
  const said = [
    ...notTaken(plans, strategy).slice(0, most),
    ...planLimits(plans, 20),
    ...locksWritten(lockCommandsOf(plans), 20),
  ];
  const introduced = groupFindings(report, "introduced").filter(({ finding }) => finding.severity !== "info");
  return [
    paragraph(words(`${objective} It took ${counted(asked, "trial solve", "trial solves")}.`)),
    ...(said.length === 0 ? [] : [bullets(said)]),
    ...(introduced.length === 0
      ? []
      : [
          paragraph(words("It brings in what policy minds less than what it clears:")),
          ...topFindings(introduced, most),
        ]),
  ];
}

/** What is left as it is, with the reason. */
export function leftBehind(left: readonly ImpossibleFinding[], most: number): Block[] {
  if (left.length === 0) return [];
  return details(`Not cleared by this (${left.length})`, ...impossibleList(left, most, false));
}
