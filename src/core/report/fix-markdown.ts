import { isSettled } from "../remediation/impossible-reason.ts";
import type { ClearedFinding, ImpossibleFinding, Plan } from "../remediation/plan.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import { counted } from "./counted.ts";
import { editReasons } from "./edit-reasons.ts";
import { lockCommandsOf } from "./lock-commands.ts";
import {
  type Block,
  bullets,
  code,
  details,
  heading,
  type Inline,
  link,
  paragraph,
  patchBlock,
  prose,
  render,
  strong,
  table,
  words,
} from "./markdown.ts";
import { notAssessedDetails } from "./sections/assessment.ts";
import { impossibleList, named } from "./sections/impossible.ts";
import { locksToWrite, locksWritten } from "./sections/lock-commands.ts";
import { planLimits } from "./sections/plan-limits.ts";

export interface ShownFix {
  /** Each with its patch. */
  readonly plans: readonly { readonly plan: Plan; readonly patch: string }[];
  readonly impossible: readonly ImpossibleFinding[];
  readonly notAssessed: readonly NotAssessed[];
  /** False where something stayed without an answer. */
  readonly complete: boolean;
}

/** Rows and lines of a kind that are shown. */
const most = 200;

/** What `pinwarden fix` found, for whoever reads it on GitHub: what each plan clears, moves and edits, and what has no way. */
export function renderFix({ plans, impossible, notAssessed, complete }: ShownFix): string {
  const stuck = impossible.filter((one) => !isSettled(one));
  const settled = impossible.filter(isSettled);
  return render([
    heading(3, words(`Pinwarden fix: ${headline(plans.length, stuck.length, complete)}`)),
    ...plans.flatMap(({ plan, patch }) => planBlocks(plan, patch)),
    ...titled("Cannot be cleared", impossibleList(stuck, most, true)),
    ...titled("Nothing to clear", impossibleList(settled, most, true)),
    ...notAssessedDetails(notAssessed, most),
  ]);
}

/** One line for whoever reads nothing else. */
export function headline(plans: number, stuck: number, complete: boolean): string {
  const said = [
    ...(plans === 0 ? [] : [counted(plans, "plan", "plans")]),
    ...(stuck === 0 ? [] : [`${counted(stuck, "finding", "findings")} that no plan clears`]),
  ];
  if (said.length === 0)
    return complete ? "nothing to mend" : "not everything could be assessed, and nothing else was found to mend";
  return `${said.join(", ")}${complete ? "" : "; not everything could be assessed"}`;
}

const titled = (title: string, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [heading(4, words(title)), ...blocks];

function planBlocks(plan: Plan, patch: string): Block[] {
  const { clears, introduces, notAssessed = [] } = plan;
  const commands = lockCommandsOf([plan]);
  const edits = editReasons(plan)
    .slice(0, most)
    .map(({ file, what, why }): Inline[] => [
      code(file, 200),
      words(": "),
      code(what, 200),
      words(": "),
      ...prose(why, 300),
      words("."),
    ]);
  const brought = byPackage(introduces);
  return [
    heading(4, words("Plan "), code(plan.id)),
    paragraph(words("It clears:")),
    bullets(byPackage(clears)),
    ...movesTable(plan),
    ...cautionBlocks(plan),
    ...(edits.length === 0 ? [] : [paragraph(words("Edits:")), bullets(edits)]),
    ...(patch === "" ? [] : [patchBlock(patch)]),
    ...bulletsOf(planLimits([plan], most)),
    ...bulletsOf(locksWritten(commands, most)),
    ...titled("Locks that are still to be written", locksToWrite(commands, most)),
    ...(brought.length === 0
      ? []
      : [paragraph(words("It brings in, less severe than what it clears:")), bullets(brought)]),
    ...(notAssessed.length === 0
      ? []
      : details(
          `Not assessed of what it brings in (${notAssessed.length})`,
          bullets(
            notAssessed.slice(0, most).map(({ what, why }) => [...prose(what, 120), words(": "), ...prose(why, 300)]),
          ),
        )),
  ];
}

/** What would undo a plan, one paragraph each: whoever merges it has to know. */
export const cautionBlocks = ({ cautions = [] }: Plan): Block[] =>
  cautions
    .slice(0, 10)
    .map(({ origin, why }) =>
      paragraph(
        strong(words("Mind")),
        words(" "),
        code(`${origin.file}:${origin.line}`, 200),
        words(": "),
        ...prose(why, 500),
      ),
    );

const bulletsOf = (lines: readonly Inline[][]): Block[] => (lines.length === 0 ? [] : [bullets(lines)]);

/** A line for each version of a package, with all that is said of it. */
function byPackage(all: readonly ClearedFinding[]): Inline[][] {
  const groups = new Map<string, Map<string, ClearedFinding>>();
  for (const one of all) {
    const { package: name, version, advisory, rule } = one.finding;
    const subject = name === null ? one.place : `${name} ${version ?? ""}`;
    const group = groups.get(subject) ?? new Map<string, ClearedFinding>();
    group.set(advisory?.id ?? rule, one);
    groups.set(subject, group);
  }
  return [...groups].slice(0, most).map(([subject, group]): Inline[] => {
    const ids = [...group]
      .slice(0, 12)
      .flatMap(([id, { finding }], index) => [
        ...(index === 0 ? [] : [words(", ")]),
        ...link(finding.advisory?.url ?? null, code(id, 120)),
        words(` (${finding.severity})`),
      ]);
    return [code(subject, 160), words(": "), ...ids, words(group.size > 12 ? ` and ${group.size - 12} more` : "")];
  });
}

/** What is installed otherwise, once for all places that have it in common. */
function movesTable({ places }: Plan): Block[] {
  const rows = new Map<string, { readonly cells: Inline[][]; readonly where: string[] }>();
  for (const { place, changes } of places) {
    for (const { name, from, to } of changes) {
      const key = JSON.stringify([name, from, to]);
      const version = (value: string | null): Inline[] => (value === null ? [] : [code(value, 80)]);
      const row = rows.get(key) ?? { cells: [[code(name, 120)], version(from), version(to)], where: [] };
      row.where.push(place);
      rows.set(key, row);
    }
  }
  const all = [...rows.values()];
  if (all.length === 0) return [];
  const rest = all.length > most ? [paragraph(words(`+${all.length - most} more.`))] : [];
  const shown = all.slice(0, most).map(({ cells, where }) => [...cells, named(where, 3)]);
  return [table(["package", "from", "to", "where"], shown), ...rest];
}
