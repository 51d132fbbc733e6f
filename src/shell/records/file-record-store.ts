import { constants } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { PinwardenError } from "../../core/error.ts";
import { mostRecordLength } from "../../core/scan/record-text.ts";
import { type NewRecord, type RecordStore, recordId, storedRecord } from "./record-store.ts";

/** How long a writer waits for another one, in milliseconds, and how long between two looks. */
export interface LockPatience {
  readonly longest: number;
  readonly pause: number;
}

const defaultPatience: LockPatience = { longest: 30_000, pause: 50 };

/**
 * Records in a file, one a line, the newest last. A file beside it with the suffix `.lock` is there while one is appended: creating
 * it is what tells two writers apart.
 */
export function fileRecordStore(path: string, patience: LockPatience = defaultPatience): RecordStore {
  const latest: RecordStore["latest"] = async () => {
    const lines = await lastLines(path);
    if (lines === null) return null;
    const newest = storedRecord(lines.last, path);
    if (lines.before !== undefined && newest.record.previous !== lines.before) {
      throw new PinwardenError(
        "record/broken-chain",
        `The newest record of \`${path}\` does not follow the one that stands before it.`,
        { hint: "Take back what changed the file, or name another one to begin anew." },
      );
    }
    return newest;
  };
  return {
    latest,
    async append(record, expected) {
      await using _held = await lockFile(`${path}.lock`, patience);
      if (((await latest())?.id ?? null) !== expected) return "moved";
      await appendLine(path, record);
      return "appended";
    },
  };
}

interface LastLines {
  readonly last: string;
  /** Id of the record of the line before; null for none, undefined where that line is too far up to be read with the last. */
  readonly before: string | null | undefined;
}

/** Whole lines alone count: a line whose end is missing was never finished, and the next writer ends it first. */
async function lastLines(path: string): Promise<LastLines | null> {
  const handle = await openOr(path, constants.O_RDONLY);
  if (handle === null) return null;
  await using file = handle;
  const { size } = await file.stat();
  const most = mostRecordLength * 4;
  const from = Math.max(0, size - most);
  const bytes = Buffer.alloc(size - from);
  await file.read(bytes, 0, bytes.length, from);
  const end = bytes.lastIndexOf(0x0a);
  if (end < 0) {
    if (size === 0) return null;
    throw new PinwardenError("record/unreadable", `\`${path}\` ends in something that is no record of a scan.`, {
      hint: "Name a file that Pinwarden wrote, or one that is not there yet.",
    });
  }
  const start = end === 0 ? 0 : bytes.lastIndexOf(0x0a, end - 1) + 1;
  const last = bytes.subarray(start, end).toString("utf8");
  if (start === 0) return { last, before: from === 0 ? null : undefined };
  const above = start < 2 ? 0 : bytes.lastIndexOf(0x0a, start - 2) + 1;
  if (above === 0 && from > 0) return { last, before: undefined };
  return { last, before: recordId(bytes.subarray(above, start).toString("utf8")) };
}

async function appendLine(path: string, record: NewRecord): Promise<void> {
  const handle = await openOr(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND);
  if (handle === null) throw unwritable(path);
  await using file = handle;
  try {
    await endLine(file);
    await file.appendFile(record.text);
    await file.sync();
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** A writer that was ended in the middle left half a line: it is taken back before the next one. */
async function endLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const length = Math.min(size, mostRecordLength * 4);
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, size - length);
  const end = bytes.lastIndexOf(0x0a);
  if (end >= 0 && end !== length - 1) await file.truncate(size - length + end + 1);
}

async function openOr(path: string, flags: number): Promise<FileHandle | null> {
  try {
    const file = await open(path, flags | constants.O_NOFOLLOW, 0o644);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new Error("it is no plain file");
  } catch (cause) {
    if (isError(cause, "ENOENT") && (flags & constants.O_CREAT) === 0) return null;
    throw unwritable(path, cause);
  }
}

/** Held until it is disposed of. Throws `record/locked` after the longest wait. */
async function lockFile(path: string, patience: LockPatience): Promise<AsyncDisposable> {
  for (let waited = 0; ; waited += patience.pause) {
    try {
      await (await open(path, "wx")).close();
      return { [Symbol.asyncDispose]: () => unlink(path) };
    } catch (cause) {
      if (!isError(cause, "EEXIST")) throw unwritable(path, cause);
      if (waited >= patience.longest) {
        throw new PinwardenError(
          "record/locked",
          `\`${path}\` is there: another scan appends its record, or was ended while it did.`,
          {
            hint: "Wait for it; if there is none, remove that file.",
            cause,
          },
        );
      }
      await delay(patience.pause);
    }
  }
}

const isError = (cause: unknown, code: string): boolean =>
  typeof cause === "object" && cause !== null && "code" in cause && cause.code === code;

const unwritable = (path: string, cause?: unknown): PinwardenError =>
  new PinwardenError("record/unwritable", `The file of records \`${path}\` cannot be opened or written.`, {
    hint: "Name a file in a folder that exists and is writable.",
    cause,
  });
