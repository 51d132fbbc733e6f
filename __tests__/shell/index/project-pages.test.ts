import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { normalizeName } from "../../../src/core/python/name.ts";
import { openCache } from "../../../src/shell/cache/open-cache.ts";
import type { Http } from "../../../src/shell/http/http.ts";
import { buildWheel } from "../../support/archives.ts";
import {
  type Fault,
  type LoopbackIndex,
  type LoopbackOptions,
  startLoopbackIndex,
} from "../../support/loopback-index.ts";
import { clientOf, metadataOf, projectOf, testHttp } from "./index-fixture.ts";

const packages = [
  {
    name: "a",
    versions: [{ version: "1.0", requires: ["b>=1"], requiresPython: ">=3.8", uploadTime: "2024-01-02T03:04:05Z" }],
  },
];
let http: Http;
let folder: string;
const servers: LoopbackIndex[] = [];

async function start(options: Partial<LoopbackOptions> = {}): Promise<LoopbackIndex> {
  const server = await startLoopbackIndex({ packages, ...options });
  servers.push(server);
  return server;
}

beforeEach(async () => {
  http = testHttp();
  folder = await mkdtemp(join(tmpdir(), "pinwarden-index-"));
});
afterEach(async () => {
  await http.close();
  for (const server of servers.splice(0)) await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe("pages of an index", () => {
  it.each<Partial<LoopbackOptions>>([
    { dialect: "json" },
    { dialect: "html" },
    { dialect: "json", gzip: true },
    { dialect: "html", gzip: true },
  ])("reads %j", async (options) => {
    const server = await start(options);
    expect(await projectOf(clientOf(http, [server.url]), "a")).toMatchObject({
      kind: "listed",
      pages: [
        {
          index: server.url,
          files: [
            {
              filename: "a-1.0-py3-none-any.whl",
              requiresPython: ">=3.8",
              uploadTime: "2024-01-02T03:04:05Z",
              coreMetadata: true,
            },
          ],
        },
      ],
    });
    expect(server.requests[0]?.headers.accept).toContain(
      "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html",
    );
  });

  it.each<[string, Fault]>([
    ["JSON called HTML", { kind: "headers", headers: { "content-type": "text/html" } }],
    ["without any type", { kind: "headers", headers: { "content-type": "" } }],
  ])("reads %s", async (_, fault) => {
    const server = await start();
    server.fault("/simple/a/", fault);
    expect((await projectOf(clientOf(http, [server.url]), "a")).kind).toBe("listed");
  });

  it("asks once, however often it is asked", async () => {
    const server = await start();
    const client = clientOf(http, [server.url]);
    const answers = await Promise.all([projectOf(client, "a"), projectOf(client, "A"), projectOf(client, "a")]);
    expect(new Set(answers).size).toBe(1);
    expect(server.requests).toHaveLength(1);
    expect(client.counts()).toEqual({ pages: 1, metadata: 0 });
  });

  it.each(["pypi.org/simple", "ftp://host/simple", ""])("refuses %j for an index", (url) => {
    expect(() => clientOf(http, [url])).toThrow("is no https, http or file address");
  });

  it("says which indexes lack the project", async () => {
    const [one, two] = [await start(), await start()];
    expect(await projectOf(clientOf(http, [one.url, two.url]), "none")).toEqual({
      kind: "absent",
      asked: [one.url, two.url],
    });
  });

  it.each<[string, Fault, RegExp]>([
    ["500", { kind: "status", status: 500 }, /answered 500, 3 times/],
    ["429 without end", { kind: "status", status: 429, headers: { "retry-after": "9999" } }, /answered 429/],
    ["401", { kind: "status", status: 401 }, /no credentials are known.*netrc/],
    ["403", { kind: "status", status: 403 }, /no credentials are known/],
    ["a hang", { kind: "hang" }, /no answer within the limit|limit of 1000 ms/],
    ["a drip", { kind: "drip", bytes: 1, everyMs: 100 }, /limit of 1000 ms/],
    ["a reset", { kind: "reset", afterBytes: 10 }, /connection/],
    ["truncated JSON", { kind: "truncate", afterBytes: 60 }, /not a JSON object/],
    ["a gigabyte", { kind: "huge", bytes: 1_000_000_000, announced: true }, /announces 1000000000 bytes/],
    ["a captive portal's text", { kind: "body", body: "please log in" }, /neither a JSON nor an HTML page/],
    ["a later API", { kind: "body", body: '{"meta":{"api-version":"2.0"},"files":[]}' }, /version `2.0`/],
    ["an endless redirect", { kind: "redirect", to: "/simple/a/" }, /redirects more than 10 times/],
  ])("fails on %s, and never takes it for absent", async (_, fault, reason) => {
    if (fault.kind === "hang" || fault.kind === "drip") {
      await http.close();
      http = testHttp("hasty");
    }
    const [server, next] = [await start(), await start()];
    server.fault("/simple/a/", fault);
    expect(await projectOf(clientOf(http, [server.url, next.url]), "a")).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(reason),
    });
    expect(next.requests).toHaveLength(0);
  });

  it("recovers from a burst of 500 and from a cut", async () => {
    const server = await start({ gzip: true });
    server.fault("/simple/a/", { kind: "status", status: 500, times: 1 });
    server.fault("/simple/a/", { kind: "truncate", afterBytes: 40, times: 1 });
    expect((await projectOf(clientOf(http, [server.url]), "a")).kind).toBe("listed");
  });

  it("resolves links against where a redirect led", async () => {
    const [front, back] = [await start({ packages: [] }), await start()];
    front.fault("/simple/a/", { kind: "redirect", to: `${back.url}a/` });
    expect(await metadataOf(clientOf(http, [front.url]), "a")).toMatchObject({ kind: "read", source: "sidecar" });
  });
});

