import type { Verdict } from "../comparison/comparison.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { Item, Move, PlaceId } from "./record.ts";

/** What a scan found: the JSON that `scan --format json` prints is this, see schemas/scan.schema.json. */
export interface ScanReport {
  readonly verdict: Verdict;
  /** Moment of the scan, ISO 8601 in UTC. */
  readonly at: string;
  readonly commit: string | null;
  /** The record that it is held against; null on the first scan. */
  readonly previous: { readonly id: string; readonly at: string; readonly commit: string | null } | null;
  /** Whether anything is otherwise than the record before has it, without a commit. */
  readonly news: boolean;
  /** False where a source failed: what could not be seen is shown as it was seen last. */
  readonly complete: boolean;
  readonly places: readonly PlaceReport[];
  readonly notAssessed: readonly NotAssessed[];
  readonly snapshot: {
    readonly excludeNewer: string | null;
    readonly advisories: { readonly source: string | null; readonly asOf: string | null };
    readonly tables: string;
    readonly version: string;
  };
}

/** A model on a target. */
export interface PlaceReport extends PlaceId {
  readonly verdict: Verdict;
  /** Moment of the scan that saw it last, whole; null where none has. */
  readonly seen: string | null;
  /** False where it is shown, wholly or in part, as an earlier scan saw it. */
  readonly upToDate: boolean;
  readonly lock: string | null;
  /** What is wrong without a commit having made it so. */
  readonly drift: readonly ReportedItem[];
  /** What is wrong and came with a commit, or is accepted: told apart, and not counted. */
  readonly standing: readonly Item[];
  /** What was drift by the record before and is no longer there. */
  readonly cleared: readonly Item[];
  /** What is installed otherwise than at the last commit that changed the place. */
  readonly moves: readonly Move[];
  /** Of these, what moved since the record before. */
  readonly movedSince: readonly Move[];
  readonly since: { readonly at: string; readonly commit: string | null } | null;
  readonly driverFloor: { readonly committed: string | null; readonly now: string | null };
  readonly gpus: {
    readonly committed: readonly string[] | null;
    readonly now: readonly string[] | null;
    readonly lost: readonly LostGpu[];
  };
  /** What an installation without the lock would get today, and what that does to driver and GPUs; null where it is the same. */
  readonly unpinned: {
    readonly moves: readonly Move[];
    readonly driverFloor: string | null;
    readonly gpus: readonly string[] | null;
    readonly lost: readonly LostGpu[];
  } | null;
  /** What a commit changed since the record before; null where none did. */
  readonly byCommit: {
    readonly files: readonly string[];
    readonly target: boolean;
    readonly resolution: boolean;
    readonly policy: boolean;
  } | null;
  readonly conflict: string | null;
  readonly notAssessed: readonly NotAssessed[];
}

export interface ReportedItem extends Item {
  /** Whether this scan is the first that has it. */
  readonly isNew: boolean;
}

export interface LostGpu {
  readonly computeCapability: string;
  readonly names: readonly string[];
}

/** Whether there is drift in a place that is worth an issue. */
export function hasDrift(place: PlaceReport): boolean {
  // What a lock holds back is not installed by anybody: only what it would break is told.
  return place.drift.length > 0 || (place.lock === null && place.moves.length > 0);
}
