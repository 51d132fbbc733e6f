import type { CheckReport } from "../../comparison/comparison.ts";
import { distinctNotAssessed } from "../../resolution/distinct-not-assessed.ts";
import type { NotAssessed } from "../../resolution/resolution.ts";
import { places } from "../grouping.ts";
import {
  type Block,
  bullets,
  code,
  details,
  paragraph,
  preformatted,
  prose,
  strong,
  table,
  words,
} from "../markdown.ts";
import { verdictSign } from "./headline.ts";

/** One row a model and target. Left out where there is only one, since the headline says it. */
export function modelsTable(report: CheckReport, most: number): Block[] {
  const all = places(report);
  if (all.length < 2) return [];
  const rows = all.map(({ model, target }) => {
    const count = (status: string): number => target.findings.filter((finding) => finding.status === status).length;
    return [
      [code(model.id, 80)],
      [code(target.id, 60)],
      [words(`${verdictSign[target.verdict]} ${target.verdict}`)],
      [words(String(target.changes.length))],
      [words(`${count("introduced")} new, ${count("fixed")} fixed, ${count("existing")} as before`)],
    ];
  });
  const blocks: Block[] = [table(["model", "target", "verdict", "changes", "findings"], rows.slice(0, most))];
  if (rows.length > most) blocks.push(paragraph(words(`+${rows.length - most} more in the job summary.`)));
  return blocks;
}

/** Why there is no resolution: open, since nothing else can be read before it. */
export function conflictSection(report: CheckReport, longest: number): Block[] {
  const seen = new Map<string, string[]>();
  for (const { model, target } of places(report)) {
    if (target.conflict === null) continue;
    seen.set(target.conflict, [...(seen.get(target.conflict) ?? []), `${model.id} on ${target.id}`]);
  }
  return [...seen].flatMap(([conflict, titles]) => [
    paragraph(strong(words("No resolution")), words(" for "), code(titles.join(", ")), words(":")),
    preformatted(
      conflict.length <= longest
        ? conflict
        : `${conflict.slice(0, longest)}\n… the rest is in the job summary and the report.`,
    ),
  ]);
}

/** Every compatibility question that was asked and its answer: a reader sees that a check was made, not only what it found. */
export function compatibilitySection(report: CheckReport, most: number): Block[] {
  const rows = places(report).flatMap(({ model, target }) =>
    target.compatibility.map((one) => [
      [code(`${model.id} on ${target.id}`)],
      prose(one.subject, 120),
      [words(one.question)],
      [words(one.verdict)],
      prose(one.detail, 200),
    ]),
  );
  if (rows.length === 0) return [];
  const rest = rows.length > most ? [paragraph(words(`+${rows.length - most} more in the report.`))] : [];
  return details(
    `Will it run there (${rows.length})`,
    table(["where", "what", "question", "verdict", "because"], rows.slice(0, most)),
    ...rest,
  );
}

/** What could not be checked, by name and reason. Never left out: silence would read as clean. */
export function notAssessedSection(report: CheckReport, most: number): Block[] {
  return notAssessedDetails(notAssessedOf(report), most);
}

/** Folded, since it is the same from run to run; its number stands outside. */
export function notAssessedDetails(all: readonly NotAssessed[], most: number): Block[] {
  if (all.length === 0) return [];
  const rest =
    all.length > most ? [paragraph(words(`+${all.length - most} more in the job summary and the report.`))] : [];
  const lines = all
    .slice(0, most)
    .map(({ what, why }) => [
      ...(what.includes("`") ? prose(what, 120) : [code(what, 120)]),
      words(": "),
      ...prose(why, 240),
    ]);
  return details(`Not assessed (${all.length})`, bullets(lines), ...rest);
}

const notAssessedOf = (report: CheckReport): readonly NotAssessed[] =>
  distinctNotAssessed([...report.notAssessed, ...places(report).flatMap(({ target }) => target.notAssessed)]);
