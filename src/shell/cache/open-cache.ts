import { createHash, randomBytes } from "node:crypto";
import { closeSync, fstatSync, futimesSync, mkdirSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { letGo } from "../http/let-go.ts";
import { redactText } from "../http/redact-url.ts";
import type { CacheEntry, CacheKey, DiskCache } from "./disk-cache.ts";
import { decodeEntry, encodeEntry, entryHeaderSize, type Pieces, peekNotes } from "./entry-format.ts";
import { pruneCache } from "./prune-cache.ts";
import { removeQuietly, writeWhole, writeWholeInLine } from "./write-whole.ts";

export interface CacheOptions {
  /** The folder; made on the first write. */
  readonly directory: string;
  /** Told once, where the cache cannot be written. */
  readonly onWarning?: (message: string) => void;
  /** Bytes that the cache may hold after pruning. */
  readonly maxBytes?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Raised when the form of the files changes: older versions then keep their own. */
const layout = "v1";
const defaultMaxBytes = 2 * 1024 * 1024 * 1024;
/** An entry larger than this is not kept. */
const largestEntry = 64 * 1024 * 1024;
/** Entries that are written at once: making a file takes longer than filling it, and of the pool's four threads some are needed for inflating and name look-ups. */
const writersAtOnce = 2;
/** Bytes of bodies that may wait to be written: what is too much is written in line, for the process must not grow with a slow disk. */
const mostWaiting = 8 * 1024 * 1024;
/** Bytes at the start of an entry that nearly always hold its notes. */
const startSize = 2048;

interface Waiting {
  readonly place: CacheKey;
  readonly entry: CacheEntry;
}

/**
 * Opens the cache in a folder that other processes may use at the same time: a file is written under another name and then renamed,
 * so that a reader sees the old one, the new one or none, and is verified by length and checksum when it is read.
 */
export function openCache(options: CacheOptions): DiskCache {
  const root = join(options.directory, layout);
  const made = new Set<string>();
  const queue: Waiting[] = [];
  let waiting = 0;
  let writers = 0;
  let writable = true;
  let wrote = false;
  const drained: (() => void)[] = [];

  function pathOf({ bucket, key }: CacheKey): string {
    const digest = createHash("sha256").update(key).digest("hex");
    // Sixteen folders: a new one for nearly every entry, as two digits give, took as long as the writing.
    return join(root, bucket, digest.slice(0, 1), digest.slice(1, 41));
  }

  /** Null where the entry is there already. */
  function begin({
    place,
    entry,
  }: Waiting): { readonly part: string; readonly path: string; readonly pieces: Pieces } | null {
    const path = pathOf(place);
    const pieces = encodeEntry(place.key, entry);
    if (isThere(path, pieces)) return null;
    const folder = dirname(path);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    made.add(folder);
    return { part: `${path}.${process.pid}-${randomBytes(6).toString("hex")}.part`, path, pieces };
  }

  function giveUp(error: unknown): void {
    if (!writable) return;
    writable = false;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    options.onWarning?.(
      `The cache \`${redactText(options.directory)}\` cannot be written (${code}); going on without keeping answers.`,
    );
  }

  async function put(next: Waiting): Promise<void> {
    try {
      const begun = begin(next);
      if (begun === null) return;
      await writeWhole(begun.part, begun.path, begun.pieces);
      wrote = true;
    } catch (error) {
      giveUp(error);
    }
  }

  function putInLine(next: Waiting): void {
    try {
      const begun = begin(next);
      if (begun === null) return;
      writeWholeInLine(begun.part, begun.path, begun.pieces);
      wrote = true;
    } catch (error) {
      giveUp(error);
    }
  }

  /** Writes entry after entry, in the pool's threads, until none is left. */
  async function writeOn(): Promise<void> {
    writers += 1;
    // Behind what has come in over the network.
    await setImmediate();
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { byteLength } = next.entry.body;
      if (writable) await put(next);
      letGo(next.entry.body);
      waiting -= byteLength;
    }
    writers -= 1;
    if (writers === 0) for (const resolve of drained.splice(0)) resolve();
  }

  const cache: DiskCache = {
    read(place, isWanted) {
      const path = pathOf(place);
      const file = readNow(path, isWanted);
      if (file === null) return Promise.resolve(null);
      const entry = decodeEntry(place.key, file);
      // Left in place it would be read and refused in every run to come.
      if (entry === null) removeQuietly(path);
      return Promise.resolve(entry);
    },
    write(place, entry) {
      const { byteLength } = entry.body;
      if (!writable || byteLength > largestEntry) {
        letGo(entry.body);
        return;
      }
      queue.push({ place, entry });
      waiting += byteLength;
      while (waiting > mostWaiting) {
        const first = queue.shift();
        if (first === undefined) break;
        const length = first.entry.body.byteLength;
        if (writable) putInLine(first);
        letGo(first.entry.body);
        waiting -= length;
      }
      if (writers < writersAtOnce) void writeOn();
    },
    async close() {
      if (writers > 0) await new Promise<void>((resolve) => drained.push(resolve));
      if (wrote && writable) await pruneCache(root, options.maxBytes ?? defaultMaxBytes, (options.now ?? Date.now)());
    },
    [Symbol.asyncDispose]: () => cache.close(),
  };
  return cache;
}

/**
 * Reads a file at once. 400 small files take 2 ms so, 8 ms through the thread pool all together, and 18 ms one by one, which is how
 * a resolver asks; and the pool's four threads are needed for inflating and name look-ups.
 */
function readNow(path: string, isWanted: ((notes: CacheEntry["notes"]) => boolean) | undefined): Buffer | null {
  try {
    if (isWanted === undefined) return readFileSync(path);
    const file = openSync(path, "r");
    try {
      const start = Buffer.allocUnsafe(startSize);
      const notes = peekNotes(start.subarray(0, readSync(file, start, 0, startSize, 0)));
      return notes !== null && !isWanted(notes) ? null : readFileSync(path);
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** True where the entry is there already, by its lengths and checksum: a page that nothing can revalidate comes anew in every run. */
function isThere(path: string, [head, body]: readonly [Uint8Array, Uint8Array]): boolean {
  try {
    const file = openSync(path, "r+");
    try {
      const start = Buffer.allocUnsafe(entryHeaderSize);
      readSync(file, start, 0, entryHeaderSize, 0);
      const same = start.equals(head.subarray(0, entryHeaderSize));
      if (!same || fstatSync(file).size !== head.byteLength + body.byteLength) return false;
      const now = new Date();
      // The oldest are pruned first, and this one is in use.
      futimesSync(file, now, now);
      return true;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
