import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { redactText } from "../http/redact-url.ts";
import type { CacheEntry, CacheKey, DiskCache } from "./disk-cache.ts";
import { decodeEntry, encodeEntry, entryHeaderSize, peekNotes } from "./entry-format.ts";
import { pruneCache } from "./prune-cache.ts";

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
/** Bytes of bodies that may wait to be written: a busy process gets to its next turn late, and pages gather. */
const mostWaiting = 8 * 1024 * 1024;
/** Bytes at the start of an entry that nearly always hold its notes. */
const startSize = 2048;

/**
 * Opens the cache in a folder that other processes may use at the same time: a file is written under another name and then renamed,
 * so that a reader sees the old one, the new one or none, and is verified by length and checksum when it is read.
 */
export function openCache(options: CacheOptions): DiskCache {
  const root = join(options.directory, layout);
  const made = new Set<string>();
  const queue: { readonly place: CacheKey; readonly entry: CacheEntry }[] = [];
  let waiting = 0;
  let scheduled: NodeJS.Immediate | null = null;
  let writable = true;
  let wrote = false;

  function pathOf({ bucket, key }: CacheKey): string {
    const digest = createHash("sha256").update(key).digest("hex");
    // Sixteen folders: a new one for nearly every entry, as two digits give, took as long as the writing.
    return join(root, bucket, digest.slice(0, 1), digest.slice(1, 41));
  }

  function put(place: CacheKey, entry: CacheEntry): void {
    if (!writable) return;
    const path = pathOf(place);
    const pieces = encodeEntry(place.key, entry);
    if (isThere(path, pieces)) return;
    const part = `${path}.${process.pid}-${randomBytes(6).toString("hex")}.part`;
    try {
      const folder = dirname(path);
      if (!made.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
      made.add(folder);
      writeNow(part, pieces);
      renameSync(part, path);
      wrote = true;
    } catch (error) {
      remove(part);
      writable = false;
      const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
      options.onWarning?.(
        `The cache \`${redactText(options.directory)}\` cannot be written (${code}); going on without keeping answers.`,
      );
    }
  }

  /** One entry in a turn of the event loop, behind what came in over the network. */
  function writeNext(): void {
    do {
      const next = queue.shift();
      if (next === undefined) break;
      waiting -= next.entry.body.byteLength;
      put(next.place, next.entry);
    } while (waiting > mostWaiting);
    if (scheduled !== null) clearImmediate(scheduled);
    scheduled = queue.length > 0 ? setImmediate(writeNext) : null;
  }

  const cache: DiskCache = {
    read(place, isWanted) {
      const path = pathOf(place);
      const file = readNow(path, isWanted);
      if (file === null) return Promise.resolve(null);
      const entry = decodeEntry(place.key, file);
      // Left in place it would be read and refused in every run to come.
      if (entry === null) remove(path);
      return Promise.resolve(entry);
    },
    write(place, entry) {
      if (!writable || entry.body.byteLength > largestEntry) return;
      queue.push({ place, entry });
      waiting += entry.body.byteLength;
      if (waiting > mostWaiting) writeNext();
      scheduled ??= setImmediate(writeNext);
    },
    async close() {
      if (scheduled !== null) clearImmediate(scheduled);
      scheduled = null;
      for (const { place, entry } of queue.splice(0)) put(place, entry);
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

/**
 * Writes a file at once, for the same reason: handed to the thread pool, an entry takes five trips and waits behind others, and the
 * pages of a large resolve gather in memory until their turn comes.
 */
function writeNow(path: string, pieces: readonly Uint8Array[]): void {
  const file = openSync(path, "wx", 0o600);
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Whatever keeps it from being removed, it is an orphan that pruning meets again.
  }
}
