import { sameInputs } from "./cause.ts";
import { itemsOf } from "./items.ts";
import type { Observation, PlaceObservation, SeenPackage } from "./observation.ts";
import {
  type Committed,
  type PackageRecord,
  type PlaceId,
  type PlaceRecord,
  recordFormat,
  type ScanRecord,
  type StoredRecord,
  samePlace,
} from "./record.ts";

/**
 * The record of tonight: what was seen, held against the record before. It can be made again against another record where somebody
 * else wrote one meanwhile. What could not be seen stands as it was seen last, so that not knowing never takes the place of knowing.
 */
export function nextRecord(previous: StoredRecord | null, seen: Observation, issue: number | null): ScanRecord {
  const before = previous?.record ?? null;
  const places: PlaceRecord[] = [];
  const unseen: PlaceId[] = [];
  for (const place of seen.places) {
    const known = before?.places.find((one) => samePlace(one, place)) ?? null;
    const first = before === null || before.unseen.some((one) => samePlace(one, place));
    const record = placeRecord(place, known, first, before, seen);
    if (record !== null) places.push(record);
    const whole = place.complete && place.outcome !== "incomplete";
    if (!whole && (first || known === null)) unseen.push({ model: place.model, target: place.target });
  }
  const left = (one: PlaceId): boolean => seen.only !== null && !seen.only.includes(one.model);
  const at = seen.at;
  return {
    format: recordFormat,
    at,
    previous: previous?.id ?? null,
    commit: seen.commit,
    complete: seen.places.every(({ complete, outcome }) => complete && outcome !== "incomplete"),
    version: seen.version,
    tables: seen.tables,
    advisories: seen.advisories,
    excludeNewer: seen.excludeNewer,
    issue: issue ?? before?.issue ?? null,
    places: [...places, ...(before?.places.filter(left) ?? [])].sort(byPlace),
    unseen: [...unseen, ...(before?.unseen.filter(left) ?? [])].sort(byPlace),
  };
}

const byPlace = (a: PlaceId, b: PlaceId): number =>
  a.model === b.model ? (a.target < b.target ? -1 : 1) : a.model < b.model ? -1 : 1;

function placeRecord(
  place: PlaceObservation,
  known: PlaceRecord | null,
  first: boolean,
  before: ScanRecord | null,
  seen: Observation,
): PlaceRecord | null {
  // What is installed is not known tonight: everything that rests on it stands as it was.
  if (place.outcome === "incomplete") return known;
  const { model, target, inputs, lock } = place;
  const resolved = place.outcome === "resolved";
  const installed = resolved
    ? { packages: packagesOf(place.packages, known), driverFloor: place.driverFloor, gpus: place.gpus }
    : { packages: known?.packages ?? [], driverFloor: known?.driverFloor ?? null, gpus: known?.gpus ?? null };
  const sameTool = before === null || (before.version === seen.version && before.tables === seen.tables);
  const unpinned = place.unpinned?.kind === "resolved" ? place.unpinned.differs : null;
  return {
    model,
    target,
    seen: place.complete ? seen.at : (known?.seen ?? null),
    inputs,
    lock,
    committed: committedOf(place, known, installed, seen),
    ...installed,
    satisfiable: resolved,
    unpinned: place.unpinned?.kind === "unknown" ? (known?.unpinned ?? null) : unpinned,
    items: itemsOf(place, { previous: known, first, inputs, sameTool }, seen),
  };
}

/** What moves is told from the last commit on, not from last night on: what moved a week ago has still not been committed. */
function committedOf(
  place: PlaceObservation,
  known: PlaceRecord | null,
  installed: Pick<PlaceRecord, "packages" | "driverFloor" | "gpus">,
  seen: Observation,
): Committed {
  const standing = known !== null && sameInputs(known.inputs, place.inputs) ? known.committed : null;
  // One that never had a resolution has nothing to move from.
  if (standing !== null && (place.outcome !== "resolved" || Object.keys(standing.packages).length > 0)) return standing;
  const { packages, driverFloor, gpus } = installed;
  return {
    at: seen.at,
    commit: seen.commit,
    packages: Object.fromEntries(packages.map(({ name, version }) => [name, version])),
    driverFloor,
    gpus,
  };
}

/** File and hash as they were seen first for a version: tomorrow's scan must still know that the file became another. */
function packagesOf(seen: readonly SeenPackage[], known: PlaceRecord | null): readonly PackageRecord[] {
  const before = new Map(known?.packages.map((one) => [`${one.name} ${one.version}`, one]));
  return seen.map(({ name, version, file, hash }) => {
    const first = before.get(`${name} ${version}`);
    if (first === undefined) return { name, version, file, hash };
    return first.hash === null && first.file === file ? { ...first, hash } : first;
  });
}
