import { describe, expect, it } from "@jest/globals";
import { createTarReader } from "../../../src/core/index/tar-reader.ts";
import { findWheelMetadata } from "../../../src/core/index/wheel-member.ts";
import { findZipEnd, parseZipDirectory, type ZipEntry } from "../../../src/core/index/zip-directory.ts";
import { parseWheelFilename } from "../../../src/core/python/wheel-filename.ts";
import { buildTar, buildZip, type ZipMember, type ZipShape } from "../../support/archives.ts";
import { fc } from "../../support/fast-check.ts";

function list(zip: Uint8Array): readonly ZipEntry[] | string {
  const end = findZipEnd(zip, 0);
  if (!end.ok || end.value === null) return end.ok ? "more" : end.problem.message;
  const entries = parseZipDirectory(
    zip.subarray(end.value.directoryOffset, end.value.directoryOffset + end.value.directorySize),
    end.value,
  );
  return entries.ok ? entries.value : entries.problem.message;
}

const members: readonly ZipMember[] = [
  { name: "a.txt", content: "hello" },
  { name: "ü/b.txt", content: "x".repeat(1000) },
];

describe("zip directory", () => {
  it.each<[string, ZipShape]>([
    ["plain", {}],
    ["zip64", { zip64: true }],
    ["with a comment that looks like an end", { comment: "PK\u0005\u0006 and more" }],
  ])("lists a %s archive", (_, shape) => {
    const entries = list(buildZip(members, shape));
    expect(Array.isArray(entries) ? entries.map(({ name, size }) => [name, size]) : entries).toEqual([
      ["a.txt", 5],
      ["ü/b.txt", 1000],
    ]);
  });

  it("asks for more where the end is not in the tail", () => {
    const zip = buildZip(members, { comment: "c".repeat(300) });
    expect(findZipEnd(zip.subarray(zip.length - 200), zip.length - 200)).toEqual({ ok: true, value: null });
  });

  it.each<[string, Buffer]>([
    ["no archive", Buffer.from("PK?")],
    ["more members than there are", buildZip(members, { claimedEntries: 3 })],
    ["a count that cannot be", buildZip(members, { claimedEntries: 60_000 })],
    [
      "a member that reaches past the end",
      buildZip([{ name: "a", content: "x", lie: { compressedSize: 0xfffffff0 } }]),
    ],
  ])("says what is wrong with %s", (_, zip) => expect(list(zip)).toEqual(expect.any(String)));

  it("survives every flipped byte and every cut", () => {
    const zip = buildZip(members, { zip64: true });
    fc.assert(
      fc.property(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(zip.length), (at, flip, cut) => {
        const broken = Buffer.from(zip);
        broken[at] = (broken[at] ?? 0) ^ flip;
        list(broken);
        list(zip.subarray(cut));
        list(zip.subarray(0, cut));
      }),
    );
  });
});

describe("findWheelMetadata", () => {
  const wheel = parseWheelFilename("my_pkg-1.0+cu121-py3-none-any.whl");
  const find = (...names: readonly string[]) => {
    const entries = list(buildZip(names.map((name) => ({ name, content: "x" }))));
    if (!wheel.ok || typeof entries === "string") throw new Error(JSON.stringify(entries));
    const found = findWheelMetadata(entries, wheel.value);
    return found.ok ? found.value.name : found.problem.message;
  };

  it.each([
    "my_pkg-1.0+cu121.dist-info/METADATA",
    "My.Pkg-1.0+cu121.dist-info/METADATA",
    "my_pkg-1.0_cu121.dist-info/METADATA",
  ])("finds %s", (name) => expect(find("my_pkg/x.py", name, "other-2.0.dist-info/METADATA")).toBe(name));

  it("finds neither another's, nor a deeper one", () => {
    expect(
      find(
        "other-1.0.dist-info/METADATA",
        "my_pkg/my_pkg-1.0+cu121.dist-info/METADATA",
        "my_pkg-2.0.dist-info/METADATA",
      ),
    ).toContain("has no");
  });

  it("refuses two", () =>
    expect(find("my_pkg-1.0+cu121.dist-info/METADATA", "my_pkg-1.0+cu121.dist-info/METADATA")).toContain("has 2"));
});

describe("createTarReader", () => {
  function readAll(
    tar: Uint8Array,
    step: number,
  ): { readonly state: string; readonly found: readonly string[]; readonly mayEnd: boolean } {
    const found: string[] = [];
    const reader = createTarReader({
      wants: (path) => !path.endsWith("skip"),
      found: (path, content) => {
        found.push(`${path.length > 60 ? path.length : path}=${Buffer.from(content).toString().slice(0, 10)}`);
        return path.endsWith("last");
      },
    });
    let state = "more";
    for (let at = 0; at < tar.length && state === "more"; at += step)
      state = reader.push(tar.subarray(at, at + step)).kind;
    return { state, found, mayEnd: reader.mayEnd() };
  }

  const pax = `${"30 path=p/from-a-pax-header.t"}\n`;
  const tar = buildTar([
    { name: "p/one", content: "1" },
    { name: "p/skip", content: "x".repeat(2000) },
    { name: "p/empty", content: "" },
    { name: "p/link", content: "", type: "2" },
    { name: `p/${"n".repeat(150)}`, content: "long" },
    { name: "PaxHeader", content: pax, type: "x" },
    { name: "p/short", content: "pax" },
  ]);

  it.each([1, 7, 512, 100_000])("reads in pieces of %d bytes", (step) => {
    expect(readAll(tar, step)).toEqual({
      state: "done",
      found: ["p/one=1", "p/empty=", "152=long", "p/from-a-pax-header.t=pax"],
      mayEnd: true,
    });
  });

  it("stops when enough was seen", () =>
    expect(
      readAll(
        buildTar([
          { name: "a/last", content: "x" },
          { name: "b", content: "" },
        ]),
        512,
      ),
    ).toMatchObject({ state: "done", found: ["a/last=x"] }));

  it("knows a cut archive", () =>
    expect(readAll(tar.subarray(0, 700), 512)).toMatchObject({ state: "more", mayEnd: false }));

  it("survives every flipped byte", () => {
    fc.assert(
      fc.property(fc.nat(tar.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = Buffer.from(tar);
        broken[at] = (broken[at] ?? 0) ^ flip;
        return ["more", "done", "broken"].includes(readAll(broken, 4096).state);
      }),
    );
  });
});
