import { plainLine } from "../report/defuse.ts";
import { type DriftGroup, fixesOf, groupDrift, mostIds, placeName } from "./drift-lines.ts";
import type { Item, Move } from "./record.ts";
import { hasDrift, type LostGpu, type PlaceReport, type ScanReport } from "./scan-report.ts";

/** A scan as a terminal shows it: what is new first, then what is still open, then what only a lock holds back. */
export function scanText(report: ScanReport): string {
  const { places, previous } = report;
  const drifting = places.filter(hasDrift);
  const lines = [
    previous === null
      ? "First scan: there is nothing to compare with yet."
      : `Compared with the scan of ${previous.at.slice(0, 16)}Z.`,
    drifting.length === 0 ? nothing(report) : `${heading(report, drifting)} in ${count(drifting.length, "place")}:`,
    ...(previous !== null && drifting.length > 0 && !report.news ? ["Nothing of it is new."] : []),
    ...places.flatMap(placeLines),
    ...notAssessedLines(report),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function heading({ previous }: ScanReport, drifting: readonly PlaceReport[]): string {
  if (previous === null) return "Wrong as it stands";
  const isOld = drifting.every(
    ({ drift, lock, moves }) =>
      drift.every(({ cause }) => cause === "first-scan") && (lock !== null || moves.length === 0),
  );
  return isOld ? "Wrong since the first scan" : "Changed without a commit";
}

const nothing = ({ complete, places }: ScanReport): string =>
  complete
    ? places.length === 0
      ? "No model was found."
      : "Nothing changed without a commit."
    : "Not everything could be seen. Nothing of what was seen changed without a commit.";

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
const notAssessedLine = ({ what, why }: { readonly what: string; readonly why: string }): string =>
  `  ${plainLine(what, 120)}: ${plainLine(why)}`;

/** What of a place could not be seen tonight is said with the place. */
function notAssessedLines({ notAssessed, places }: ScanReport): readonly string[] {
  const all = [...notAssessed, ...places.flatMap((place) => (place.upToDate ? place.notAssessed : []))];
  const lines = [...new Set(all.map(notAssessedLine))];
  return lines.length === 0 ? [] : ["", "Not assessed:", ...lines];
}

function placeLines(place: PlaceReport): readonly string[] {
  const lines = [
    ...(place.upToDate
      ? []
      : [
          place.seen === null
            ? "  not seen: what is installed there could not be found out"
            : `  not seen whole: parts are as they were on ${place.seen.slice(0, 10)}`,
          ...place.notAssessed.map(notAssessedLine),
        ]),
    ...driftLines(place, true),
    ...driftLines(place, false),
    ...goneLines(place.cleared),
    ...moveLines(place),
    ...acceleratorLines(place),
    ...unpinnedLines(place),
    ...commitLines(place),
    ...standingLines(place.standing),
  ];
  return lines.length === 0 ? [] : ["", plainLine(placeName(place)), ...lines];
}

/** Several advisories of one version are one line, as they are one thing to mend. */
function driftLines(place: PlaceReport, isNew: boolean): readonly string[] {
  const drift = place.drift.filter((item) => item.isNew === isNew);
  return (["installed", "unpinned"] as const)
    .flatMap((where) => groupDrift([{ ...place, drift }], where))
    .map(({ items }) => groupLine(items));
}

function groupLine(items: DriftGroup["items"]): string {
  const [item] = items;
  const since = items.map((one) => one.since).toSorted()[0] ?? item.since;
  const mark = item.isNew ? "new" : `since ${since.slice(0, 10)}`;
  const where = item.where === "unpinned" ? "without the lock: " : "";
  const fixes = fixesOf(items);
  const fix = fixes.length === 0 ? "" : ` Fine from here: ${item.package} ${fixes.join(" or ")}.`;
  return `  ${item.severity.padEnd(9)} ${plainLine(`${where}${said(items)}${fix} (${mark}, ${item.rule})`, 600)}`;
}

function goneLines(cleared: readonly Item[]): readonly string[] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of cleared) {
    const key = item.advisory === null ? item.key : JSON.stringify([item.package, item.version]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].map((items) => `  gone      ${plainLine(said(items), 600)}`);
}

function said([first, ...rest]: readonly [Item, ...Item[]]): string {
  if (rest.length === 0) return first.advisory === null ? first.message : `${first.message} ${first.advisory.id}`;
  const ids = [first, ...rest].flatMap(({ advisory }) => (advisory === null ? [] : [advisory.id]));
  const more = ids.length > mostIds ? ` and ${ids.length - mostIds} more` : "";
  return `${first.package} ${first.version} has ${ids.length} advisories: ${ids.slice(0, mostIds).join(", ")}${more}.`;
}

const most = 20;

function moveLines({ lock, moves, since }: PlaceReport): readonly string[] {
  if (lock !== null || moves.length === 0) return [];
  const from = since === null ? "" : ` since ${since.at.slice(0, 10)}`;
  return [`  moved${from}, with nothing that holds it:`, ...shown(moves)];
}

function shown(moves: readonly Move[]): readonly string[] {
  const lines = moves.slice(0, most).map(({ name, from, to }) => `    ${name} ${from ?? "(none)"} → ${to ?? "(none)"}`);
  return moves.length > most ? [...lines, `    and ${moves.length - most} more`] : lines;
}

function acceleratorLines({ lock, driverFloor, gpus }: PlaceReport): readonly string[] {
  return lock === null ? needs("needs", "no longer runs on", driverFloor.committed, driverFloor.now, gpus.lost) : [];
}

function unpinnedLines(place: PlaceReport): readonly string[] {
  const { unpinned } = place;
  if (unpinned === null || unpinned.moves.length === 0) return [];
  return [
    `  without ${plainLine(place.lock ?? "its lock", 120)} an installation would differ in ${count(unpinned.moves.length, "package")}:`,
    ...needs("would need", "would no longer run on", place.driverFloor.now, unpinned.driverFloor, unpinned.lost),
    ...shown(unpinned.moves),
  ];
}

function needs(
  verb: string,
  runs: string,
  before: string | null,
  now: string | null,
  lost: readonly LostGpu[],
): string[] {
  const was = before === null ? "" : ` (was ${before})`;
  return [
    ...(now !== null && now !== before ? [`  ${verb} driver ≥ ${now}${was}`] : []),
    ...(lost.length > 0
      ? [
          `  ${runs} ${lost.map(({ computeCapability, names }) => `${computeCapability}${names.length === 0 ? "" : ` (${names.join(", ")})`}`).join(", ")}`,
        ]
      : []),
  ];
}

function commitLines({ byCommit }: PlaceReport): readonly string[] {
  if (byCommit === null) return [];
  const what = [
    ...byCommit.files.slice(0, 5),
    ...(byCommit.target ? ["its target"] : []),
    ...(byCommit.resolution ? ["how it is resolved"] : []),
    ...(byCommit.policy ? ["the policy"] : []),
  ];
  const more = byCommit.files.length > 5 ? ` and ${byCommit.files.length - 5} more files` : "";
  return [`  changed by a commit: ${plainLine(what.join(", "))}${more}`];
}

function standingLines(standing: readonly Item[]): readonly string[] {
  const told = standing.filter(({ severity }) => severity !== "info");
  const accepted = told.filter((item) => item.accepted !== null).length;
  const committed = told.length - accepted;
  return [
    ...(committed > 0 ? [`  ${count(committed, "finding")} came with a commit: see \`pinwarden check\``] : []),
    ...(accepted > 0 ? [`  ${count(accepted, "finding")} accepted by policy`] : []),
  ];
}
