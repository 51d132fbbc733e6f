import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { redactText } from "../http/redact-url.ts";
import type { CacheEntry, CacheKey, DiskCache } from "./disk-cache.ts";
import { decodeEntry, encodeEntry } from "./entry-format.ts";
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
/** Writes that run at once: the pool has four threads, and the reads of the run come first. */
const mostWrites = 2;

/**
 * Opens the cache in a folder that other processes may use at the same time: a file is written under another name and then renamed,
 * so that a reader sees the old one, the new one or none, and is verified by length and checksum when it is read.
 */
export function openCache(options: CacheOptions): DiskCache {
  const root = join(options.directory, layout);
  const made = new Set<string>();
  const queue: (() => Promise<void>)[] = [];
  let running: Promise<void>[] = [];
  let writable = true;
  let wrote = false;

  function pathOf({ bucket, key }: CacheKey): string {
    const digest = createHash("sha256").update(key).digest("hex");
    return join(root, bucket, digest.slice(0, 2), digest.slice(2, 42));
  }

  async function put(place: CacheKey, entry: CacheEntry): Promise<void> {
    if (!writable) return;
    const path = pathOf(place);
    const part = `${path}.${process.pid}-${randomBytes(6).toString("hex")}.part`;
    try {
      const folder = dirname(path);
      if (!made.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
      made.add(folder);
      await writeFile(part, encodeEntry(place.key, entry), { flag: "wx", mode: 0o600 });
      await rename(part, path);
      wrote = true;
    } catch (error) {
      await rm(part, { force: true }).catch(() => null);
      if (!writable) return;
      writable = false;
      const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
      options.onWarning?.(
        `The cache \`${redactText(options.directory)}\` cannot be written (${code}); going on without keeping answers.`,
      );
    }
  }

  async function work(): Promise<void> {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  }

  const cache: DiskCache = {
    async read(place) {
      const path = pathOf(place);
      const file = readNow(path);
      if (file === null) return null;
      const entry = decodeEntry(place.key, file);
      // Left in place it would be read and refused in every run to come.
      if (entry === null) await rm(path, { force: true }).catch(() => null);
      return entry;
    },
    write(place, entry) {
      if (!writable || entry.body.byteLength > largestEntry) return;
      queue.push(() => put(place, entry));
      if (running.length >= mostWrites) return;
      const worker = work().finally(() => {
        running = running.filter((other) => other !== worker);
      });
      running.push(worker);
    },
    async close() {
      while (running.length > 0) await Promise.all(running);
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
function readNow(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
