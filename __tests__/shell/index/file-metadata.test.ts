import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openCache } from "../../../src/shell/cache/open-cache.ts";
import type { Http } from "../../../src/shell/http/http.ts";
import { buildTar, buildWheel, buildZip, metadataText, type ZipMember, type ZipShape } from "../../support/archives.ts";
import {
  type Fault,
  type LoopbackIndex,
  type LoopbackOptions,
  type LoopbackVersion,
  startLoopbackIndex,
} from "../../support/loopback-index.ts";
import { clientOf, fileOf, metadataOf, testHttp } from "./index-fixture.ts";

let http: Http;
const servers: LoopbackIndex[] = [];
const wheelPath = "/files/a-1.0-py3-none-any.whl";
const sdistPath = "/files/a-1.0.tar.gz";

async function start(
  options: Partial<LoopbackOptions> = {},
  version: Partial<LoopbackVersion> = {},
): Promise<LoopbackIndex> {
  const packages = [{ name: "a", versions: [{ version: "1.0", requires: ["b>=1"], ...version }] }];
  const server = await startLoopbackIndex({ packages, ...options });
  servers.push(server);
  return server;
}

beforeEach(() => {
  http = testHttp();
});
afterEach(async () => {
  await http.close();
  for (const server of servers.splice(0)) await server.close();
});

const read = (server: LoopbackIndex) => metadataOf(clientOf(http, [server.url]), "a");
const pathsOf = (server: LoopbackIndex): readonly string[] =>
  server.requests
    .map(({ path, headers }) => `${path}${headers.range === undefined ? "" : ` ${headers.range}`}`)
    .slice(1);
/** A wheel whose METADATA stands before 180 kB of other members, where the end of the file does not reach. */
function scattered(version: string): Buffer {
  const filler = Array.from({ length: 3 }, (_, index) => ({
    name: `a/${index}`,
    content: Buffer.alloc(60_000, index),
    stored: true,
  }));
  const content = metadataText({ name: "a", version, requires: ["b>=1"] });
  return buildZip([{ name: `a-${version}.dist-info/METADATA`, content }, ...filler]);
}
const good = { kind: "read", metadata: { name: "a", version: "1.0", requiresDist: ["b>=1"] } };

