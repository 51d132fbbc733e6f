import { isObjectId } from "../object-id.ts";
import { dayOf } from "../report/day.ts";
import { firstThatFits } from "../report/first-that-fits.ts";
import {
  type Block,
  bullets,
  code,
  details,
  heading,
  type Inline,
  paragraph,
  preformatted,
  prose,
  render,
  small,
  words,
} from "../report/markdown.ts";
import { verdictSign } from "../report/sections/headline.ts";
import { acceleratorSentence, driftBullets, groupDrift, messageOf, movesTable, placeName } from "./drift-lines.ts";
import { hasDrift, type PlaceReport, type ReportedItem, type ScanReport } from "./scan-report.ts";

/** How much of each section is shown. */
interface Room {
  readonly items: number;
  readonly rows: number;
  readonly places: number;
  readonly conflict: number;
}

const rooms: readonly [Room, Room, ...Room[]] = [
  { items: 12, rows: 40, places: 12, conflict: 4000 },
  { items: 12, rows: 12, places: 8, conflict: 2000 },
  { items: 8, rows: 5, places: 4, conflict: 1000 },
  { items: 5, rows: 0, places: 2, conflict: 600 },
];

const everything: Room = { items: 500, rows: 500, places: 200, conflict: 60_000 };

/** What a reader takes in. GitHub's own limit of 65,536 is never reached. */
export const issueBudget = 20_000;

/** Stays inside what a step may print, whatever is added to it. */
export const scanSummaryBudget = 400_000;

export interface DriftIssue {
  /** Never changes: a title that does is a line in the issue's history every night. */
  readonly title: string;
  readonly body: string;
  /** Whether there is drift, so that the issue has to be open. */
  readonly open: boolean;
}

export const issueTitle = "What changed without a commit";

/**
 * The drift issue. It has no moment of tonight in it, so that the same state of things always gives the same body, and a night
 * without news edits nothing.
 */
export function renderIssue(report: ScanReport): DriftIssue {
  const open = report.places.some(hasDrift);
  const { body } = firstThatFits(rooms, issueBudget, (room, cut) =>
    render([...compose(report, room, cut), small(footer)]),
  );
  return { title: issueTitle, body, open };
}

/** The job summary, with everything that the report has as far as a step may print it. */
export function renderScanSummary(report: ScanReport): string {
  return firstThatFits([everything, rooms[1]], scanSummaryBudget, (room, cut) =>
    render([...compose(report, room, cut), ...tonight(report, room), small(summaryFooter(report))]),
  ).body;
}

function compose(report: ScanReport, room: Room, cut: boolean): Block[] {
  const { places } = report;
  return [
    heading(3, words(`${verdictSign[report.verdict]} Pinwarden: ${headline(report)}`)),
    ...driftBullets(groupDrift(places, "installed"), room.items),
    ...conflicts(places, room),
    ...accelerators(places, room.places),
    ...(cut ? [paragraph(words("Shortened to fit; everything is in the summary of the scan and its report."))] : []),
    ...moved(places, room),
    ...unpinned(places, room),
    ...stale(places, room.places),
  ];
}

function headline({ places, verdict }: ScanReport): string {
  const drifting = places.filter(hasDrift);
  const of = (count: number): string =>
    places.length === 1 ? "the model" : `${count} of ${places.length} models and targets`;
  const failing = drifting.filter((place) => place.verdict === "fail").length;
  if (failing > 0) {
    const first = drifting.every((place) => place.drift.every(({ cause }) => cause === "first-scan"));
    return first
      ? `${of(failing)} ${failing === 1 ? "fails" : "fail"} the policy, as the first scan found`
      : `${of(failing)} no longer safe or working, with no commit that made it so`;
  }
  if (drifting.length > 0) return `${of(drifting.length)} changed without a commit; nothing of it fails the policy`;
  if (verdict === "incomplete") return "not everything could be seen, and nothing else changed without a commit";
  return places.length === 0 ? "no model was found" : "nothing changed without a commit";
}

