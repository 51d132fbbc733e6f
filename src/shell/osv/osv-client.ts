import type { Advisory, AdvisoryAnswers, AdvisoryNote, AdvisoryQuery } from "../../core/advisory/advisory.ts";
import { answerKey, answersOf, distinctQueries } from "../../core/advisory/advisory-answers.ts";
import { later } from "../../core/advisory/instant.ts";
import { judgeReturned } from "../../core/advisory/judge-record.ts";
import { type Hit, mergeRecords, type UnreadRecord } from "../../core/advisory/merge-records.ts";
import { type Matcher, matcherOf } from "../../core/advisory/osv-matching.ts";
import type { OsvRecord } from "../../core/advisory/osv-record.ts";
import { parseVersion } from "../../core/python/version.ts";
import type { AdvisorySource } from "./advisory-source.ts";
import { type FetchedRecord, fetchRecords } from "./fetch-records.ts";
import type { OsvTransport } from "./osv-transport.ts";
import { batchSize, type NamedIds, queryBatch } from "./query-batch.ts";
import { noRecordCache, type RecordCache } from "./record-cache.ts";

export const publicOsvAddress = "https://api.osv.dev";

export interface OsvClientOptions {
  readonly transport: OsvTransport;
  readonly cache?: RecordCache;
  /** Moment of the query, ISO 8601: the answers are as of then. */
  readonly now?: () => string;
  /** Milliseconds for everything, retries and the service's own `Retry-After` included. */
  readonly totalMs?: number;
}

const defaultTotalMs = 120_000;
/** One request with its retries: what hangs must not use up what the others need. */
const longestRequestMs = 60_000;
const batchesAtOnce = 4;

/**
 * Asks an OSV service (https://google.github.io/osv.dev/api/) in batches, then for each record once, and evaluates every record
 * again by our own reading of the schema. Whatever goes wrong is in `failure`, beside what was found nevertheless.
 */
export function createOsvClient(options: OsvClientOptions): AdvisorySource {
  const { transport, cache = noRecordCache, totalMs = defaultTotalMs } = options;
  const now = options.now ?? (() => new Date().toISOString());
  return {
    async query(pairs) {
      const until = performance.now() + totalMs;
      const budget = (): number => Math.max(0, Math.min(longestRequestMs, Math.floor(until - performance.now())));
      const asOf = now();
      const queries = distinctQueries(pairs);
      const named = await askAll(transport, queries, budget);
      const records = await fetchRecords(transport, cache, union(named), budget);
      return answered(transport.address, asOf, queries, named, records);
    },
  };
}

async function askAll(
  transport: OsvTransport,
  queries: readonly AdvisoryQuery[],
  budget: () => number,
): Promise<readonly NamedIds[]> {
  const batches: AdvisoryQuery[][] = [];
  for (let at = 0; at < queries.length; at += batchSize) batches.push(queries.slice(at, at + batchSize));
  const results: (readonly NamedIds[])[] = batches.map(() => []);
  const waiting = batches.entries();
  const work = async (): Promise<void> => {
    for (const [at, batch] of waiting) results[at] = await queryBatch(transport, batch, budget);
  };
  await Promise.all(Array.from({ length: Math.min(batchesAtOnce, batches.length) }, work));
  return results.flat();
}

/** Every id that was named for some pair, with its last change. */
function union(named: readonly NamedIds[]): ReadonlyMap<string, string | null> {
  const ids = new Map<string, string | null>();
  for (const each of named) for (const [id, modified] of each.ids) ids.set(id, later(ids.get(id) ?? null, modified));
  return ids;
}

function answered(
  source: string,
  asOf: string,
  queries: readonly AdvisoryQuery[],
  named: readonly NamedIds[],
  records: ReadonlyMap<string, FetchedRecord>,
): AdvisoryAnswers {
  const byPair = new Map<string, readonly Advisory[]>();
  const notes: AdvisoryNote[] = [];
  const reasons = new Set<string>();
  const matchers = matchersOf(records);
  queries.forEach((query, at) => {
    const { ids, failure } = named[at] ?? { ids: new Map<string, string | null>(), failure: "it was not asked for" };
    const version = parseVersion(query.version);
    if (failure !== null) reasons.add(failure);
    if (version === null) reasons.add(`\`${query.name} ${query.version}\`: the version is not PEP 440`);
    // A pair of which nothing is known stays without an answer; of one that is known in part, that part is told.
    if (version === null || (failure !== null && ids.size === 0)) return;
    if (failure !== null)
      notes.push({ name: query.name, text: `Not every page of its advisories was read: ${failure}.` });
    const hits: Hit[] = [];
    const unread: UnreadRecord[] = [];
    for (const [id, modified] of ids) {
      const fetched = records.get(id) ?? { kind: "failed", reason: `\`${id}\` was not fetched` };
      if (fetched.kind === "failed") reasons.add(fetched.reason);
      const matches = matchers.get(id);
      if (fetched.kind !== "record" || matches === undefined) unread.push({ id, modified });
      else hits.push(...present(judgeReturned(fetched.record, matches, query.name, version)));
    }
    byPair.set(answerKey(query.name, query.version), mergeRecords(query.name, version, hits, unread));
  });
  return answersOf({ source, asOf, byPair, failure: failureOf(source, reasons), notes });
}

function matchersOf(records: ReadonlyMap<string, FetchedRecord>): ReadonlyMap<string, Matcher> {
  const read = [...records.values()].flatMap((fetched): OsvRecord[] =>
    fetched.kind === "record" ? [fetched.record] : [],
  );
  return new Map(read.map((record) => [record.id, matcherOf(record)]));
}

function present<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value];
}

function failureOf(source: string, reasons: ReadonlySet<string>): string | null {
  if (reasons.size === 0) return null;
  const [first = "", ...rest] = reasons;
  const more = rest.length === 0 ? "" : ` (and ${rest.length} more)`;
  return `the advisory service \`${source}\` did not answer in full: ${first}${more}`;
}
