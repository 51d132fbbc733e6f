import type { DiskCache } from "../cache/disk-cache.ts";

/** Keeps records by id and last change: what a service lists as unchanged is not asked for again. */
export interface RecordCache {
  /** The record as parsed JSON if it is the one last changed at `modified`; else undefined. Never rejects. */
  get(id: string, modified: string): Promise<unknown>;
  /** Never rejects: a cache that cannot be written is a slower run, not a failed one. */
  put(id: string, modified: string, record: unknown): void;
}

export const noRecordCache: RecordCache = {
  get: async () => undefined,
  put: () => {},
};

/** Records that one run keeps in memory beside the cache, which writes behind: a fix asks for the same ones again and again. */
const mostInMemory = 20_000;

/**
 * Records in the cache that pages and metadata are kept in, and so within its bound: the oldest entries of all kinds go first. A newer record
 * replaces the older. Two services never share one: the service's address is part of the key.
 */
export function createRecordCache(cache: DiskCache, address: string): RecordCache {
  const memory = new Map<string, { readonly modified: string; readonly record: unknown }>();
  const placeOf = (id: string) => ({ bucket: "osv-1", key: `${address}\n${id}` });
  return {
    async get(id, modified) {
      const held = memory.get(id);
      if (held?.modified === modified) return held.record;
      const kept = await cache.read(placeOf(id), (notes) => notes["modified"] === modified);
      return kept === null || kept.notes["modified"] !== modified ? undefined : jsonOf(kept.body);
    },
    put(id, modified, record) {
      if (memory.size < mostInMemory) memory.set(id, { modified, record });
      cache.write(placeOf(id), { notes: { modified }, body: Buffer.from(JSON.stringify(record), "utf8") });
    },
  };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
}
