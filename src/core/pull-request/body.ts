import type { CheckReport } from "../comparison/comparison.ts";
import type { RemediationSettings } from "../config/config.ts";
import { isObjectId } from "../object-id.ts";
import type { ImpossibleFinding } from "../remediation/plan.ts";
import { counted } from "../report/counted.ts";
import { dayOf } from "../report/day.ts";
import { cautionBlocks } from "../report/fix-markdown.ts";
import { groupFindings } from "../report/grouping.ts";
import { lockCommandsOf } from "../report/lock-commands.ts";
import {
  type Block,
  code,
  heading,
  type Inline,
  paragraph,
  render,
  small,
  strong,
  text,
  words,
} from "../report/markdown.ts";
import { notAssessedSection } from "../report/sections/assessment.ts";
import { changesSection } from "../report/sections/changes.ts";
import { topFindings } from "../report/sections/findings.ts";
import { locksToWrite } from "../report/sections/lock-commands.ts";
import { freshMarker, writeMarker } from "./covers.ts";
import type { Proposal } from "./proposal.ts";
import { approvalNote, whatYouCanDo } from "./sections/after-opening.ts";
import { beforeAndAfter } from "./sections/before-and-after.ts";
import { howChosen, leftBehind } from "./sections/how-chosen.ts";
import { howToReproduce } from "./sections/reproduce.ts";
import { modelOf } from "./selections.ts";
import { listed } from "./title.ts";

export interface PullBody {
  readonly proposal: Proposal;
  /** The edited files against the base, for the models of the plans. */
  readonly report: CheckReport;
  readonly impossible: readonly ImpossibleFinding[];
  /** Branch that it is for, and the commit of it that the plan was made for. */
  readonly base: string;
  readonly commit: string;
  readonly strategy: RemediationSettings["strategy"];
  /** Opened with the token of the workflow itself. */
  readonly workflowToken: boolean;
  /** Whether labels and reviewers are still to come. */
  readonly unfinished: boolean;
}

/** How much of each section is shown. */
interface Room {
  readonly findings: number;
  readonly rows: number;
  readonly folded: number;
}

const rooms: readonly [Room, ...Room[]] = [
  { findings: 40, rows: 60, folded: 40 },
  { findings: 15, rows: 20, folded: 15 },
  { findings: 8, rows: 8, folded: 5 },
  { findings: 3, rows: 3, folded: 2 },
];

/** GitHub takes 65,536 of something in a body; bytes are the stricter reading, and half of it is more than anybody reads. */
export const bodyBudget = 60_000;

/**
 * What a reviewer needs: what and why, what it does to each target, how it was chosen, what it leaves open, and what to do with it. Last
 * stands the marker by which a later run knows it.
 */
export function renderPullBody(body: PullBody): string {
  const marker = writeMarker(freshMarker(body.proposal.covers, body.unfinished));
  const budget = bodyBudget - size(marker);
  for (const room of rooms) {
    const text = render(compose(body, room));
    if (size(text) <= budget) return `${text}\n${marker}`;
  }
  return `${render(lead(body))}\nWhat else is to be said is longer than a pull request takes: run the command of the workflow's log.\n\n${marker}`;
}

function compose(body: PullBody, room: Room): Block[] {
  const { proposal, report } = body;
  const fixed = groupFindings(report, "fixed").filter(({ finding }) => proposal.covers.clears.includes(finding.key));
  return [
    ...lead(body),
    ...proposal.plans.flatMap(cautionBlocks).slice(0, room.folded),
    ...besideIt(body, room.folded),
    ...(body.workflowToken ? [approvalNote()] : []),
    heading(3, words("Why")),
    ...topFindings(fixed, room.findings),
    heading(3, words("Before and after")),
    ...beforeAndAfter(proposal, report, room.rows),
    ...changesSection(report, room.rows),
    heading(3, words("How it was chosen")),
    ...howChosen(proposal, report, body.strategy, room.folded),
    ...leftBehind(leftIn(body), room.folded),
    ...notAssessedSection(report, room.folded),
    ...howToReproduce(body, room.folded),
    heading(3, words("What you can do")),
    ...whatYouCanDo(),
    small(footer(body)),
  ];
}

