import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { normalizeName } from "../../../src/core/python/name.ts";
import { noCache } from "../../../src/shell/cache/disk-cache.ts";
import { openCache } from "../../../src/shell/cache/open-cache.ts";
import { createHttp } from "../../../src/shell/http/create-http.ts";
import type { Http } from "../../../src/shell/http/http.ts";
import { createNetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import { type AdvisorySourceOptions, chooseAdvisorySource } from "../../../src/shell/osv/choose-advisory-source.ts";
import { osvJson } from "../../support/osv-records.ts";
import { type OsvService, startOsvService } from "../../support/osv-service.ts";

const pairs = [{ name: normalizeName("demo"), version: "1.0" }];

describe("chooseAdvisorySource", () => {
  let service: OsvService;
  let http: Http;
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pinwarden-osv-choice-"));
    service = await startOsvService({
      records: [{ json: osvJson({ id: "A-1", range: "introduced 0" }), hits: ["demo 1.0"] }],
    });
    http = createHttp({ version: "test", policy: createNetworkPolicy({ trusted: [service.address] }) });
  });
  afterEach(async () => {
    await http.close();
    await service[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const query = (parts: Partial<AdvisorySourceOptions>) =>
    chooseAdvisorySource({
      dump: null,
      address: service.address,
      http,
      cache: noCache,
      refreshed: null,
      offline: false,
      ...parts,
    }).query(pairs);

  it("asks the service at the address, and keeps its records in the cache", async () => {
    await using cache = openCache({ directory: folder });
    expect(await query({ cache, now: () => "2026-11-21T00:00:00Z" })).toMatchObject({
      source: service.address,
      asOf: "2026-11-21T00:00:00Z",
      failure: null,
    });
    await cache.close();
    expect(await readdir(join(folder, "v1"))).toContain("osv-1");
  });

  it("reads the dump where one is named, and asks nobody", async () => {
    const dump = join(folder, "dump.jsonl");
    await writeFile(dump, JSON.stringify(osvJson({ id: "A-2", range: "introduced 0" })));
    const answers = await query({ dump });
    expect(answers.of(normalizeName("demo"), "1.0")).toMatchObject([{ id: "A-2" }]);
    expect([answers.source, service.requests]).toEqual([dump, []]);
  });

  it("reads without a network what was refreshed, and with one the service", async () => {
    const refreshed = join(folder, "all.jsonl");
    await writeFile(refreshed, JSON.stringify(osvJson({ id: "A-3", range: "introduced 0" })));
    const offline = await query({ offline: true, refreshed });
    expect(offline.of(normalizeName("demo"), "1.0")).toMatchObject([{ id: "A-3" }]);
    expect((await query({ refreshed })).source).toBe(service.address);
    expect((await query({ offline: true, refreshed: join(folder, "none") })).failure).toContain("has kept none");
  });

  it("never passes an offline run without a dump as clean", async () => {
    const answers = await query({ offline: true, dump: "" });
    expect(answers.failure).toContain("the run is offline");
    expect([answers.of(normalizeName("demo"), "1.0"), service.requests]).toEqual([undefined, []]);
  });

  it("says what is wrong with an address, without its credentials", async () => {
    const { failure } = await query({ address: "htp//user:secret@osv.test" });
    expect(failure).toContain("`PINWARDEN_OSV_URL`");
    expect(failure).not.toContain("secret");
  });
});
