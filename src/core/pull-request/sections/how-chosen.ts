import type { CheckReport } from "../../comparison/comparison.ts";
import type { RemediationSettings } from "../../config/config.ts";
import { compareVersions, parseVersion, type Version } from "../../python/version.ts";
import type { ClearedFinding, ImpossibleFinding } from "../../remediation/plan.ts";
import { groupFindings } from "../../report/grouping.ts";
import {
  type Block,
  bullets,
  code,
  details,
  type Inline,
  paragraph,
  prose,
  text,
  words,
} from "../../report/markdown.ts";
import { topFindings } from "../../report/sections/findings.ts";
import type { Proposal } from "../proposal.ts";
import { modelOf } from "../selections.ts";
import { counted } from "../title.ts";

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
  const passed = alternatives(
    plans.flatMap(({ clears }) => clears),
    movesOf(plans),
    strategy,
  );
  const introduced = groupFindings(report, "introduced").filter(({ finding }) => finding.severity !== "info");
  return [
    paragraph(words(`${objective} It took ${counted(asked, "trial solve", "trial solves")}.`)),
    ...(passed.length === 0 ? [] : [bullets(passed.slice(0, most))]),
    ...(introduced.length === 0
      ? []
      : [
          paragraph(words("It brings in what policy minds less than what it clears:")),
          ...topFindings(introduced, most),
        ]),
  ];
}

/** What is wrong in the same models and stays so, with the reason. */
export function leftBehind({ plans }: Proposal, impossible: readonly ImpossibleFinding[], most: number): Block[] {
  const models = new Set(plans.flatMap(({ places }) => places.map(modelOf)));
  const seen = new Map<string, Inline[]>();
  for (const one of impossible) {
    if (!models.has(modelOf(one))) continue;
    const key = JSON.stringify([one.finding.key, one.reason, one.explanation]);
    const why = one.explanation.split("\n", 1)[0] ?? "";
    seen.set(key, [...named(one), words(` (`), code(one.reason), words("): "), ...prose(why, 300)]);
  }
  if (seen.size === 0) return [];
  const rest = seen.size > most ? [paragraph(words(`+${seen.size - most} more.`))] : [];
  return details(`Not cleared by this (${seen.size})`, bullets([...seen.values()].slice(0, most)), ...rest);
}

function named({ finding }: ClearedFinding): Inline[] {
  const { package: name, version, advisory, rule } = finding;
  return [code(`${name ?? "?"} ${version ?? ""}`, 120), words(" "), code(advisory?.id ?? rule, 120)];
}

type Moves = ReadonlyMap<string, { readonly to: Version; readonly text: string }>;

function movesOf(plans: Proposal["plans"]): Moves {
  const moves = new Map<string, { to: Version; text: string }>();
  for (const { name, to } of plans.flatMap(({ places }) => places.flatMap(({ changes }) => changes))) {
    const version = to === null ? null : parseVersion(to);
    if (version !== null && to !== null) moves.set(name, { to: version, text: to });
  }
  return moves;
}

/** By package: fixes that lie before the version that was taken, and why they do not do. */
function alternatives(clears: readonly ClearedFinding[], moves: Moves, strategy: Strategy): Inline[][] {
  const lines: Inline[][] = [];
  for (const name of [...new Set(clears.map(({ finding }) => finding.package ?? ""))].sort()) {
    const taken = moves.get(name);
    if (taken === undefined) continue;
    const own = new Map(
      clears.filter(({ finding }) => finding.package === name).map((one) => [one.finding.key, one.finding]),
    );
    const fixes = [...own.values()]
      .flatMap(({ fixedIn }) => parseVersion(fixedIn[0] ?? "") ?? [])
      .sort(compareVersions);
    const [nearest, farthest] = [fixes[0], fixes.at(-1)];
    if (nearest === undefined || farthest === undefined) continue;
    const said: Inline[] = [];
    if (compareVersions(nearest, farthest) < 0)
      said.push(
        code(nearest.text),
        words(` clears ${fixes.filter((fix) => compareVersions(fix, nearest) <= 0).length} of ${own.size}; `),
      );
    if (strategy === "lowest-fixed" && compareVersions(farthest, taken.to) < 0)
      said.push(code(farthest.text), words(" clears all, and does not fit the rest or brings in another finding; "));
    const beyond =
      strategy === "newest-safe"
        ? "older versions are passed by, as policy says."
        : "newer versions move farther than needed.";
    lines.push([code(name), words(" goes to "), code(taken.text), words(": "), ...said, text(beyond)]);
  }
  return lines;
}
