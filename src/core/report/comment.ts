import type { CheckReport } from "../comparison/comparison.ts";
import { isObjectId } from "../object-id.ts";
import { dayOf } from "./day.ts";
import { firstThatFits } from "./first-that-fits.ts";
import { groupFindings } from "./grouping.ts";
import { type Block, paragraph, render, small, words } from "./markdown.ts";
import { compatibilitySection, conflictSection, modelsTable, notAssessedSection } from "./sections/assessment.ts";
import { changesSection } from "./sections/changes.ts";
import { evidenceSection, foldedFindings, topFindings } from "./sections/findings.ts";
import { acceleratorLines, headline } from "./sections/headline.ts";

/** How much of each section is shown. */
interface Room {
  readonly findings: number;
  readonly rows: number;
  readonly folded: number;
  readonly conflict: number;
}

/** From what a reader wants to see to what must be seen. The last one always fits. */
const rooms: readonly [Room, ...Room[]] = [
  { findings: 5, rows: 30, folded: 20, conflict: 4000 },
  { findings: 5, rows: 10, folded: 10, conflict: 3000 },
  { findings: 5, rows: 5, folded: 3, conflict: 1500 },
  { findings: 3, rows: 0, folded: 0, conflict: 800 },
];

/** More than anybody reads, and still quick to lay out. */
const summaryRoom: Room = { findings: 1_000, rows: 2_000, folded: 1_000, conflict: 60_000 };

/** A comment that a reader takes in: GitHub's own limit is 65,536 and is never reached. */
export const commentBudget = 20_000;

/** The step's limit is 1,048,576 bytes; what a runner adds to it stays inside the margin. */
export const summaryBudget = 900_000;

export interface Rendered {
  readonly body: string;
  /** True where something was left out; the body says so itself. */
  readonly cut: boolean;
}

/**
 * The comment of a pull request: the verdict, then what matters, then folded detail. Without a moment in it, so that the
 * same state of things always gives the same body, and an unchanged comment is not written again.
 *
 * `budget` counts UTF-16 code units. What is cut is said, with where to find it. `documentation` is the address of the folder with a page for
 * each rule; null where none is known.
 */
export function renderComment(
  report: CheckReport,
  budget: number = commentBudget,
  documentation: string | null = null,
): Rendered {
  const fitted = firstThatFits(rooms, budget, (room, cut) => render(compose(report, room, cut, documentation)));
  return cutToFit(fitted, budget);
}

/** The job summary: everything, as long as a step may print it. Bytes are counted, as the runner does. */
export function renderSummary(
  report: CheckReport,
  budget: number = summaryBudget,
  documentation: string | null = null,
): Rendered {
  const full = render(compose(report, summaryRoom, false, documentation));
  if (new TextEncoder().encode(full).length <= budget) return { body: full, cut: false };
  return renderComment(report, Math.min(budget / 4, 200_000), documentation);
}

function compose(report: CheckReport, room: Room, cut: boolean, documentation: string | null): Block[] {
  const introduced = groupFindings(report, "introduced");
  const existing = groupFindings(report, "existing");
  // That something was merely worth knowing and is no longer there is nothing to celebrate.
  const fixed = groupFindings(report, "fixed").filter(({ finding }) => finding.severity !== "info");
  return [
    headline(report),
    ...topFindings(introduced, room.findings, documentation),
    ...acceleratorLines(report),
    ...conflictSection(report, room.conflict),
    ...modelsTable(report, room.rows === 0 ? 10 : room.rows),
    ...(cut ? [paragraph(words("Shortened to fit; everything is in the job summary and in the JSON report."))] : []),
    ...(room.rows === 0 ? [] : changesSection(report, room.rows)),
    ...(room.folded === 0 ? [] : foldedFindings("Already there before", existing, room.folded, documentation)),
    ...(room.folded === 0 ? [] : foldedFindings("Fixed by this merge", fixed, room.folded, documentation)),
    ...(room.rows === 0 ? [] : compatibilitySection(report, room.rows)),
    ...(room.folded === 0 ? [] : evidenceSection(introduced, room.folded)),
    ...notAssessedSection(report, Math.max(room.folded, 3)),
    small(footer(report)),
  ];
}

function footer({ snapshot }: CheckReport): string {
  const short = (commit: string): string => (isObjectId(commit) ? commit.slice(0, 10) : "the working tree");
  const refs = snapshot.base === null ? short(snapshot.head) : `${short(snapshot.base)} → ${short(snapshot.head)}`;
  const newest = snapshot.excludeNewer === null ? "" : ` · index as of ${snapshot.excludeNewer.slice(0, 10)}`;
  return `Pinwarden ${snapshot.version} · ${refs}${newest}${dumpOf(snapshot)} · compatibility tables of ${snapshot.tables}`;
}

/** A dump is as old as its newest record; a service answers as of now, which goes without saying. */
function dumpOf({ advisories: { source, asOf } }: CheckReport["snapshot"]): string {
  return source === null || asOf === null || /^https?:/i.test(source) ? "" : ` · advisories of ${dayOf(asOf)}`;
}

/** The last resort against text that no section limit foresaw: whole lines, closed folds, and a word about it. */
function cutToFit(fitted: Rendered, budget: number): Rendered {
  const { body } = fitted;
  if (body.length <= budget) return fitted;
  const said = "\n\nCut here to fit; everything is in the job summary and in the JSON report.\n";
  const kept = body.slice(0, Math.max(0, budget - said.length - 20));
  const whole = kept.slice(0, Math.max(0, kept.lastIndexOf("\n\n")));
  // Only whole lines of our own count: text of others may hold the same characters.
  const open = (whole.match(/^<details>/gm) ?? []).length - (whole.match(/^<\/details>$/gm) ?? []).length;
  return { body: `${whole}${"\n\n</details>".repeat(Math.max(0, open))}${said}`, cut: true };
}
