import { createHash } from "node:crypto";
import { PinwardenError } from "../../core/error.ts";
import type { ScanRecord, StoredRecord } from "../../core/scan/record.ts";
import { digestedRecord, readRecord, recordText } from "../../core/scan/record-text.ts";

/**
 * Where records are kept, one after the other. It is all that scans need of whatever keeps them: a file, a branch, a database. Records
 * are appended and never changed; two writers are told apart by what each took for the newest.
 */
export interface RecordStore {
  /** The newest record; null where there is none. Throws `record/…` where it cannot be read: it is then never taken for absent. */
  latest(): Promise<StoredRecord | null>;
  /**
   * Appends where the newest is still `expected` (by its id; null for none), all or nothing. `moved`: somebody else appended, and
   * nothing was written. Throws where it cannot be done or told.
   */
  append(record: NewRecord, expected: string | null): Promise<"appended" | "moved">;
}

/** A record on its way into a store. */
export interface NewRecord extends StoredRecord {
  /** The canonical line that its id is the digest of. */
  readonly text: string;
}

/** More writers at one time than any repository has. */
const mostAttempts = 20;

/** A record as it is written, with its id. Throws `record/too-large`. */
export function newRecord(said: ScanRecord): NewRecord {
  const record = digestedRecord(said, sha256);
  const text = recordText(record);
  return { id: sha256(text), record, text };
}

/** A record as it was read, with its id. Throws `record/unreadable`, `record/altered` and `record/newer-format`. */
export function storedRecord(text: string, where: string): StoredRecord {
  return { id: recordId(text), record: readRecord(text, where, sha256) };
}

/** The id by which the record that follows names one. */
export const recordId = (text: string): string => sha256(text.endsWith("\n") ? text : `${text}\n`);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export interface Appended {
  /** The record that the new one follows. */
  readonly previous: StoredRecord | null;
  readonly record: ScanRecord;
}

/**
 * Appends what `build` makes of the newest record. Where another writer was faster, the newest is read again and the record built
 * again upon it, so that each record follows exactly one other.
 *
 * @throws PinwardenError `record/contended` where others were faster every time, and what the store throws
 */
export async function appendRecord(
  store: RecordStore,
  latest: StoredRecord | null,
  build: (previous: StoredRecord | null) => ScanRecord,
): Promise<Appended> {
  let previous = latest;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const record = newRecord(build(previous));
    if ((await store.append(record, previous?.id ?? null)) === "appended") return { previous, record: record.record };
    previous = await store.latest();
  }
  throw new PinwardenError(
    "record/contended",
    `The record could not be appended: others did ${mostAttempts} times in between.`,
    {
      hint: "Let one scan run at a time: give the workflow a `concurrency` group.",
    },
  );
}
