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

/** What a reader looks for first: what went down, then what moved, then what came and went. */
const order: readonly Change["kind"][] = ["downgraded", "upgraded", "swapped", "added", "removed"];

/** One line of the table: a change, or an added and a removed distribution that are one library under two names. */
interface Row {
  readonly change: Change;
  readonly counterpart: Change | null;
}

function rowsOf(changes: readonly Change[]): Row[] {
  const byName = new Map(changes.map((change) => [change.name, change]));
  return changes
    .filter(
      (change) => !(change.kind === "removed" && change.pairedWith !== undefined && byName.has(change.pairedWith)),
    )
    .map((change) => ({
      change,
      counterpart: change.pairedWith === undefined ? null : (byName.get(change.pairedWith) ?? null),
    }))
    .toSorted((a, b) => rank(a) - rank(b) || (a.change.name < b.change.name ? -1 : 1));
}

/** What a manifest's own line does comes before what follows from it; one library's two names come last. */
function rank({ change, counterpart }: Row): number {
  return (counterpart === null ? 0 : 100) + (change.via.length > 1 ? 10 : 0) + order.indexOf(change.kind);
}

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
    const rows = rowsOf(changes);
    const shown = rows.slice(0, room);
    room -= shown.length;
    const rest = rows.length - shown.length;
    return details(
      `What changes${several || titles.length > 1 ? `: ${titles.join(", ").slice(0, 120)}` : ""} (${changes.length})`,
      ...(shown.length > 0 ? [table(["", "package", "from", "to", "why"], shown.map(row))] : []),
      ...(rest > 0 ? [paragraph(words(`+${rest} more in the job summary and the report.`))] : []),
    );
  });
}

function row({ change, counterpart }: Row): Inline[][] {
  const version = (value: string | null): Inline[] => (value === null ? [] : [code(value, 60)]);
  const why = [text(change.via.map(withoutLongExtras).join(" → "), 240)];
  if (counterpart === null)
    return [[words(sign[change.kind])], [code(change.name, 100)], version(change.from), version(change.to), why];
  return [
    [words(sign.swapped)],
    [code(change.name, 100)],
    [code(`${counterpart.name} ${counterpart.from ?? ""}`, 120)],
    version(change.to),
    why,
  ];
}

/** Thirty extras say less than none: the requirement's name and version are what is read. */
const withoutLongExtras = (requirement: string): string => requirement.replace(/\[[^[\]]{30,}\]/, "[…]");
