import type { CheckReport } from "../../comparison/comparison.ts";
import type { RemediationSettings } from "../../config/config.ts";
import type { ClearedFinding, ImpossibleFinding } from "../../remediation/plan.ts";
import { groupFindings } from "../../report/grouping.ts";
import { type Block, bullets, code, details, type Inline, paragraph, prose, words } from "../../report/markdown.ts";
import { topFindings } from "../../report/sections/findings.ts";
import type { Proposal } from "../proposal.ts";
import { counted } from "../title.ts";
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
  const said = [...notTaken(plans, strategy).slice(0, most), ...locksWritten(plans)];
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

/** Locks that their own tool wrote. */
function locksWritten(plans: Proposal["plans"]): Inline[][] {
  const ran = plans.flatMap(({ commands = [] }) => commands.filter(({ state }) => state === "ran"));
  return ran
    .slice(0, 20)
    .map(({ file, command }) => [
      code(file, 200),
      words(" was written by "),
      code(command.join(" "), 300),
      words(", read back, resolved and checked."),
    ]);
}

/** What is left as it is, with the reason. */
export function leftBehind(left: readonly ImpossibleFinding[], most: number): Block[] {
  if (left.length === 0) return [];
  const lines = left.slice(0, most).map((one): Inline[] => {
    const why = one.explanation.split("\n", 1)[0] ?? "";
    return [...named(one), words(" ("), code(one.reason), words("): "), ...prose(why, 300)];
  });
  const rest = left.length > most ? [paragraph(words(`+${left.length - most} more.`))] : [];
  return details(`Not cleared by this (${left.length})`, bullets(lines), ...rest);
}

function named({ finding }: ClearedFinding): Inline[] {
  const { package: name, version, advisory, rule } = finding;
  return [code(`${name ?? "?"} ${version ?? ""}`, 120), words(" "), code(advisory?.id ?? rule, 120)];
}
