import type { PullOutcome, RemediateOutcome } from "../bot/remediation-port.ts";
import {
  type Block,
  bullets,
  code,
  details,
  heading,
  type Inline,
  link,
  paragraph,
  prose,
  render,
  strong,
  table,
  text,
  words,
} from "../core/report/markdown.ts";

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

/** What became of the pull requests, as Markdown for the job summary. */
export function fixSummary(outcome: RemediateOutcome): string {
  const { pulls, stopped } = outcome;
  const rows = pulls
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map(({ kind, title, url, why }): Inline[][] => [
      [words(kind)],
      link(url, text(title, 200)),
      why === null ? [] : prose(why, 500),
    ]);
  return render([
    heading(3, words(`Pinwarden: ${headline(outcome)}`)),
    ...(stopped === null ? [] : stoppedNote(stopped)),
    ...(rows.length === 0 ? [] : [table(["", "pull request", ""], rows.slice(0, most))]),
    ...impossible(outcome),
    ...notAssessed(outcome),
  ]);
}

function headline({ pulls, complete, stopped }: RemediateOutcome): string {
  if (stopped !== null) return "the work on pull requests was not finished";
  const counts = order
    .map((kind) => [kind, pulls.filter((pull) => pull.kind === kind).length] as const)
    .filter(([, count]) => count > 0);
  const said = counts.map(([kind, count]) => `${count} ${kind}`).join(", ");
  if (counts.length > 0) return `pull requests: ${said}`;
  return complete ? "nothing to mend" : "nothing to mend in what could be assessed";
}

function stoppedNote({ why, hint }: NonNullable<RemediateOutcome["stopped"]>): Block[] {
  return [
    paragraph(strong(words("Stopped: ")), ...prose(why, 800)),
    ...(hint === null ? [] : [paragraph(...prose(hint, 800))]),
    paragraph(words("Nothing is lost: the next run goes on from what is on GitHub.")),
  ];
}

function impossible({ impossible: all }: RemediateOutcome): Block[] {
  const lines = all
    .slice(0, most)
    .map(({ place, finding, reason, explanation }): Inline[] => [
      code(`${finding.package ?? "?"} ${finding.version ?? ""}`, 120),
      words(" "),
      code(finding.advisory?.id ?? finding.rule, 120),
      words(" in "),
      code(place, 120),
      words(" ("),
      code(reason),
      words("): "),
      ...prose(explanation.split("\n", 1)[0] ?? "", 300),
    ]);
  return lines.length === 0 ? [] : details(`Cannot be cleared (${all.length})`, bullets(lines));
}

function notAssessed({ notAssessed: all }: RemediateOutcome): Block[] {
  const lines = all
    .slice(0, most)
    .map(({ what, why }): Inline[] => [...prose(what, 120), words(": "), ...prose(why, 300)]);
  return lines.length === 0 ? [] : details(`Not assessed (${all.length})`, bullets(lines));
}
