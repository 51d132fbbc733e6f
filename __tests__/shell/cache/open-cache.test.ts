import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { cacheDirectory } from "../../../src/shell/cache/cache-directory.ts";
import type { CacheKey } from "../../../src/shell/cache/disk-cache.ts";
import { decodeEntry, encodeEntry } from "../../../src/shell/cache/entry-format.ts";
import { freshUntil, mayKeep } from "../../../src/shell/cache/freshness.ts";
import { type CacheOptions, openCache } from "../../../src/shell/cache/open-cache.ts";
import { fc } from "../../support/fast-check.ts";

let directory: string;
let warnings: string[];
const place: CacheKey = { bucket: "pages-1", key: "https://host/simple/ a" };
const entry = { notes: { etag: '"x"' }, body: Buffer.from("body") };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pinwarden-cache-"));
  warnings = [];
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const open = (options: Partial<CacheOptions> = {}) =>
  openCache({ directory, onWarning: (message) => warnings.push(message), ...options });

async function files(): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((found) => found.isFile() && found.name !== "pruned")
    .map((found) => join(found.parentPath, found.name));
}

async function write(options: Partial<CacheOptions> = {}): Promise<void> {
  await using cache = open(options);
  cache.write(place, entry);
}

describe("openCache", () => {
  it("gives back what it was given, in another run too", async () => {
    await write();
    const read = await open().read(place);
    expect({ notes: read?.notes, body: Buffer.from(read?.body ?? []).toString() }).toEqual({
      notes: { etag: '"x"' },
      body: "body",
    });
    expect(await open().read({ ...place, key: "another" })).toBeNull();
    expect(await open().read({ ...place, bucket: "another" })).toBeNull();
  });

  it("makes nothing while nothing is written", async () => {
    await open({ directory: join(directory, "deep") }).close();
    expect(await readdir(directory)).toEqual([]);
  });

  it("takes a cut or changed file for a miss, and removes it", async () => {
    await write();
    const [file = ""] = await files();
    await truncate(file, 30);
    expect(await open().read(place)).toBeNull();
    expect(await files()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it("goes on where the folder cannot be written, and says so once", async () => {
    const blocked = join(directory, "file");
    await writeFile(blocked, "");
    const cache = open({ directory: join(blocked, "cache") });
    cache.write(place, entry);
    cache.write({ ...place, key: "b" }, entry);
    await cache.close();
    expect(await cache.read(place)).toBeNull();
    expect(warnings).toEqual([expect.stringContaining("ENOTDIR")]);
  });

  it("reads from a folder that is read-only", async () => {
    await write();
    await chmod(directory, 0o500);
    expect((await open().read(place))?.notes).toEqual({ etag: '"x"' });
    await chmod(directory, 0o700);
  });

  it("lets a body go once it is written, and not before", async () => {
    const body = Buffer.alloc(200_000, 7);
    const cache = open();
    cache.write(place, { notes: {}, body });
    expect(body).toHaveLength(200_000);
    await cache.close();
    expect(body).toHaveLength(0);
    expect((await cache.read(place))?.body).toEqual(Buffer.alloc(200_000, 7));
  });

  it("leaves a whole entry whoever writes at the same time", async () => {
    const caches = Array.from({ length: 6 }, () => open());
    const bodies = caches.map((_, index) => Buffer.alloc(200_000, index));
    for (const [index, cache] of caches.entries())
      cache.write(place, { notes: {}, body: Buffer.from(bodies[index] ?? []) });
    const during = await open().read(place);
    await Promise.all(caches.map((cache) => cache.close()));
    const after = await open().read(place);
    for (const read of [during, after])
      if (read !== null) expect(bodies.some((body) => body.equals(read.body))).toBe(true);
    expect(after).not.toBeNull();
    expect(await files()).toHaveLength(1);
  });

  it("prunes the oldest, and what a dead process left", async () => {
    const now = Date.now();
    const cache = open({ maxBytes: 0 });
    for (const key of ["a", "b", "c"]) cache.write({ ...place, key }, { notes: {}, body: Buffer.alloc(1000) });
    await cache.close();
    expect(await files()).toEqual([]);

    const later = now + 2 * 24 * 60 * 60 * 1000;
    await write({ maxBytes: 1_000_000 });
    const [file = ""] = await files();
    await writeFile(`${file}.1-ab.part`, "half");
    await utimes(`${file}.1-ab.part`, now / 1000 - 7200, now / 1000 - 7200);
    await utimes(file, now / 1000 - 9000, now / 1000 - 9000);
    await using second = open({ maxBytes: 1300, now: () => later });
    second.write({ ...place, key: "b" }, { notes: {}, body: Buffer.alloc(1000) });
    second.write({ ...place, key: "c" }, { notes: {}, body: Buffer.alloc(200) });
    await second.close();
    expect((await files()).some((path) => path.endsWith(".part"))).toBe(false);
    expect(await second.read(place)).toBeNull();
  });

  it("keeps its files to their owner", async () => {
    await write();
    const [file = ""] = await files();
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await readFile(file)).subarray(0, 4).toString()).toBe("PWC1");
  });
});

describe("entry format", () => {
  it("refuses a file with any byte changed, cut or added", () => {
    const file = Buffer.concat(encodeEntry(place.key, entry));
    expect(decodeEntry(place.key, file)).not.toBeNull();
    expect(decodeEntry("another key", file)).toBeNull();
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = Buffer.from(file);
        broken[at] = (broken[at] ?? 0) ^ flip;
        return (
          decodeEntry(place.key, broken) === null &&
          decodeEntry(place.key, file.subarray(0, at)) === null &&
          decodeEntry(place.key, Buffer.concat([file, broken])) === null
        );
      }),
    );
  });
});

describe("freshness", () => {
  const until = (control: string, age?: string) =>
    freshUntil(new Map([["cache-control", control], ...(age === undefined ? [] : ([["age", age]] as const))]), 1000);
  it.each([
    ["max-age=600", undefined, 601_000],
    ["public, MAX-AGE=600", "100", 501_000],
    ["max-age=600", "900", 1000],
    ["s-maxage=600", undefined, 1000],
    ["no-cache, max-age=600", undefined, 1000],
    ["max-age=99999999", undefined, 3_601_000],
    ["", undefined, 1000],
  ])("%s, age %s", (control, age, expected) => expect(until(control, age)).toBe(expected));

  it("keeps nothing that must not be kept", () =>
    expect([mayKeep(new Map([["cache-control", "private, no-store"]])), mayKeep(new Map())]).toEqual([false, true]));
});

describe("cacheDirectory", () => {
  it("prefers its own variable, then an absolute XDG one", () => {
    expect(cacheDirectory({ PINWARDEN_CACHE_DIR: "/c", XDG_CACHE_HOME: "/x", HOME: "/h" })).toBe("/c");
    expect(cacheDirectory({ PINWARDEN_CACHE_DIR: "", XDG_CACHE_HOME: "/x", HOME: "/h" })).toBe("/x/pinwarden");
    expect(cacheDirectory({ XDG_CACHE_HOME: "relative", HOME: "/h" })).not.toContain("relative");
  });
});
