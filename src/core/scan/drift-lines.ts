import { compareVersions, parseVersion } from "../python/version.ts";
import { dayOf } from "../report/day.ts";
import { fineFromHere } from "../report/fine-from-here.ts";
import {
  type Block,
  bullets,
  code,
  details,
  type Inline,
  link,
  paragraph,
  prose,
  strong,
  table,
  words,
} from "../report/markdown.ts";
import { bySeverity } from "../rule/severity.ts";
import type { Item, Move } from "./record.ts";
import type { LostGpu, PlaceReport, ReportedItem } from "./scan-report.ts";

/** The same thing in several places is one thing to read, and several advisories of one version are one thing to mend. */
export interface DriftGroup {
  /** The most severe first. */
  readonly items: readonly [ReportedItem, ...ReportedItem[]];
  readonly places: readonly string[];
}

export function groupDrift(places: readonly PlaceReport[], where: ReportedItem["where"]): readonly DriftGroup[] {
  const groups = new Map<string, { items: [ReportedItem, ...ReportedItem[]]; places: string[] }>();
  for (const place of places) {
    for (const item of place.drift.filter((one) => one.where === where)) {
      const key = JSON.stringify(
        item.advisory === null ? [item.key, item.message] : [item.rule, item.package, item.version],
      );
      const group = groups.get(key);
      const name = placeName(place);
      if (group === undefined) {
        groups.set(key, { items: [item], places: [name] });
        continue;
      }
      if (!group.items.some((one) => one.key === item.key)) group.items.push(item);
      if (!group.places.includes(name)) group.places.push(name);
    }
  }
  return [...groups.values()]
    .map(({ items, places: names }): DriftGroup => {
      const [first = items[0], ...rest] = items.toSorted(worstFirst);
      return { items: [first, ...rest], places: names };
    })
    .sort((a, b) => worstFirst(a.items[0], b.items[0]));
}

const worstFirst = (a: ReportedItem, b: ReportedItem): number =>
  bySeverity(a, b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

export const placeName = ({ model, target }: Pick<PlaceReport, "model" | "target">): string => `${model} on ${target}`;

/** The groups that decide, most severe first, as many as there is room for. */
export function driftBullets(groups: readonly DriftGroup[], most: number): Block[] {
  if (groups.length === 0) return [];
  const rest = groups.length - most;
  return [
    bullets(groups.slice(0, most).map(line)),
    ...(rest > 0 ? [paragraph(words(`+${rest} more in the summary of the scan and its report.`))] : []),
  ];
}

function line({ items, places }: DriftGroup): Inline[] {
  const [item] = items;
  const first = items.map(({ since }) => since).toSorted()[0] ?? item.since;
  const how =
    item.cause === "first-scan"
      ? "there at the first scan,"
      : item.cause === "tool"
        ? "seen by newer rules since"
        : "since";
  return [
    strong(words(item.severity)),
    words(" "),
    ...(items.length === 1 ? messageOf(item) : advisoriesOf(items)),
    ...fixOf(items),
    words(` ${capital(how)} ${dayOf(first)} (`),
    code(shortList(places), 200),
    words(", "),
    code(item.rule),
    words(")"),
  ];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const shortList = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

/** What is wrong, with the advisory that says so. */
export function messageOf({ message, advisory }: Item): Inline[] {
  const said = prose(message, 400);
  return advisory === null ? said : [...said, words(" "), ...link(advisory.url, code(advisory.id))];
}

export const mostIds = 6;

function advisoriesOf(items: readonly ReportedItem[]): Inline[] {
  const ids = items
    .slice(0, mostIds)
    .flatMap(({ advisory }, index) => [
      ...(index === 0 ? [] : [words(", ")]),
      ...(advisory === null ? [] : link(advisory.url, code(advisory.id))),
    ]);
  const [first] = items;
  return [
    code(`${first?.package ?? "?"} ${first?.version ?? ""}`),
    words(` has ${items.length} advisories: `),
    ...ids,
    words(items.length > mostIds ? ` and ${items.length - mostIds} more.` : "."),
  ];
}

/** Of one finding its fixes; of several advisories of a version the newest of the nearest fixes, which clears them all. */
export function fixesOf(items: readonly ReportedItem[]): readonly string[] {
  const [item] = items;
  if (item === undefined || item.package === null) return [];
  return items.length === 1 ? item.fixedIn.slice(0, 3) : clearingAll(items);
}

function fixOf(items: readonly ReportedItem[]): Inline[] {
  const [item] = items;
  return item === undefined ? [] : fineFromHere(item.package ?? "?", fixesOf(items));
}

function clearingAll(items: readonly ReportedItem[]): readonly string[] {
  const nearest = items.map(({ fixedIn }) => parseVersion(fixedIn[0] ?? ""));
  const known = nearest.filter((version) => version !== null);
  const newest = known.length < nearest.length ? undefined : known.toSorted(compareVersions).at(-1);
  return newest === undefined ? [] : [newest.text];
}

/** `classifier on prod needs driver ≥ 580 (was 525.60.13) and no longer runs on 7.0 (V100).` Null where neither changed. */
export function acceleratorSentence(
  subject: readonly Inline[],
  floor: { readonly before: string | null; readonly now: string | null },
  lost: readonly LostGpu[],
  verbs: { readonly needs: string; readonly runs: string },
): Inline[] | null {
  const raised = floor.now !== null && floor.before !== floor.now;
  if (!raised && lost.length === 0) return null;
  const gpus = lost
    .slice(0, 8)
    .map(({ computeCapability, names }) =>
      [computeCapability, ...(names.length === 0 ? [] : [`(${names.join(", ")})`])].join(" "),
    );
  const before = floor.before === null ? [] : [words(" (was "), code(floor.before), words(")")];
  return [
    ...subject,
    ...(raised ? [words(` ${verbs.needs} driver `), strong(code(`≥ ${floor.now}`)), ...before] : []),
    ...(raised && lost.length > 0 ? [words(" and")] : []),
    ...(lost.length > 0
      ? [
          words(` ${verbs.runs} on `),
          strong(...gpus.flatMap((name, index) => (index === 0 ? [code(name)] : [words(", "), code(name)]))),
        ]
      : []),
    words("."),
  ];
}

/** A folded table of what moves. `title` is our own words. */
export function movesTable(title: string, moves: readonly Move[], most: number): Block[] {
  if (moves.length === 0) return [];
  const version = (text: string | null): Inline[] => (text === null ? [] : [code(text, 60)]);
  const rows = moves.slice(0, most).map(({ name, from, to }) => [[code(name, 100)], version(from), version(to)]);
  const rest = moves.length - rows.length;
  return details(
    `${title} (${moves.length})`,
    ...(rows.length > 0 ? [table(["package", "from", "to"], rows)] : []),
    ...(rest > 0 ? [paragraph(words(`+${rest} more in the report.`))] : []),
  );
}