/** Why nothing can be installed any more: open, since nothing else matters before it. */
function conflicts(places: readonly PlaceReport[], room: Room): Block[] {
  const all = places.filter(
    (place) => place.conflict !== null && place.drift.some(({ rule }) => rule === "resolution/unsatisfiable"),
  );
  return all
    .slice(0, room.places)
    .flatMap((place) => [
      paragraph(code(placeName(place), 160), words(" cannot be installed any more:")),
      preformatted((place.conflict ?? "").slice(0, room.conflict)),
    ]);
}

/** What the world did to the driver and the GPUs that are needed, of what is installed and of what the lock holds back. */
function accelerators(places: readonly PlaceReport[], most: number): Block[] {
  const sentences = places.flatMap((place) => {
    const name = code(placeName(place), 160);
    const { driverFloor, gpus, unpinned: without } = place;
    const now =
      place.lock === null
        ? acceleratorSentence([name], { before: driverFloor.committed, now: driverFloor.now }, gpus.lost, {
            needs: "now needs",
            runs: "no longer runs",
          })
        : null;
    const held =
      without === null
        ? null
        : acceleratorSentence(
            [words("Without its lock "), name],
            { before: driverFloor.now, now: without.driverFloor },
            without.lost,
            { needs: "would need", runs: "would no longer run" },
          );
    return [now, held].filter((sentence) => sentence !== null);
  });
  return sentences.slice(0, most).map((sentence) => paragraph(...sentence));
}

/** Places that nothing pins, with what moved since their last commit. Those that moved alike share a table. */
function moved(places: readonly PlaceReport[], room: Room): Block[] {
  const loose = places.filter((place) => place.lock === null && place.moves.length > 0);
  const alike = new Map<string, PlaceReport[]>();
  for (const place of loose) {
    const key = JSON.stringify([place.since, place.moves]);
    alike.set(key, [...(alike.get(key) ?? []), place]);
  }
  return [...alike.values()].slice(0, room.places).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const since = first.since === null ? "" : ` since ${dayOf(first.since.at)}${commitText(first.since.commit)}`;
    return movesTable(`Moved${since} with nothing that holds it: ${namesText(group)}`, first.moves, room.rows);
  });
}

const commitText = (commit: string | null): string =>
  commit !== null && isObjectId(commit) ? `, commit ${commit.slice(0, 10)}` : "";

const namesText = (places: readonly PlaceReport[]): string => {
  const names = places
    .slice(0, 3)
    .map(placeName)
    .join(", ")
    .replace(/[^\w .,/-]/g, "?")
    .slice(0, 160);
  return places.length > 3 ? `${names} and ${places.length - 3} more` : names;
};

/** What a lock holds back: shown where it would break something, for it says what the next update brings. */
function unpinned(places: readonly PlaceReport[], room: Room): Block[] {
  const groups = groupDrift(places, "unpinned");
  if (groups.length === 0) return [];
  const tables = places
    .filter((place) => place.drift.some(({ where }) => where === "unpinned"))
    .slice(0, room.places)
    .flatMap((place) => movesTable(`It would move: ${namesText([place])}`, place.unpinned?.moves ?? [], room.rows));
  return [
    paragraph(words("An installation without the lock, or the next update of it, would bring:")),
    ...driftBullets(groups, room.items),
    ...tables,
  ];
}

function stale(places: readonly PlaceReport[], most: number): Block[] {
  const old = places.filter(({ upToDate }) => !upToDate);
  if (old.length === 0) return [];
  const lines = old
    .slice(0, Math.max(most, 3))
    .map((place): Inline[] => [
      code(placeName(place), 160),
      words(place.seen === null ? ": never seen whole" : `: as it was seen on ${dayOf(place.seen)}`),
      ...why(place),
    ]);
  return details(`Not seen whole by the last scan (${old.length})`, bullets(lines));
}

function why({ notAssessed }: PlaceReport): Inline[] {
  const [first] = notAssessed;
  return first === undefined ? [] : [words(" ("), ...prose(`${first.what}: ${first.why}`, 200), words(")")];
}

/** What a comment on the open issue says: what is new tonight and fails the policy. Null where nothing is. */
export function renderNews(report: ScanReport, fails: (item: ReportedItem) => boolean): string | null {
  const places = report.places.map((place) => ({
    ...place,
    drift: place.drift.filter((item) => item.isNew && fails(item)),
  }));
  const groups = groupDrift(places, "installed");
  return groups.length === 0
    ? null
    : render([paragraph(words("New since the last scan:")), ...driftBullets(groups, 5)]);
}

