import { letGo } from "../http/let-go.ts";

/** Where an entry lies: a bucket per kind of thing, with the version of its form, and a key that never holds a secret. */
export interface CacheKey {
  readonly bucket: string;
  readonly key: string;
}

export interface CacheEntry {
  /** What was kept beside the body: validators, times. */
  readonly notes: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

/**
 * Keeps answers between runs. It is an aid: no failure of it fails a run. A broken entry is a miss; where nothing can be written
 * the run goes on without, and says so once.
 */
export interface DiskCache extends AsyncDisposable {
  /** `isWanted` sees the notes before the body is read, and may decline: pages are large, and many are of no use without asking anew. */
  read(key: CacheKey, isWanted?: (notes: CacheEntry["notes"]) => boolean): Promise<CacheEntry | null>;
  /** Returns at once; the writing goes on behind, and `close` waits for it. The body is the cache's from then on: it is let go once it is written. */
  write(key: CacheKey, entry: CacheEntry): void;
  close(): Promise<void>;
}

/** A cache that holds nothing, for `--no-cache`. */
export const noCache: DiskCache = {
  read: () => Promise.resolve(null),
  write: (_, { body }) => letGo(body),
  close: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