describe("several indexes", () => {
  const other = [{ name: "a", versions: [{ version: "9.0" }] }];

  it("stops at the first that knows the project", async () => {
    const [empty, first, second] = [await start({ packages: [] }), await start(), await start({ packages: other })];
    const answer = await projectOf(clientOf(http, [empty.url, first.url, second.url]), "a");
    expect(answer.kind === "listed" && answer.pages.map(({ index }) => index)).toEqual([first.url]);
    expect(second.requests).toHaveLength(0);
  });

  it("asks all of them for the best match, in order", async () => {
    const [first, second] = [await start(), await start({ packages: other })];
    const answer = await projectOf(clientOf(http, [first.url, second.url], { strategy: "best-match" }), "a");
    expect(answer.kind === "listed" && answer.pages.map(({ index }) => index)).toEqual([first.url, second.url]);
  });

  it("keeps a project to its explicit index, and the index to its projects", async () => {
    const [main, special] = [await start(), await start({ packages: other })];
    const client = clientOf(http, [main.url], {
      indexes: [{ url: main.url }, { url: special.url, explicitFor: [normalizeName("a")] }],
    });
    const answer = await projectOf(client, "a");
    expect(answer.kind === "listed" && answer.pages.map(({ index }) => index)).toEqual([special.url]);
    expect(await projectOf(client, "b")).toEqual({ kind: "absent", asked: [main.url] });
  });
});

describe("find-links", () => {
  it("lists the files of a folder, and reads them", async () => {
    const wheel = buildWheel({ name: "my_pkg", version: "1.0+cu121", requires: ["b"] });
    await writeFile(join(folder, wheel.filename), wheel.bytes);
    await writeFile(join(folder, "notes.txt"), "");
    const client = clientOf(http, [], { findLinks: [folder] });
    expect(await metadataOf(client, "my-pkg")).toMatchObject({
      kind: "read",
      source: "wheel",
      metadata: { requiresDist: ["b"] },
    });
    expect(await projectOf(client, "notes")).toMatchObject({ kind: "absent", asked: [pathToFileURL(folder).href] });
  });

  it("says which folder is not there", async () => {
    expect(await projectOf(clientOf(http, [], { findLinks: [join(folder, "none")] }), "a")).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("ENOENT"),
    });
  });

  it("reads a page of links to any project, beside the indexes", async () => {
    const server = await start();
    server.fault("/links", {
      kind: "body",
      body: '<a href="/files/a-1.0-py3-none-any.whl"></a><a href="/files/b-2.0-py3-none-any.whl"></a>',
    });
    const client = clientOf(http, [server.url], { findLinks: [`${server.origin}/links`] });
    const answer = await projectOf(client, "a");
    expect(answer.kind === "listed" && answer.pages.map(({ index, files }) => [index, files.length])).toEqual([
      [`${server.origin}/links`, 1],
      [server.url, 1],
    ]);
    expect(await projectOf(client, "b")).toMatchObject({ kind: "listed" });
  });

  it("reads an index on disk", async () => {
    await mkdir(join(folder, "a"));
    await writeFile(join(folder, "a", "index.html"), '<a href="../a-1.0-py3-none-any.whl"></a>');
    const client = clientOf(http, [pathToFileURL(folder).href]);
    expect(await projectOf(client, "a")).toMatchObject({
      kind: "listed",
      pages: [{ files: [{ url: pathToFileURL(join(folder, "a-1.0-py3-none-any.whl")).href }] }],
    });
    expect((await projectOf(client, "b")).kind).toBe("absent");
  });
});