/** What only tonight's reader wants: what is new, what went, what a commit did, and what could not be looked at. */
function tonight(report: ScanReport, room: Room): Block[] {
  const { places } = report;
  const lines = (of: (place: PlaceReport) => Inline[][]): Inline[][] => places.flatMap(of).slice(0, room.items);
  const gone = lines((place) => place.cleared.map((item) => [code(placeName(place)), words(": "), ...messageOf(item)]));
  const commits = lines((place) => commitLine(place));
  const standing = lines((place) =>
    place.standing
      .filter(({ severity }) => severity !== "info")
      .map((item) => [
        code(placeName(place)),
        words(": "),
        ...messageOf(item),
        ...(item.accepted === null ? [] : [words(" Accepted: "), ...prose(item.accepted, 200)]),
      ]),
  );
  const open = distinct([...report.notAssessed, ...places.flatMap(({ notAssessed }) => notAssessed)]).slice(
    0,
    room.items,
  );
  return [
    ...newSince(report, room),
    ...section("No longer there", gone),
    ...section("Changed by commits since the last scan", commits),
    ...section("Came with a commit, or accepted", standing),
    ...section(
      "Not assessed",
      open.map(({ what, why: reason }) => [code(what, 120), words(": "), ...prose(reason, 240)]),
    ),
  ];
}

/** What of the drift is of tonight. On the first scan everything is, and stands above already. */
function newSince(report: ScanReport, room: Room): Block[] {
  if (report.previous === null) return [];
  const all = report.places.flatMap(({ drift }) => drift);
  const fresh = all.filter(({ isNew }) => isNew).length;
  if (all.length === 0) return [];
  if (fresh === 0) return [paragraph(words("Nothing of it is new since the last scan."))];
  if (fresh === all.length) return [paragraph(words("All of it is new since the last scan."))];
  const places = report.places.map((place) => ({ ...place, drift: place.drift.filter(({ isNew }) => isNew) }));
  const groups = [...groupDrift(places, "installed"), ...groupDrift(places, "unpinned")];
  return details(`New since the last scan (${fresh})`, ...driftBullets(groups, room.items));
}

const section = (title: string, lines: readonly Inline[][]): Block[] =>
  lines.length === 0 ? [] : details(`${title} (${lines.length})`, bullets([...lines]));

function commitLine(place: PlaceReport): Inline[][] {
  const { byCommit } = place;
  if (byCommit === null) return [];
  const files = byCommit.files
    .slice(0, 5)
    .flatMap((file, index) => [...(index === 0 ? [] : [words(", ")]), code(file, 120)]);
  const rest = byCommit.files.length > 5 ? [words(` and ${byCommit.files.length - 5} more files`)] : [];
  const settings = [
    byCommit.target ? "its target" : null,
    byCommit.resolution ? "how it is resolved" : null,
    byCommit.policy ? "the policy" : null,
  ].filter((one) => one !== null);
  const named = [...files, ...rest];
  return [
    [
      code(placeName(place)),
      words(": "),
      ...named,
      words(`${named.length > 0 && settings.length > 0 ? ", " : ""}${settings.join(", ")}`),
    ],
  ];
}

function distinct<T extends { readonly what: string; readonly why: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [JSON.stringify([one.what, one.why]), one])).values()];
}

/** No version and no date: an update of Pinwarden alone is nothing to tell. */
const footer =
  "Kept up to date by Pinwarden's scan, and closed when nothing of it is left. Close it yourself, and it stays closed until something changes.";

function summaryFooter({ snapshot, previous, at }: ScanReport): string {
  const before = previous === null ? "the first scan" : `beside the scan of ${previous.at.slice(0, 16)}Z`;
  const asOf = snapshot.advisories.asOf === null ? "" : ` · advisories as of ${dayOf(snapshot.advisories.asOf)}`;
  return `Pinwarden ${snapshot.version} · ${at.slice(0, 16)}Z, ${before}${asOf} · compatibility tables of ${snapshot.tables}`;
}
