import type { AdvisoryQuery } from "../../core/advisory/advisory.ts";
import { isInstant, later } from "../../core/advisory/instant.ts";
import { isOsvId } from "../../core/advisory/osv-record.ts";
import type { OsvTransport } from "./osv-transport.ts";

/** Ids that a service named for one pair, with the record's last change where it said so. */
export interface NamedIds {
  readonly ids: ReadonlyMap<string, string | null>;
  /** Null where every page was read; else why some are missing. */
  readonly failure: string | null;
}

/** Most queries that the service takes in one batch. */
export const batchSize = 1_000;
/** A page holds up to 1,000 ids, and no package has 10,000 advisories: past these a service is going in circles. */
const mostPages = 100;
const mostIds = 20_000;

interface Pending {
  readonly query: AdvisoryQuery;
  readonly ids: Map<string, string | null>;
  token: string | null;
  pages: number;
  failure: string | null;
}

/**
 * `POST /v1/querybatch` for at most `batchSize` pairs, with the page token of each query followed until there is none. A page
 * may hold nothing but a token. `budget` gives the milliseconds that are left for a request.
 */
export async function queryBatch(
  transport: OsvTransport,
  queries: readonly AdvisoryQuery[],
  budget: () => number,
): Promise<readonly NamedIds[]> {
  const all = queries.map((query): Pending => ({ query, ids: new Map(), token: null, pages: 0, failure: null }));
  let open = all;
  while (open.length > 0) {
    const reply = await transport.post("/v1/querybatch", { queries: open.map(bodyOf) }, budget());
    const results = reply.kind === "json" ? resultsOf(reply.value, open.length) : null;
    if (results === null) {
      const reason =
        reply.kind === "failed" ? reply.reason : `\`${transport.address}/v1/querybatch\` ${oddity(reply.kind)}`;
      for (const pending of open) pending.failure = reason;
      break;
    }
    open.forEach((pending, at) => {
      readPage(pending, results[at]);
    });
    open = open.filter((pending) => pending.token !== null && pending.failure === null);
  }
  return all.map(({ ids, failure }) => ({ ids, failure }));
}

function oddity(kind: "json" | "missing"): string {
  return kind === "missing" ? "does not exist (404)" : "did not answer one result for each query";
}

function bodyOf({ query, token }: Pending): unknown {
  const asked = { package: { ecosystem: "PyPI", name: query.name }, version: query.version };
  return token === null ? asked : { ...asked, page_token: token };
}

function resultsOf(value: unknown, expected: number): readonly unknown[] | null {
  if (!isObject(value) || !Array.isArray(value["results"]) || value["results"].length !== expected) return null;
  return value["results"];
}

function readPage(pending: Pending, page: unknown): void {
  const token = pending.token;
  pending.token = null;
  pending.pages += 1;
  const problem = isObject(page) ? takeIds(pending, page["vulns"]) : "is no object";
  if (problem !== null || !isObject(page)) {
    pending.failure = `the result for \`${pending.query.name}\` ${problem}`;
    return;
  }
  const next = page["next_page_token"];
  if (next === undefined || next === null || next === "") return;
  if (typeof next !== "string" || next === token || pending.pages >= mostPages)
    pending.failure = `the pages for \`${pending.query.name}\` do not end`;
  else pending.token = next;
}

function takeIds(pending: Pending, vulns: unknown): string | null {
  if (vulns === undefined || vulns === null) return null;
  if (!Array.isArray(vulns)) return "has `vulns` that is no list";
  for (const entry of vulns) {
    if (!isObject(entry) || typeof entry["id"] !== "string" || !isOsvId(entry["id"]))
      return "names something that is no id";
    const modified = typeof entry["modified"] === "string" && isInstant(entry["modified"]) ? entry["modified"] : null;
    pending.ids.set(entry["id"], later(pending.ids.get(entry["id"]) ?? null, modified));
  }
  return pending.ids.size > mostIds ? `names more than ${mostIds} ids` : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
