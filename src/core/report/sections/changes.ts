import type { Change, CheckReport } from "../../comparison/comparison.ts";
import { places } from "../grouping.ts";
import { type Block, code, details, type Inline, paragraph, table, text, words } from "../markdown.ts";

const sign: Readonly<Record<Change["kind"], string>> = {
  added: "+",
  removed: "−",
  upgraded: "↑",
  downgraded: "↓",
  swapped: "⇄",
};

/** What moves, with the chain of requirements that moves it. Targets with the same changes share one table. */
export function changesSection(report: CheckReport, most: number): Block[] {
  const tables = new Map<string, { readonly titles: string[]; readonly changes: readonly Change[] }>();
  for (const { model, target } of places(report)) {
    if (target.changes.length === 0) continue;
    const key = JSON.stringify([model.id, target.changes]);
    const title = `${model.id} on ${target.id}`;
    const seen = tables.get(key);
    if (seen === undefined) tables.set(key, { titles: [title], changes: target.changes });
    else seen.titles.push(title);
  }
  const several = tables.size > 1;
  // `most` is for all tables together: a hundred models must not make a hundred long tables.
  let room = most;
  return [...tables.values()].flatMap(({ titles, changes }) => {
    const shown = changes.slice(0, room);
    room -= shown.length;
    const rest = changes.length - shown.length;
    return details(
      `What changes${several || titles.length > 1 ? `: ${titles.join(", ").slice(0, 120)}` : ""} (${changes.length})`,
      ...(shown.length > 0 ? [table(["", "package", "from", "to", "why"], shown.map(row))] : []),
      ...(rest > 0 ? [paragraph(words(`+${rest} more in the job summary and the report.`))] : []),
    );
  });
}

function row(change: Change): Inline[][] {
  const version = (value: string | null): Inline[] => (value === null ? [] : [code(value, 60)]);
  return [
    [words(sign[change.kind])],
    [code(change.name, 100)],
    version(change.from),
    version(change.to),
    [text(change.via.join(" → "), 200)],
  ];
}