/** What is wrong in the same models and no plan clears, once for each finding and reason. */
function leftIn({ proposal: { plans }, impossible }: PullBody): readonly ImpossibleFinding[] {
  const models = new Set(plans.flatMap(({ places }) => places.map(modelOf)));
  const own = impossible.filter((one) => models.has(modelOf(one)));
  return [...new Map(own.map((one) => [JSON.stringify([one.finding.key, one.reason, one.explanation]), one])).values()];
}

/** Locks that lie beside what is edited and still have the old versions. */
function besideIt({ proposal: { plans } }: PullBody, most: number): Block[] {
  const blocks = locksToWrite(lockCommandsOf(plans), most);
  if (blocks.length === 0) return [];
  const said = " is the lock of another tool that lies beside. Where it matters to you, run this after the merge:";
  return [paragraph(strong(words("Not in this pull request")), words(said)), ...blocks];
}

/** What, in one paragraph. */
function lead(body: PullBody): Block[] {
  const { proposal } = body;
  const { files, plans } = proposal;
  const places = new Set(plans.flatMap((plan) => plan.places.map(({ place }) => place)));
  const cleared = proposal.covers.clears.length;
  const paths = files.map(({ path }) => path);
  const shown: Inline[] = paths
    .slice(0, 5)
    .flatMap((path, index) => [...(index === 0 ? [] : [words(", ")]), code(path, 200)]);
  const left = leftIn(body).length;
  return [
    paragraph(
      ...movedText(body),
      words(" in "),
      ...shown,
      words(paths.length > 5 ? ` and ${paths.length - 5} more files. ` : ". "),
      words(`It clears ${counted(cleared, "finding", "findings")}`),
      words(left === 0 ? ". " : `, and leaves ${left} that nothing clears. `),
      words(`The edited files were resolved and checked again on ${counted(places.size, "target", "targets")} (`),
      text(places.size <= 3 ? listed([...places], 3) : "all that read them"),
      words(")."),
    ),
  ];
}

/** `web 1.0 → 1.2, torch 2.11.0 → 2.10.0 and 3 others`: what is mended first, then what moves along. */
function movedText({ proposal: { plans } }: PullBody): Inline[] {
  const mended = new Set(plans.flatMap(({ clears }) => clears.map(({ finding }) => finding.package)));
  const changes = plans.flatMap(({ places }) => places.flatMap((place) => place.changes));
  const of = (wanted: boolean): string[] =>
    changes
      .filter(({ name }) => mended.has(name) === wanted)
      .map(({ name, from, to }) => `${name} ${from ?? "(new)"} → ${to ?? "(gone)"}`);
  const all = [...new Set([...of(true), ...of(false)])];
  const lead = [...new Set(of(true))].slice(0, 4);
  if (lead.length === 0) return [words("This edits what is installed")];
  const rest = all.length - lead.length;
  return [
    words("This moves "),
    ...lead.flatMap((one, index) => [...(index === 0 ? [] : [words(", ")]), code(one, 160)]),
    words(rest === 0 ? "" : ` and ${counted(rest, "other", "others")}`),
  ];
}

function footer({ commit, report: { snapshot } }: PullBody): string {
  const of = isObjectId(commit) ? commit.slice(0, 10) : "?";
  const { asOf } = snapshot.advisories;
  return `Pinwarden ${snapshot.version} · planned for ${of} · advisories ${asOf === null ? "as served" : dayOf(asOf)} · compatibility tables of ${snapshot.tables}`;
}

const size = (text: string): number => new TextEncoder().encode(text).length;
