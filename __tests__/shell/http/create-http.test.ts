import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createHttp, type HttpOptions } from "../../../src/shell/http/create-http.ts";
import type { Http, HttpAnswer } from "../../../src/shell/http/http.ts";
import { createNetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import { type LoopbackIndex, startLoopbackIndex } from "../../support/loopback-index.ts";

let server: LoopbackIndex;
let waits: number[];
const opened: Http[] = [];

beforeEach(async () => {
  server = await startLoopbackIndex({ packages: [{ name: "a", versions: [{ version: "1.0" }] }] });
  waits = [];
});

afterEach(async () => {
  for (const http of opened.splice(0)) await http.close();
  await server.close();
});

/** Waits are written down instead of waited; the dice always fall highest. */
function open(options: Partial<HttpOptions> = {}): Http {
  let clock = 0;
  const http = createHttp({
    version: "1.2.3",
    policy: createNetworkPolicy({ trusted: [server.url] }),
    clock: {
      now: () => clock,
      sleep: (ms) => {
        waits.push(ms);
        clock += ms;
        return Promise.resolve();
      },
      random: () => 0.999_999,
    },
    ...options,
  });
  opened.push(http);
  return http;
}

const url = (path: string): string => `${server.origin}${path}`;

function text(answer: HttpAnswer<Uint8Array>): string {
  if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
  return Buffer.from(answer.body).toString("utf8");
}

describe("createHttp", () => {
  it("reads a page and names itself", async () => {
    const answer = await open().get(url("/simple/a/"));
    expect(text(answer)).toContain("a-1.0-py3-none-any.whl");
    expect(server.requests[0]?.headers["user-agent"]).toBe("pinwarden/1.2.3");
  });

  it("decodes gzip", async () => {
    server.fault("/x", { kind: "body", body: gzipSync("hello"), headers: { "content-encoding": "gzip" } });
    expect(text(await open().get(url("/x")))).toBe("hello");
  });

  it("refuses what unpacks to more than is read", async () => {
    server.fault("/x", {
      kind: "body",
      body: gzipSync(Buffer.alloc(9_000_000)),
      headers: { "content-encoding": "gzip" },
    });
    const answer = await open().get(url("/x"), { maxBytes: 1_000_000 });
    expect(answer).toMatchObject({
      kind: "failed",
      failure: "too-large",
      reason: expect.stringContaining("unpacks to more than 1000000 bytes"),
    });
  });

  it("refuses a small body that unpacks to a bomb even below the cap", async () => {
    server.fault("/x", {
      kind: "body",
      body: gzipSync(Buffer.alloc(50_000_000)),
      headers: { "content-encoding": "gzip" },
    });
    expect(await open().get(url("/x"), { maxBytes: 64_000_000 })).toMatchObject({
      kind: "failed",
      failure: "too-large",
    });
  });

  it.each([true, false])("ends a gigabyte early (announced: %p)", async (announced) => {
    server.fault("/x", { kind: "huge", bytes: 1_000_000_000, announced });
    expect(await open().get(url("/x"), { maxBytes: 1_000_000 })).toMatchObject({
      kind: "failed",
      failure: "too-large",
      reason: expect.stringContaining(url("/x")),
    });
    expect(server.requests).toHaveLength(1);
  });

  it("tries again after 500 with doubling windows", async () => {
    server.fault("/simple/a/", { kind: "status", status: 500, times: 3 });
    expect((await open().get(url("/simple/a/"))).kind).toBe("ok");
    expect(waits).toEqual([199, 399, 799]);
  });

  it("gives up after its attempts and says so", async () => {
    server.fault("/simple/a/", { kind: "status", status: 503 });
    expect(await open().get(url("/simple/a/"))).toMatchObject({
      kind: "status",
      status: 503,
      reason: `\`${url("/simple/a/")}\` answered 503, 4 times`,
    });
  });

  it("does not try a 404 again", async () => {
    expect(await open().get(url("/simple/none/"))).toMatchObject({ kind: "status", status: 404 });
    expect(server.requests).toHaveLength(1);
  });

  it("waits as long as Retry-After says", async () => {
    server.fault("/simple/a/", { kind: "status", status: 429, headers: { "retry-after": "7" }, times: 1 });
    expect((await open().get(url("/simple/a/"))).kind).toBe("ok");
    expect(waits).toEqual([7000]);
  });

  it("does not wait past the limit of the whole request", async () => {
    server.fault("/simple/a/", { kind: "status", status: 429, headers: { "retry-after": "3600" } });
    expect(await open().get(url("/simple/a/"))).toMatchObject({ kind: "status", status: 429 });
    expect(waits).toEqual([]);
  });

  it.each([
    ["a reset midway", { kind: "reset", afterBytes: 20 }],
    ["broken gzip", { kind: "body", body: gzipSync("hello").subarray(0, 12), headers: { "content-encoding": "gzip" } }],
  ] as const)("tries again after %s", async (_, fault) => {
    server.fault("/simple/a/", { ...fault, times: 2 });
    expect(text(await open().get(url("/simple/a/")))).toContain("a-1.0");
    expect(server.requests).toHaveLength(3);
  });

  it("fails where every attempt is cut", async () => {
    server.fault("/simple/a/", { kind: "reset", afterBytes: 20 });
    expect(await open().get(url("/simple/a/"))).toMatchObject({
      kind: "failed",
      failure: "network",
      reason: expect.stringContaining("4 times"),
    });
  });

  it("gives up a server that never answers", async () => {
    server.fault("/simple/a/", { kind: "hang" });
    const http = open({ timeouts: { headersMs: 60 }, retries: { attempts: 2 } });
    expect(await http.get(url("/simple/a/"))).toMatchObject({ kind: "failed", failure: "timeout" });
  });

  it("gives up a body that drips past the limit", async () => {
    server.fault("/simple/a/", { kind: "drip", bytes: 1, everyMs: 20 });
    const http = open({ retries: { attempts: 1 } });
    expect(await http.get(url("/simple/a/"), { totalMs: 150 })).toMatchObject({
      kind: "failed",
      failure: "timeout",
      reason: expect.stringContaining("150 ms"),
    });
  });

  it("says that a connection was refused", async () => {
    await server.close();
    expect(await open().get(url("/simple/a/"))).toMatchObject({
      kind: "failed",
      failure: "network",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("leaves a server alone after several failures in a row", async () => {
    server.fault("/x", { kind: "status", status: 500 });
    const http = open({ retries: { attempts: 1 } });
    for (let index = 0; index < 6; index += 1) await http.get(url("/x"));
    expect(await http.get(url("/simple/a/"))).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("the last 6 requests to this server failed"),
    });
    expect(server.requests).toHaveLength(6);
  });

  it("follows redirects, ten at most", async () => {
    expect((await open().get(url("/simple/a"))).kind).toBe("ok");
    server.fault("/loop", { kind: "redirect", to: "/loop" });
    expect(await open().get(url("/loop"))).toMatchObject({
      kind: "failed",
      failure: "redirect",
      reason: expect.stringContaining("more than 10 times"),
    });
  });

  it("does not follow a redirect to where policy forbids", async () => {
    server.fault("/x", { kind: "redirect", to: "http://169.254.169.254/latest/meta-data" });
    expect(await open().get(url("/x"))).toMatchObject({ kind: "failed", failure: "refused" });
  });

  it("sends credentials to their origin and path alone, and not along a redirect", async () => {
    await using other = await startLoopbackIndex({ packages: [] });
    const credentials = [{ origin: server.origin, pathPrefix: "/simple/", username: "me", password: "s3cret" }];
    server.fault("/simple/x/", { kind: "redirect", to: `${other.origin}/stolen` });
    server.fault("/simple/y/", { kind: "redirect", to: "/simplex/y" });
    const http = open();
    await http.get(url("/simple/x/"), { credentials });
    await http.get(url("/simple/y/"), { credentials });
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization !== undefined])).toEqual([
      ["/simple/x/", true],
      ["/simple/y/", true],
      ["/simplex/y", false],
    ]);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("refuses an address with credentials in it, without printing them", async () => {
    const answer = await open().get(`http://me:s3cret@127.0.0.1:1/simple/`);
    expect(answer).toMatchObject({ kind: "failed", failure: "refused" });
    expect(JSON.stringify(answer)).not.toMatch(/s3cret|me:/);
  });

  it("asks with a condition and takes 304 for an answer", async () => {
    await using tagged = await startLoopbackIndex({
      packages: [{ name: "a", versions: [{ version: "1" }] }],
      etag: true,
    });
    const http = open({ policy: createNetworkPolicy({ trusted: [tagged.url] }) });
    const first = await http.get(`${tagged.url}a/`);
    const etag = first.kind === "ok" ? (first.head.headers.get("etag") ?? "") : "";
    expect((await http.get(`${tagged.url}a/`, { headers: { "if-none-match": etag } })).kind).toBe("notModified");
  });

  it("posts JSON", async () => {
    server.fault("/v1/querybatch", { kind: "body", body: '{"results":[]}' });
    expect(text(await open().postJson(url("/v1/querybatch"), { queries: [] }))).toBe('{"results":[]}');
    expect(server.requests[0]).toMatchObject({ method: "POST", headers: { "content-type": "application/json" } });
  });

  it("stops downloading when the reader has enough", async () => {
    server.fault("/x", { kind: "huge", bytes: 1_000_000_000 });
    const answer = await open().read(url("/x"), {}, async (_, chunks) => {
      for await (const chunk of chunks) return chunk.byteLength;
      return 0;
    });
    expect(answer).toMatchObject({ kind: "ok", body: expect.any(Number) });
  });

  it("keeps within its bounds of requests at once", async () => {
    server.addFile("/x", Buffer.alloc(10));
    let running = 0;
    let most = 0;
    const http = open({ concurrency: { all: 3 } });
    await Promise.all(
      Array.from({ length: 12 }, () =>
        http.read(url("/x"), {}, async (_, chunks) => {
          running += 1;
          most = Math.max(most, running);
          for await (const chunk of chunks) void chunk;
          await new Promise((resolve) => setTimeout(resolve, 10));
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(3);
  });
});
