import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { AdvisoryAnswers, AdvisoryQuery } from "../../../src/core/advisory/advisory.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { openCache } from "../../../src/shell/cache/open-cache.ts";
import { createHttp } from "../../../src/shell/http/create-http.ts";
import type { Http, RequestOptions } from "../../../src/shell/http/http.ts";
import { createNetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import { createOsvClient } from "../../../src/shell/osv/osv-client.ts";
import { createOsvTransport } from "../../../src/shell/osv/osv-transport.ts";
import { createRecordCache, type RecordCache } from "../../../src/shell/osv/record-cache.ts";
import { osvJson, type RecordParts } from "../../support/osv-records.ts";
import {
  type OsvFault,
  type OsvServiceOptions,
  type ServedRecord,
  startOsvService,
} from "../../support/osv-service.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const demo = normalizeName("demo");
const pairs: readonly AdvisoryQuery[] = [{ name: demo, version: "1.0" }];

/** A record of `demo` that the service names for 1.0. */
function served(parts: RecordParts, ...hits: readonly string[]): ServedRecord {
  return {
    json: osvJson({ range: "introduced 0, fixed 2.0", ...parts }),
    hits: hits.length === 0 ? ["demo 1.0"] : hits,
  };
}

async function open(options: OsvServiceOptions, client: { cache?: RecordCache; totalMs?: number } = {}) {
  const service = await startOsvService(options);
  const http = createHttp({
    version: "test",
    policy: createNetworkPolicy({ trusted: [service.address] }),
    timeouts: { headersMs: 2_000, idleMs: 2_000 },
    retries: { baseMs: 1, longestMs: 5 },
  });
  cleanups.push(
    async () => service[Symbol.asyncDispose](),
    () => http.close(),
  );
  const transport = createOsvTransport(http, service.address, 1);
  return { service, source: createOsvClient({ transport, now: () => "2026-11-01T00:00:00Z", ...client }) };
}

const idsOf = (answers: AdvisoryAnswers, version = "1.0"): readonly string[] | undefined =>
  answers.of(demo, version)?.map(({ id }) => id);

describe("an OSV service", () => {
  it("is asked for ids in one batch, and for each record once", async () => {
    const record = served({ id: "PYSEC-1", aliases: ["GHSA-a"] }, "demo 1.0", "demo 1.1");
    const { service, source } = await open({ records: [record, served({ id: "GHSA-a", aliases: ["PYSEC-1"] })] });
    const answers = await source.query([...pairs, { name: demo, version: "1.1" }, { name: demo, version: "3.0" }]);
    expect([...service.requests].sort()).toEqual([
      "GET /v1/vulns/GHSA-a",
      "GET /v1/vulns/PYSEC-1",
      "POST /v1/querybatch 3",
    ]);
    expect(answers).toMatchObject({ source: service.address, asOf: "2026-11-01T00:00:00Z", failure: null });
    expect(idsOf(answers)).toEqual(["GHSA-a"]);
    expect(idsOf(answers, "1.1")).toEqual(["GHSA-a"]);
    expect(idsOf(answers, "3.0")).toEqual([]);
    expect(idsOf(answers, "9.9")).toBeUndefined();
  });

  it("is asked for the public version, which answers for every build of it", async () => {
    const { service, source } = await open({ records: [served({ id: "PYSEC-1" })] });
    const answers = await source.query([
      { name: demo, version: "1.0+cu118" },
      { name: demo, version: "1.0+cpu" },
    ]);
    expect(service.requests).toContain("POST /v1/querybatch 1");
    expect(idsOf(answers, "1.0+cu128")).toEqual(["PYSEC-1"]);
  });

  it("is asked in batches of a thousand", async () => {
    const { service, source } = await open({ records: [served({ id: "PYSEC-1" }, "p1500 1.0")] });
    const many = Array.from({ length: 2_001 }, (_, at) => ({ name: normalizeName(`p${at}`), version: "1.0" }));
    const answers = await source.query(many);
    expect([...service.requests].sort()).toEqual([
      "GET /v1/vulns/PYSEC-1",
      "POST /v1/querybatch 1",
      "POST /v1/querybatch 1000",
      "POST /v1/querybatch 1000",
    ]);
    expect(answers.failure).toBeNull();
    expect(many.every(({ name }) => answers.of(name, "1.0") !== undefined)).toBe(true);
  });

  it("is asked again for each query with a page token, and for no other", async () => {
    const records = ["A-1", "A-2", "A-3"].map((id) => served({ id }));
    const { service, source } = await open({ records, pageSize: 2 });
    const answers = await source.query([...pairs, { name: demo, version: "3.0" }]);
    expect(idsOf(answers)).toEqual(["A-1", "A-2", "A-3"]);
    expect(service.requests.slice(0, 2)).toEqual(["POST /v1/querybatch 2", "POST /v1/querybatch 1"]);
  });

  it("may answer a page that holds nothing but a token", async () => {
    const { source } = await open({ records: [served({ id: "A-1" })], emptyFirstPage: true });
    const answers = await source.query(pairs);
    expect(answers.failure).toBeNull();
    expect(idsOf(answers)).toEqual(["A-1"]);
  });

  it("is not believed against the record: what is withdrawn or does not match is dropped", async () => {
    const records = [
      served({ id: "A-1", withdrawn: "2026-01-01T00:00:00Z" }),
      served({ id: "A-2", range: "introduced 5" }),
      served({ id: "A-3", range: "introduced 0, fixed 1.0-NA" }),
    ];
    const { source } = await open({ records });
    const answers = await source.query(pairs);
    expect(idsOf(answers)).toEqual(["A-3"]);
    expect(answers.of(demo, "1.0")?.[0]?.disagreements).toEqual([
      "A-3 has bounds that are not PEP 440 (fixed 1.0-NA): that it applies is the advisory source's word.",
    ]);
  });

  it("keeps the id of a record that is gone, without details", async () => {
    const fault = (path: string): OsvFault | null => (path.endsWith("A-1") ? { kind: "status", status: 404 } : null);
    const { source } = await open({ records: [served({ id: "A-1" }), served({ id: "A-2" })], fault });
    const answers = await source.query(pairs);
    expect(answers.failure).toBeNull();
    expect(answers.of(demo, "1.0")).toMatchObject([
      { id: "A-1", detailsUnavailable: true, severity: "unknown" },
      { id: "A-2", detailsUnavailable: false },
    ]);
  });

  it("is asked below the base address's path, with its query and its credentials", async () => {
    const asked: [string, RequestOptions | undefined][] = [];
    const failed = { kind: "failed", failure: "network", reason: "none" } as const;
    const http: Pick<Http, "get" | "postJson"> = {
      get: async (url, options) => {
        asked.push([url, options]);
        return failed;
      },
      postJson: async () => failed,
    };
    const transport = createOsvTransport(http, "https://me:secret@osv.test/mirror/?key=1");
    await transport.get("/v1/vulns/A-1", 100);
    expect(transport.address).not.toContain("secret");
    expect(asked).toMatchObject([
      [
        "https://osv.test/mirror/v1/vulns/A-1?key=1",
        { credentials: [{ origin: "https://osv.test", password: "secret" }] },
      ],
    ]);
  });
});

describe("an OSV service that fails for a while", () => {
  const once = (fault: OsvFault) => (_: string, before: number) => (before === 0 ? fault : null);
  it.each<[string, OsvFault]>([
    ["429", { kind: "status", status: 429, retryAfter: "0" }],
    ["500", { kind: "status", status: 500 }],
    ["503", { kind: "status", status: 503 }],
    ["a cut body", { kind: "cut" }],
    ["a reset", { kind: "reset" }],
    ["a hang", { kind: "hang" }],
    ["invalid JSON", { kind: "body", body: '{"results":[' }],
    ["a captive portal", { kind: "body", body: "<!doctype html><title>Sign in</title>", type: "text/html" }],
  ])("is asked again after %s", async (_, fault) => {
    const { source } = await open({ records: [served({ id: "A-1" })], fault: once(fault) });
    const answers = await source.query(pairs);
    expect(answers.failure).toBeNull();
    expect(idsOf(answers)).toEqual(["A-1"]);
  });
});

describe("an OSV service that fails", () => {
  const always = (at: string, fault: OsvFault) => (path: string) => (path.startsWith(at) ? fault : null);

  it.each<[string, OsvFault]>([
    ["429", { kind: "status", status: 429 }],
    ["400", { kind: "status", status: 400 }],
    ["404", { kind: "status", status: 404 }],
    ["500", { kind: "status", status: 500 }],
    ["a reset", { kind: "reset" }],
    ["a hang", { kind: "hang" }],
    ["a captive portal", { kind: "body", body: "<html>", type: "text/html" }],
    ["too few results", { kind: "body", body: '{"results":[]}' }],
    ["another shape", { kind: "body", body: '{"results":[{"vulns":{}}]}' }],
    ["an id that is none", { kind: "body", body: '{"results":[{"vulns":[{"id":"../x y"}]}]}' }],
    ["the same page for ever", { kind: "body", body: '{"results":[{"next_page_token":"x"}]}' }],
  ])("answers no pair and says why, for %s", async (_, fault) => {
    const { service, source } = await open(
      { records: [served({ id: "A-1" })], fault: always("/v1/querybatch", fault) },
      { totalMs: 500 },
    );
    const answers = await source.query(pairs);
    expect(answers.failure).toContain(`the advisory service \`${service.address}\` did not answer in full`);
    expect(answers.of(demo, "1.0")).toBeUndefined();
  });

  it.each<[string, OsvFault, string]>([
    ["500", { kind: "status", status: 500 }, "500"],
    ["no JSON", { kind: "body", body: "{" }, "not JSON"],
    [
      "schema 2",
      { kind: "body", body: JSON.stringify(osvJson({ id: "A-1", schema_version: "2.0.0" })) },
      "`schema_version`",
    ],
    ["another record", { kind: "body", body: JSON.stringify(osvJson({ id: "B-1" })) }, "was answered with `B-1`"],
  ])("for a record keeps the id and says why, for %s", async (_, fault, reason) => {
    const { source } = await open({ records: [served({ id: "A-1" })], fault: always("/v1/vulns/", fault) });
    const answers = await source.query(pairs);
    expect(answers.failure).toContain(reason);
    expect(answers.of(demo, "1.0")).toMatchObject([{ id: "A-1", detailsUnavailable: true }]);
  });

  it("is given up when the whole time is over", async () => {
    const { source } = await open(
      { records: [], fault: () => ({ kind: "status", status: 429, retryAfter: "30" }) },
      { totalMs: 200 },
    );
    expect((await source.query(pairs)).failure).not.toBeNull();
  });
});

describe("the record cache", () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), "pinwarden-osv-cache-"));
    cleanups.push(() => rm(path, { recursive: true, force: true }));
    return path;
  }
  const fetched = (requests: readonly string[]): number => requests.filter((line) => line.startsWith("GET")).length;

  /** What another run finds of it. */
  const reopened = (path: string, address = "one"): RecordCache =>
    createRecordCache(openCache({ directory: path }), address);

  it("spares the record that has not changed, and fetches the one that has", async () => {
    const path = await folder();
    const before = await open({ records: [served({ id: "A-1" })] });
    const disk = openCache({ directory: path });
    const first = createOsvClient({
      transport: createOsvTransport(httpFor(before.service.address), before.service.address),
      cache: createRecordCache(disk, "one"),
    });
    await first.query(pairs);
    expect(idsOf(await first.query(pairs))).toEqual(["A-1"]);
    expect(fetched(before.service.requests)).toBe(1);
    await disk.close();
    const same = await open({ records: [served({ id: "A-1" })] }, { cache: reopened(path) });
    expect(idsOf(await same.source.query(pairs))).toEqual(["A-1"]);
    expect(fetched(same.service.requests)).toBe(0);
    const changed = served({ id: "A-1", modified: "2026-02-01T00:00:00Z" });
    const after = await open({ records: [changed] }, { cache: reopened(path) });
    await after.source.query(pairs);
    expect(fetched(after.service.requests)).toBe(1);
  });

  it("takes nothing from a broken file or from another service", async () => {
    const path = await folder();
    const disk = openCache({ directory: path });
    createRecordCache(disk, "one").put("A-1", "2026-01-01T00:00:00Z", { id: "A-1" });
    await disk.close();
    expect(await reopened(path).get("A-1", "2026-01-01T00:00:00Z")).toEqual({ id: "A-1" });
    expect(await reopened(path).get("A-1", "2026-01-02T00:00:00Z")).toBeUndefined();
    expect(await reopened(path, "two").get("A-1", "2026-01-01T00:00:00Z")).toBeUndefined();
    const files = await readdir(path, { recursive: true, withFileTypes: true });
    const file = files.find((one) => one.isFile() && one.parentPath.includes("osv-1"));
    const name = join(file?.parentPath ?? "", file?.name ?? "");
    await writeFile(name, (await readFile(name)).subarray(0, -5));
    expect(await reopened(path).get("A-1", "2026-01-01T00:00:00Z")).toBeUndefined();
  });

  it("stays within the bound of the cache", async () => {
    const path = await folder();
    const filled = openCache({ directory: path, maxBytes: 20_000 });
    const cache = createRecordCache(filled, "one");
    for (let at = 0; at < 40; at += 1) cache.put(`A-${at}`, "2026-01-01T00:00:00Z", { details: "x".repeat(1000) });
    await filled.close();
    const files = await readdir(path, { recursive: true, withFileTypes: true });
    const sizes = files
      .filter((one) => one.isFile())
      .map(async (one) => (await stat(join(one.parentPath, one.name))).size);
    expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000);
  });

  it("that cannot be written changes nothing", async () => {
    const path = join(await folder(), "file");
    await writeFile(path, "");
    const { source } = await open({ records: [served({ id: "A-1" })] }, { cache: reopened(path) });
    const answers = await source.query(pairs);
    expect([answers.failure, idsOf(answers)]).toEqual([null, ["A-1"]]);
  });

  function httpFor(address: string) {
    const http = createHttp({ version: "test", policy: createNetworkPolicy({ trusted: [address] }) });
    cleanups.push(() => http.close());
    return http;
  }
});
