import { later } from "../../core/advisory/instant.ts";
import type { OsvRecord } from "../../core/advisory/osv-record.ts";
import { readOsvRecord } from "../../core/advisory/read-osv-record.ts";
import type { OsvTransport } from "./osv-transport.ts";
import type { RecordCache } from "./record-cache.ts";

export type FetchedRecord =
  | { readonly kind: "record"; readonly record: OsvRecord }
  /** Listed, and then 404: taken back or not yet everywhere. The id is kept, its details are not to be had. */
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly reason: string };

/** Requests in flight at once. */
const most = 16;

/** Each record once, by id: from the cache where it holds the listed change, else by `GET /v1/vulns/{id}`. */
export async function fetchRecords(
  transport: OsvTransport,
  cache: RecordCache,
  ids: ReadonlyMap<string, string | null>,
  budget: () => number,
): Promise<ReadonlyMap<string, FetchedRecord>> {
  const found = new Map<string, FetchedRecord>();
  const waiting = [...ids].values();
  const work = async (): Promise<void> => {
    for (const [id, modified] of waiting) found.set(id, await fetchRecord(transport, cache, id, modified, budget));
  };
  await Promise.all(Array.from({ length: Math.min(most, ids.size) }, work));
  return found;
}

async function fetchRecord(
  transport: OsvTransport,
  cache: RecordCache,
  id: string,
  modified: string | null,
  budget: () => number,
): Promise<FetchedRecord> {
  if (modified !== null) {
    const kept = readOsvRecord(await cache.get(id, modified));
    if (kept.kind === "record" && kept.record.id === id) return kept;
  }
  const reply = await transport.get(`/v1/vulns/${encodeURIComponent(id)}`, budget());
  if (reply.kind === "missing") return { kind: "gone" };
  if (reply.kind === "failed") return reply;
  const read = readOsvRecord(reply.value);
  if (read.kind === "refused") return { kind: "failed", reason: `\`${id}\` cannot be read: ${read.reason}` };
  if (read.record.id !== id) return { kind: "failed", reason: `\`${id}\` was answered with \`${read.record.id}\`` };
  const changed = read.record.modified;
  // An answer from a replica that lags behind the listing is used and not kept.
  if (changed !== null && later(changed, modified) === changed) cache.put(id, changed, reply.value);
  return read;
}
