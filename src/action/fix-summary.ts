import type { PullOutcome, RemediateOutcome } from "../bot/remediation-port.ts";
import { counted } from "../core/report/counted.ts";
import {
  type Block,
  details,
  heading,
  type Inline,
  link,
  ownLink,
  paragraph,
  prose,
  render,
  strong,
  table,
  text,
  words,
} from "../core/report/markdown.ts";
import { notAssessedDetails } from "../core/report/sections/assessment.ts";
import { impossibleList } from "../core/report/sections/impossible.ts";

/** Rows and lines of a kind that are shown. */
const most = 500;

const order: readonly PullOutcome["kind"][] = [
  "opened",
  "updated",
  "refused",
  "postponed",
  "left-alone",
  "unchanged",
  "ignored",
  "closed",
];

/** What became of the pull requests, as Markdown for the job summary. `server`: GitHub's own address, whose pages are linked to. */
export function fixSummary(outcome: RemediateOutcome, server: string | undefined): string {
  const { pulls, stopped } = outcome;
  const rows = pulls
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map(({ kind, title, url, why }): Inline[][] => [
      [words(said[kind])],
      pullLink(url, title, server),
      ...(pulls.some((pull) => pull.why !== null) ? [why === null ? [] : prose(why, 500)] : []),
    ]);
  const columns = ["", "pull request", ...(rows[0]?.length === 3 ? ["why"] : [])];
  return render([
    heading(3, words(`Pinwarden fix: ${headline(outcome)}`)),
    ...(stopped === null ? [] : stoppedNote(stopped)),
    ...(rows.length === 0 ? [] : [table(columns, rows.slice(0, most))]),
    ...impossible(outcome),
    ...notAssessedDetails(outcome.notAssessed, most),
  ]);
}

/** A server of one's own is no host that is linked to otherwise. */
function pullLink(url: string | null, title: string, server: string | undefined): Inline[] {
  const shown = text(title, 200);
  const isOwn = url !== null && URL.canParse(url) && server !== undefined && URL.canParse(server);
  return isOwn && new URL(url).origin === new URL(server).origin
    ? [ownLink(new URL(url).href, shown)]
    : link(url, shown);
}

/** As a reader of the summary says it. */
const said: Readonly<Record<PullOutcome["kind"], string>> = {
  opened: "opened",
  updated: "updated",
  refused: "not made",
  postponed: "postponed",
  "left-alone": "left alone",
  unchanged: "unchanged",
  ignored: "closed by somebody before",
  closed: "closed",
};

/** `2 pull requests opened, 1 unchanged` */
function headline({ pulls, stopped, complete }: RemediateOutcome): string {
  if (stopped !== null) return "the work on pull requests was not finished";
  const counts = order
    .map((kind) => [kind, pulls.filter((pull) => pull.kind === kind).length] as const)
    .filter(([, count]) => count > 0);
  const open = complete ? "" : "; not everything could be assessed";
  const [first, ...others] = counts.map(([kind, count], index) =>
    index === 0 ? `${counted(count, "pull request", "pull requests")} ${said[kind]}` : `${count} ${said[kind]}`,
  );
  if (first !== undefined) return `${[first, ...others].join(", ")}${open}`;
  return complete ? "nothing to mend" : "not everything could be assessed, and nothing else was found to mend";
}

function stoppedNote({ why, hint }: NonNullable<RemediateOutcome["stopped"]>): Block[] {
  return [
    paragraph(strong(words("Stopped: ")), ...prose(why, 800)),
    ...(hint === null ? [] : [paragraph(...prose(hint, 800))]),
    paragraph(words("Nothing is lost: the next run goes on from what is on GitHub.")),
  ];
}

function impossible({ impossible: all }: RemediateOutcome): Block[] {
  if (all.length === 0) return [];
  return details(`Cannot be cleared (${all.length})`, ...impossibleList(all, most, true));
}
