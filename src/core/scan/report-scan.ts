import { gpuNames } from "../accelerator/gpu-names.ts";
import type { Tables } from "../accelerator/tables.ts";
import type { Verdict } from "../comparison/comparison.ts";
import { changedFiles, sameInputs } from "./cause.ts";
import { isOpen, verdictOf } from "./drift.ts";
import { movesBetween, movesSince } from "./moves.ts";
import type { Observation, PlaceObservation } from "./observation.ts";
import {
  type Item,
  type PlaceRecord,
  type ScanRecord,
  type StoredRecord,
  samePlace,
  sharesAdvisory,
} from "./record.ts";
import { hasDrift, type LostGpu, type PlaceReport, type ScanReport } from "./scan-report.ts";

export interface ReportRequest {
  readonly previous: StoredRecord | null;
  readonly record: ScanRecord;
  readonly seen: Observation;
  readonly tables: Tables;
}

/** What a record says, beside the one before it. */
export function reportScan(request: ReportRequest): ScanReport {
  const { previous, record, seen } = request;
  const places = [
    ...record.places.map((place) => placeReport(place, request)),
    ...seen.places
      .filter((place) => !record.places.some((one) => samePlace(one, place)))
      .map((place) => neverSeen(place)),
  ].sort((a, b) => (JSON.stringify([a.model, a.target]) < JSON.stringify([b.model, b.target]) ? -1 : 1));
  return {
    verdict: worst(places.map(({ verdict }) => verdict)),
    at: record.at,
    commit: record.commit,
    previous: previous === null ? null : { id: previous.id, at: previous.record.at, commit: previous.record.commit },
    news: places.some(isNews),
    complete: record.complete,
    places,
    notAssessed: seen.notAssessed,
    snapshot: {
      excludeNewer: record.excludeNewer,
      advisories: record.advisories,
      tables: record.tables,
      version: record.version,
    },
  };
}

const order: readonly Verdict[] = ["fail", "incomplete", "warn", "pass"];
const worst = (verdicts: readonly Verdict[]): Verdict => order.find((one) => verdicts.includes(one)) ?? "pass";

/** Something appeared, went, or moved where nothing holds it. */
function isNews(place: PlaceReport): boolean {
  return (
    place.drift.some(({ isNew }) => isNew) ||
    place.cleared.length > 0 ||
    (place.lock === null && place.movedSince.length > 0)
  );
}

function placeReport(place: PlaceRecord, { previous, record, seen, tables }: ReportRequest): PlaceReport {
  const before = previous?.record.places.find((one) => samePlace(one, place)) ?? null;
  const tonight = seen.places.find((one) => samePlace(one, place)) ?? null;
  const open = place.items.filter(isOpen);
  const { model, target, lock, committed } = place;
  const upToDate = place.seen === record.at;
  const asked = tonight !== null;
  const moves = movesSince(committed, place.packages);
  const verdict = verdictOf(place.items, upToDate || !asked, seen.policy, record.at.slice(0, 10));
  const report: PlaceReport = {
    model,
    target,
    verdict,
    seen: place.seen,
    upToDate,
    lock,
    drift: open.map((item) => ({ ...item, isNew: !isKnown(item, before) })),
    standing: place.items.filter((item) => !isOpen(item)),
    cleared: (before?.items ?? []).filter((item) => isOpen(item) && !place.items.some((one) => sameItem(one, item))),
    moves,
    movedSince: before === null || !sameInputs(before.inputs, place.inputs) ? [] : movesBetween(before, place),
    since: { at: committed.at, commit: committed.commit },
    driverFloor: { committed: committed.driverFloor, now: place.driverFloor },
    gpus: { committed: committed.gpus, now: place.gpus, lost: lostGpus(committed.gpus, place.gpus, tables) },
    unpinned:
      place.unpinned === null ? null : { ...place.unpinned, lost: lostGpus(place.gpus, place.unpinned.gpus, tables) },
    byCommit: before === null ? null : byCommit(before, place),
    conflict: tonight?.conflict ?? null,
    notAssessed: tonight?.notAssessed ?? [],
  };
  return verdict === "pass" && hasDrift(report) ? { ...report, verdict: "warn" } : report;
}

/** By key and place; another record of the same group of aliases is the same advisory, which keeps its moment. */
const sameItem = (a: Item, b: Item): boolean =>
  (a.where === b.where && a.key === b.key) || (a.since === b.since && sharesAdvisory(a, b));

/** Known and open: what policy accepted until yesterday is new today. */
const isKnown = (item: Item, before: PlaceRecord | null): boolean =>
  before?.items.some((one) => isOpen(one) && sameItem(one, item)) === true;

function byCommit(before: PlaceRecord, { inputs }: PlaceRecord): PlaceReport["byCommit"] {
  const policy = before.inputs.policy !== inputs.policy;
  if (sameInputs(before.inputs, inputs) && !policy) return null;
  return {
    files: changedFiles(before.inputs, inputs),
    target: before.inputs.target !== inputs.target,
    resolution: before.inputs.resolution !== inputs.resolution,
    policy,
  };
}

function lostGpus(before: readonly string[] | null, now: readonly string[] | null, tables: Tables): readonly LostGpu[] {
  if (before === null || now === null) return [];
  return before
    .filter((capability) => !now.includes(capability))
    .map((computeCapability) => ({ computeCapability, names: gpuNames(tables, computeCapability) }));
}

/** No scan has ever known what is installed there. */
function neverSeen(place: PlaceObservation): PlaceReport {
  return {
    model: place.model,
    target: place.target,
    verdict: "incomplete",
    seen: null,
    upToDate: false,
    lock: place.lock,
    drift: [],
    standing: [],
    cleared: [],
    moves: [],
    movedSince: [],
    since: null,
    driverFloor: { committed: null, now: null },
    gpus: { committed: null, now: null, lost: [] },
    unpinned: null,
    byCommit: null,
    conflict: place.conflict,
    notAssessed: place.notAssessed,
  };
}