describe("metadata of a wheel", () => {
  it("comes from the sidecar that is promised", async () => {
    const server = await start();
    expect(await read(server)).toMatchObject({ ...good, source: "sidecar" });
    expect(pathsOf(server)).toEqual([`${wheelPath}.metadata`]);
  });

  it("comes from the sidecar that nobody promised, where the end of the wheel does not tell", async () => {
    const server = await start({ sidecars: "silent", dialect: "html" });
    server.addFile(wheelPath, scattered("1.0"));
    expect(await read(server)).toMatchObject({ ...good, source: "sidecar" });
    expect(pathsOf(server)).toEqual([`${wheelPath} bytes=-65536`, `${wheelPath}.metadata`]);
  });

  it("comes from the sidecar that nobody promised, where the wheel cannot be had", async () => {
    const server = await start({ sidecars: "silent", dialect: "html" });
    server.fault(wheelPath, { kind: "status", status: 403 });
    expect(await read(server)).toMatchObject({ ...good, source: "sidecar" });
  });

  it("comes from the sidecar that nobody promised, where the server knows no ranges and the wheel is large", async () => {
    const server = await start({ sidecars: "silent", dialect: "html", ranges: "none" }, { padding: 2_000_000 });
    expect(await read(server)).toMatchObject({ ...good, source: "sidecar" });
  });

  it("comes from the end of the wheel where there is no sidecar", async () => {
    const server = await start({ sidecars: "none" });
    expect(await read(server)).toMatchObject({ ...good, source: "wheel" });
    expect(pathsOf(server)).toEqual([`${wheelPath} bytes=-65536`]);
  });

  it("takes one more request where METADATA does not lie near the end", async () => {
    const server = await start({ sidecars: "none" });
    server.addFile(wheelPath, scattered("1.0"));
    expect(await read(server)).toMatchObject({ ...good, source: "wheel" });
    expect(pathsOf(server)).toHaveLength(3);
  });

  it("reads a directory that is longer than the tail, half of it from there", async () => {
    const server = await start({ sidecars: "none" });
    const many = Array.from({ length: 2000 }, (_, index) => ({ name: `a/${"x".repeat(40)}${index}`, content: "" }));
    server.addFile(
      wheelPath,
      buildZip([
        ...many,
        { name: "a-1.0.dist-info/METADATA", content: metadataText({ name: "a", version: "1.0", requires: ["b>=1"] }) },
      ]),
    );
    expect(await read(server)).toMatchObject(good);
  });

  it.each(["no-suffix", "none"] as const)("manages with a server of ranges: %s", async (ranges) => {
    const server = await start({ sidecars: "none", ranges }, { padding: 2_000_000 });
    expect(await read(server)).toMatchObject({ ...good, source: "wheel" });
    expect(pathsOf(server)).toHaveLength(3);
  });

  it("does not download a huge wheel from a server without ranges", async () => {
    const server = await start({ sidecars: "none" });
    server.fault(wheelPath, { kind: "huge", bytes: 900_000_000, announced: true });
    expect(await read(server)).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("900000000 bytes, its server sends no ranges"),
    });
  });

  it("asks for no sidecar where the end of each wheel tells all", async () => {
    const versions = Array.from({ length: 5 }, (_, index) => ({ version: `${index}.0` }));
    const server = await start({ sidecars: "silent", dialect: "html", packages: [{ name: "a", versions }] });
    const client = clientOf(http, [server.url]);
    for (let index = 0; index < 5; index += 1)
      expect(await metadataOf(client, "a", `a-${index}.0`)).toMatchObject({ kind: "read", source: "wheel" });
    expect(server.requests.filter(({ path }) => path.startsWith("/files/"))).toHaveLength(5);
  });

  it("tries the sidecars of a project of which many wheels are read: they are shorter than the ends", async () => {
    const versions = Array.from({ length: 14 }, (_, index) => ({ version: `${index}.0` }));
    const server = await start({ sidecars: "silent", dialect: "html", packages: [{ name: "a", versions }] });
    const client = clientOf(http, [server.url]);
    const sources = [];
    for (let index = 0; index < 14; index += 1) {
      const answer = await metadataOf(client, "a", `a-${index}.0`);
      sources.push(answer.kind === "read" ? answer.source : answer.kind);
    }
    expect(sources).toEqual([...Array(8).fill("wheel"), ...Array(6).fill("sidecar")]);
  });

  it("tries them ever more rarely where there are none", async () => {
    const versions = Array.from({ length: 60 }, (_, index) => ({ version: `${index}.0` }));
    const server = await start({ sidecars: "none", packages: [{ name: "a", versions }] });
    const client = clientOf(http, [server.url]);
    for (let index = 0; index < 60; index += 1)
      expect(await metadataOf(client, "a", `a-${index}.0`)).toMatchObject({ kind: "read", source: "wheel" });
    expect(server.requests.filter(({ path }) => path.endsWith(".metadata"))).toHaveLength(3);
  });

  it("asks ever more rarely for the sidecars of a project that has none, and finds where they begin", async () => {
    const versions = Array.from({ length: 24 }, (_, index) => ({ version: `${index}.0` }));
    const server = await start({ sidecars: "silent", dialect: "html", packages: [{ name: "a", versions }] });
    for (let index = 0; index < 24; index += 1) {
      const path = `/files/a-${index}.0-py3-none-any.whl`;
      server.addFile(path, scattered(`${index}.0`));
      if (index < 12) server.fault(`${path}.metadata`, { kind: "status", status: 404 });
    }
    const client = clientOf(http, [server.url]);
    for (let index = 0; index < 24; index += 1)
      expect((await metadataOf(client, "a", `a-${index}.0`)).kind).toBe("read");
    const asked = server.requests.map(({ path }) => /^\/files\/a-(\d+)\.0.*\.metadata$/.exec(path)?.[1]);
    expect(asked.filter((one) => one !== undefined).map(Number)).toEqual([0, 3, 8, 17, 18, 19, 20, 21, 22, 23]);
    const ends = server.requests.filter(
      ({ path, headers }) => path.endsWith(".whl") && headers.range === "bytes=-65536",
    );
    expect(ends).toHaveLength(18);
  });

  it("asks once for what nobody promised, however many wheels of the project are read at a time", async () => {
    const versions = Array.from({ length: 9 }, (_, index) => ({ version: `${index}.0` }));
    const server = await start({ sidecars: "none", packages: [{ name: "a", versions }] });
    for (const { version } of versions) server.addFile(`/files/a-${version}-py3-none-any.whl`, scattered(version));
    const client = clientOf(http, [server.url]);
    const answers = await Promise.all(versions.map(({ version }) => metadataOf(client, "a", `a-${version}`)));
    expect(answers.map(({ kind }) => kind)).toEqual(versions.map(() => "read"));
    expect(server.requests.filter(({ path }) => path.endsWith(".metadata")).length).toBeLessThan(4);
  });

  it("has failed where the sidecar is not the one promised", async () => {
    const server = await start();
    server.fault(`${wheelPath}.metadata`, {
      kind: "body",
      body: metadataText({ name: "a", version: "1.0", requires: ["evil"] }),
    });
    expect(await read(server)).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(/not what the index promised: its sha256 is/),
    });
  });

  it("has failed where the whole wheel is not the listed one", async () => {
    const server = await start({ sidecars: "none", ranges: "none" }, { listedHash: "0".repeat(64) });
    expect(await read(server)).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("is not the file that the index lists"),
    });
  });

  it("is unreadable where it is another's", async () => {
    const server = await start({}, { metadata: metadataText({ name: "b", version: "1.0" }) });
    expect(await read(server)).toMatchObject({ kind: "unreadable", reason: expect.stringContaining("`b`") });
  });

  it("goes to the wheel where an unpromised sidecar is a soft 404", async () => {
    const server = await start({ sidecars: "none" });
    server.fault(`${wheelPath}.metadata`, { kind: "body", body: "<html>not here</html>" });
    expect(await read(server)).toMatchObject({ ...good, source: "wheel" });
  });

  it.each<[string, Fault]>([
    ["500", { kind: "status", status: 500 }],
    ["a hang", { kind: "hang" }],
    ["a reset", { kind: "reset", afterBytes: 10 }],
  ])("has failed on %s, sidecar or wheel", async (_, fault) => {
    await http.close();
    http = testHttp("hasty");
    const [promised, none] = [await start(), await start({ sidecars: "none" })];
    promised.fault(`${wheelPath}.metadata`, fault);
    none.fault(wheelPath, fault);
    expect(await read(promised)).toMatchObject({ kind: "failed" });
    expect(await read(none)).toMatchObject({ kind: "failed" });
  });

  it.each([
    ["no Content-Range", { "content-range": "" }],
    ["one that is too long", { "content-range": "bytes 0-99999999999/99999999999" }],
    ["one of another place", { "content-range": "bytes 5-6/100" }],
  ])("does not believe a part with %s", async (_, headers) => {
    const server = await start({ sidecars: "none" });
    server.fault(wheelPath, { kind: "headers", headers });
    expect((await read(server)).kind).not.toBe("read");
  });

  const metadata = { name: "a-1.0.dist-info/METADATA", content: metadataText({ name: "a", version: "1.0" }) };
  it.each<[string, readonly ZipMember[], ZipShape, RegExp]>([
    ["no METADATA", [{ name: "a.py", content: "" }], {}, /has no `.dist-info\/METADATA`/],
    ["two", [metadata, metadata], {}, /has 2/],
    ["a bomb", [{ ...metadata, content: "x".repeat(40_000_000) }], {}, /unpacks to 40000000 bytes/],
    [
      "a bomb that lies about its size",
      [{ ...metadata, content: "x".repeat(10_000_000), lie: { size: 100 } }],
      {},
      /sizes that cannot be|does not unpack/,
    ],
    ["a wrong checksum", [{ ...metadata, lie: { crc32: 1 } }], {}, /does not unpack to what the archive says/],
    ["encryption", [{ ...metadata, lie: { flags: 1 } }], {}, /encrypted/],
    [
      "another name in its header",
      [{ ...metadata, lie: { localName: "a-1.0.dist-info/METADATB" } }],
      {},
      /another name/,
    ],
    ["too many members", [metadata], { zip64: true, claimedEntries: 300_000 }, /at most 200000/],
  ])("is unreadable with %s", async (_, members, shape, reason) => {
    const server = await start({ sidecars: "none" });
    server.addFile(wheelPath, buildZip(members, shape));
    expect(await read(server)).toMatchObject({ kind: "unreadable", reason: expect.stringMatching(reason) });
  });

  it("is unreadable where the file is no archive, and where it is gone", async () => {
    const server = await start({ sidecars: "none" });
    server.addFile(wheelPath, Buffer.from("nothing"));
    expect(await read(server)).toMatchObject({ kind: "unreadable" });
    server.fault(wheelPath, { kind: "status", status: 404 });
    expect(await read(server)).toMatchObject({ kind: "unreadable", reason: expect.stringContaining("gone") });
  });

  it("reads zip64", async () => {
    const server = await start({ sidecars: "none" });
    server.addFile(wheelPath, buildZip([metadata], { zip64: true }));
    expect(await read(server)).toMatchObject({ kind: "read", source: "wheel" });
  });

  it("finds a local version behind %2B", async () => {
    const server = await start({
      sidecars: "none",
      packages: [{ name: "torch", versions: [{ version: "2.1.0+cu121" }] }],
    });
    expect(await metadataOf(clientOf(http, [server.url]), "torch")).toMatchObject({
      kind: "read",
      metadata: { version: "2.1.0+cu121" },
    });
  });

  it("is asked for once and kept for ever", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pinwarden-meta-"));
    try {
      const server = await start();
      const file = await fileOf(clientOf(http, [server.url]), "a");
      for (let run = 0; run < 2; run += 1) {
        await using cache = openCache({ directory: folder });
        const client = clientOf(http, [server.url], { cache });
        const [one, two] = await Promise.all([
          client.metadata({ kind: "metadata", file }),
          client.answer({ kind: "metadata", file }),
        ]);
        expect(one).toBe(two);
        expect(one).toMatchObject(good);
      }
      expect(pathsOf(server)).toHaveLength(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("metadata of a source archive", () => {
  const pkgInfo = metadataText({ name: "a", version: "1.0", requires: ["b>=1"] }, "2.2");
  const sdist = (members: Readonly<Record<string, string>>) => start({}, { wheels: [], sdist: members });

  it("is what PKG-INFO promises", async () => {
    expect(await read(await sdist({ "PKG-INFO": pkgInfo, "setup.py": "raise SystemExit" }))).toMatchObject({
      ...good,
      source: "pkg-info",
    });
  });

  it("is assumed from the egg-info of the project, and no other's", async () => {
    const members = {
      "PKG-INFO": metadataText({ name: "a", version: "1.0" }),
      "src/other.egg-info/requires.txt": "evil",
      "src/a.egg-info/requires.txt": "c",
      "src/a.egg-info/PKG-INFO": "",
    };
    expect(await read(await sdist(members))).toMatchObject({
      kind: "read",
      source: "assumed-egg-info",
      metadata: { requiresDist: ["c"] },
    });
  });

  it("is unreadable where only setup.py could tell", async () => {
    expect(
      await read(await sdist({ "PKG-INFO": metadataText({ name: "a", version: "1.0" }), "setup.py": "" })),
    ).toMatchObject({ kind: "unreadable", reason: expect.stringContaining("a-1.0.tar.gz") });
  });

  it("has failed where the archive is not the listed one", async () => {
    const server = await start(
      {},
      {
        wheels: [],
        sdist: { "PKG-INFO": metadataText({ name: "a", version: "1.0", requires: ["b"] }) },
        listedHash: "1".repeat(64),
      },
    );
    expect(await read(server)).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("is not the file that the index lists"),
    });
  });

  it("tries again where the download breaks off", async () => {
    const server = await sdist({ "PKG-INFO": pkgInfo });
    server.fault(sdistPath, { kind: "reset", afterBytes: 30, times: 1 });
    expect(await read(server)).toMatchObject(good);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["no gzip", Buffer.from("nothing"), /compression is broken/],
    [
      "cut gzip",
      gzipSync(buildTar([{ name: "a-1.0/x", content: Buffer.alloc(5000, 3) }])).subarray(0, 40),
      /compression is broken/,
    ],
    [
      "a cut archive",
      gzipSync(buildTar([{ name: "a-1.0/x", content: "y".repeat(5000) }]).subarray(0, 2000)),
      /cut off/,
    ],
    ["a bomb", gzipSync(buildTar([{ name: "a-1.0/x", content: Buffer.alloc(40_000_000) }])), /unpacks to more than/],
    ["nothing of use", gzipSync(buildTar([{ name: "a-1.0/x", content: "" }])), /no PKG-INFO/],
  ])("is unreadable with %s", async (_, bytes, reason) => {
    // No digest is listed here, so that what is read is the archive and not the lie about it.
    const server = await start({ dialect: "html" }, { wheels: [], sdist: {} });
    server.fault("/simple/a/", { kind: "body", body: `<a href="${sdistPath}"></a>` });
    server.addFile(sdistPath, bytes);
    expect(await read(server)).toMatchObject({ kind: "unreadable", reason: expect.stringMatching(reason) });
  });

  it("reads a zip", async () => {
    const server = await start();
    server.fault("/simple/a/", { kind: "body", body: '<a href="/files/a-1.0.zip"></a>' });
    server.addFile("/files/a-1.0.zip", buildZip([{ name: "a-1.0/PKG-INFO", content: pkgInfo }]));
    expect(await read(server)).toMatchObject({ ...good, source: "pkg-info" });
  });

  it("does not download more than it may", async () => {
    const server = await sdist({ "PKG-INFO": pkgInfo });
    server.fault(sdistPath, { kind: "huge", bytes: 900_000_000, announced: true });
    expect(await read(server)).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("900000000 bytes"),
    });
  });
});

it("builds wheels that are zips", () => {
  expect(buildWheel({ name: "a", version: "1.0" }).bytes.subarray(0, 2).toString()).toBe("PK");
});