describe("credentials", () => {
  const credentials = { username: "me", password: "s3cret:@/" };

  it.each([
    ["the address", (url: string) => ({ indexes: [{ url: url.replace("//", "//me:s3cret%3A%40%2F@") }] })],
    [
      "the environment",
      (url: string) => ({
        indexes: [{ url, name: "my-own" }],
        environment: { PINWARDEN_INDEX_MY_OWN_USERNAME: "me", PINWARDEN_INDEX_MY_OWN_PASSWORD: "s3cret:@/" },
      }),
    ],
    [
      "uv's environment",
      (url: string) => ({
        indexes: [{ url, name: "my-own" }],
        environment: { UV_INDEX_MY_OWN_USERNAME: "me", UV_INDEX_MY_OWN_PASSWORD: "s3cret:@/" },
      }),
    ],
    [
      "netrc",
      (url: string) => ({ indexes: [{ url }], netrc: [{ machine: "127.0.0.1", login: "me", password: "s3cret:@/" }] }),
    ],
  ])("of %s open pages and files, and are seen nowhere", async (_, options) => {
    const server = await start({ credentials });
    const client = clientOf(http, [], options(server.url));
    expect(await metadataOf(client, "a")).toMatchObject({ kind: "read" });
    expect(JSON.stringify([await projectOf(client, "a"), await projectOf(client, "none")])).not.toContain("s3cret");
  });

  it("are not sent to another origin that a page links to", async () => {
    const files = await start({ sidecars: "none" });
    const server = await start({ credentials, filesAt: files.origin });
    const url = server.url.replace("//", "//me:s3cret%3A%40%2F@");
    expect(await metadataOf(clientOf(http, [url]), "a")).toMatchObject({ kind: "read" });
    expect(files.requests.length).toBeGreaterThan(0);
    expect(files.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it("that do not fit are said not to, without being said", async () => {
    const server = await start({ credentials });
    const answer = await projectOf(clientOf(http, [server.url.replace("//", "//me:wr0ng@")]), "a");
    expect(answer).toMatchObject({ kind: "failed", reason: expect.stringContaining("were not accepted") });
    expect(JSON.stringify(answer)).not.toMatch(/wr0ng|me:/);
  });
});

describe("the cache of pages", () => {
  const open = () => openCache({ directory: folder });

  it("asks with the tag, and takes what it has when nothing changed", async () => {
    const server = await start({ etag: true });
    for (const expected of [1, 2]) {
      await using cache = open();
      expect((await projectOf(clientOf(http, [server.url], { cache }), "a")).kind).toBe("listed");
      expect(server.requests).toHaveLength(expected);
    }
    expect(server.requests[1]?.headers["if-none-match"]).toBeDefined();
  });

  it("does not ask while the answer is fresh", async () => {
    const server = await start({ cacheControl: "max-age=600", dialect: "html" });
    for (const now of [0, 599_000, 601_000]) {
      await using cache = open();
      expect((await projectOf(clientOf(http, [server.url], { cache, now: () => now }), "a")).kind).toBe("listed");
    }
    expect(server.requests).toHaveLength(2);
  });

  it("sees a page that changed between two runs", async () => {
    const server = await start({ etag: true });
    const versions = async (): Promise<number> => {
      await using cache = open();
      const answer = await projectOf(clientOf(http, [server.url], { cache }), "a");
      return answer.kind === "listed" ? (answer.pages[0]?.files.length ?? 0) : -1;
    };
    expect(await versions()).toBe(1);
    server.replace([{ name: "a", versions: [{ version: "1.0" }, { version: "2.0" }] }]);
    expect(await versions()).toBe(2);
  });

  it("answers offline what it holds, and fails for the rest", async () => {
    const server = await start();
    for (const offline of [false, true]) {
      await using cache = open();
      const client = clientOf(http, [server.url], { cache, offline });
      expect(await metadataOf(client, "a")).toMatchObject({ kind: "read", metadata: { requiresDist: ["b>=1"] } });
    }
    await using cache = open();
    const asked = server.requests.length;
    expect(await projectOf(clientOf(http, [server.url], { cache, offline: true }), "b")).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("offline"),
    });
    expect(server.requests).toHaveLength(asked);
  });

  it("keeps one index's page from answering for another's", async () => {
    const [one, two] = [await start({ cacheControl: "max-age=600" }), await start({ packages: [] })];
    await using cache = open();
    await projectOf(clientOf(http, [one.url], { cache }), "a");
    expect((await projectOf(clientOf(http, [two.url], { cache }), "a")).kind).toBe("absent");
  });
});
