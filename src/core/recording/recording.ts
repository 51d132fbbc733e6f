import type { Advisory, AdvisoryNote } from "../advisory/advisory.ts";
import type { Universe } from "../resolution/universe.ts";

/** Raised when a reader of the last form could not read what is written. Older forms stay readable. */
export const recordingVersion = 1;

/**
 * Everything that the outside world had to do with a run. The same command over it prints the same, byte for byte, with no
 * network: it is the bug report, the test fixture and the embedded example. Addresses are without credentials.
 */
export interface Recording {
  /** Moment of the run, ISO 8601 in UTC. */
  readonly at: string;
  /** Of Pinwarden. */
  readonly version: string;
  /** Date of the compatibility tables that the run used, `YYYY-MM-DD`. They are the program's own and not in the recording. */
  readonly tables: string;
  /** The words of the command line, without those that name files to write. */
  readonly command: readonly string[];
  /** Answers of the indexes, for each plan that the run made. */
  readonly indexes: readonly RecordedIndexes[];
  /** Null where no advisory source was asked. */
  readonly advisories: RecordedAdvisories | null;
}

export interface RecordedIndexes {
  /** What the indexes were asked by: two runs with one key asked the same indexes. */
  readonly key: string;
  readonly universe: Universe;
}

export interface RecordedAdvisories {
  readonly source: string | null;
  readonly asOf: string | null;
  readonly failure: string | null;
  readonly notes: readonly AdvisoryNote[];
  /** By `name version`, for every pair that was answered. */
  readonly answers: ReadonlyMap<string, readonly Advisory[]>;
}
