import { describe, expect, it } from "@jest/globals";
import { affects, matcherOf } from "../../../src/core/advisory/osv-matching.ts";
import type { OsvRecord } from "../../../src/core/advisory/osv-record.ts";
import { readOsvRecord } from "../../../src/core/advisory/read-osv-record.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { parseVersion } from "../../../src/core/python/version.ts";
import { fc } from "../../support/fast-check.ts";
import { eventsOf, osvJson, type RecordParts } from "../../support/osv-records.ts";

function record(parts: Partial<RecordParts>): OsvRecord {
  const read = readOsvRecord(osvJson({ id: "PYSEC-1", ...parts }));
  if (read.kind !== "record") throw new Error(read.reason);
  return read.record;
}

const demo = normalizeName("demo");

/** `1.0 yes, 1.2 no`: one version and whether it is affected, each. */
function table(subject: OsvRecord, versions: string): string {
  return versions
    .split(", ")
    .map((line) => line.split(" ")[0] ?? "")
    .map((version) => `${version} ${affects(subject, demo, version) ? "yes" : "no"}`)
    .join(", ");
}

describe("affects", () => {
  it.each([
    ["introduced 0, fixed 1.2", "0 yes, 0.0.dev0 yes, 1.1.9 yes, 1.2rc1 yes, 1.2 no, 1.2.0 no, 2.0 no"],
    ["introduced 1.0, fixed 1.2", "0.9 no, 1.0rc1 no, 1.0 yes, 1.0.0 yes, 1.1.post1 yes, 1.2 no"],
    ["introduced 0, last_affected 1.2", "1.2 yes, 1.2.0 yes, 1.2.post1 no, 1.2.1 no"],
    ["introduced 1!1.0, fixed 1!2.0", "5.0 no, 1!1.5 yes, 1!2.0 no"],
    ["introduced 1.0, fixed 1.2, introduced 2.0, fixed 2.1", "1.1 yes, 1.2 no, 1.9 no, 2.0 yes, 2.1 no"],
    ["fixed 2.1, introduced 2.0, introduced 1.0, fixed 1.2", "1.1 yes, 1.2 no, 2.0 yes, 2.1 no"],
    ["introduced 0, limit 1.2", "1.1 yes, 1.2 no, 3.0 no"],
    ["introduced 0, limit *", "1.1 yes, 3.0 yes"],
    ["introduced 0, limit 1.0, limit 2.0", "1.5 yes, 2.0 no"],
    ["introduced 1.0", "0.9 no, 1.0 yes, 99 yes"],
    ["introduced 1.0, last_affected 1.0", "0.9 no, 1.0 yes, 1.0.1 no"],
    ["introduced 1.0, fixed 1.0", "1.0 no"],
    ["introduced 0, fixed 0", "0.dev1 yes, 0 no, 1.0 no"],
    ["fixed 1.2", "1.0 no, 1.2 no"],
  ])("evaluates %s", (range, versions) => {
    expect(table(record({ range }), versions)).toBe(versions);
  });

  it("takes what equals a listed version or lies in a range, and compares versions as PEP 440 does", () => {
    const both = record({ versions: ["0.23", "1.0RC1"], range: "introduced 2.0, fixed 2.1" });
    const versions = "0.23.0 yes, 0.23 yes, 0.23.1 no, 1.0.rc1 yes, 1.0 no, 2.0.5 yes, 2.1 no";
    expect(table(both, versions)).toBe(versions);
  });

  it("asks for the public version: a local part is a build of it", () => {
    const versions = "2.10.0+cu128 yes, 2.10.0 yes, 2.10.1+cu128 no";
    expect(table(record({ range: "introduced 0, last_affected 2.10.0" }), versions)).toBe(versions);
    expect(table(record({ versions: ["2.10.0"] }), versions)).toBe(versions);
  });

  it("keeps the local part of a bound", () => {
    const versions = "2.6.0 yes, 2.6.0+cu124 yes, 2.6.1 no";
    expect(table(record({ range: "introduced 0, last_affected 2.6.0+cu124" }), versions)).toBe(versions);
  });

  it("unites several ranges and several entries of one package", () => {
    const entry = (range: string) => ({
      package: { ecosystem: "PyPI", name: "Demo" },
      ranges: [{ type: "ECOSYSTEM", events: eventsOf(range) }],
    });
    const subject = record({ affected: [entry("introduced 0, fixed 1.2"), entry("introduced 2.0, fixed 2.1")] });
    const versions = "1.0 yes, 1.5 no, 2.0 yes, 2.1 no";
    expect(table(subject, versions)).toBe(versions);
  });

  it("ignores GIT ranges, wherever they stand", () => {
    const ranges = [
      { type: "GIT", repo: "https://example.org/demo", events: [{ introduced: "0" }] },
      { type: "ECOSYSTEM", events: eventsOf("introduced 1.0, fixed 1.1") },
    ];
    const subject = record({ affected: [{ package: { ecosystem: "PyPI", name: "demo" }, ranges }] });
    expect(table(subject, "0.9 no, 1.0 yes, 1.1 no")).toBe("0.9 no, 1.0 yes, 1.1 no");
  });

  it("normalises the record's name, and takes no other package or ecosystem", () => {
    expect(
      affects(record({ package: "My_Demo.Package", range: "introduced 0" }), normalizeName("my-demo-package"), "1"),
    ).toBe(true);
    expect(affects(record({ package: "other", range: "introduced 0" }), demo, "1")).toBe(false);
    expect(affects(record({ ecosystem: "npm", range: "introduced 0" }), demo, "1")).toBe(false);
    expect(affects(record({ ecosystem: "PyPI:extra", range: "introduced 0" }), demo, "1")).toBe(true);
  });

  it("says no to a version that is not PEP 440", () => {
    expect(affects(record({ range: "introduced 0" }), demo, "not-a-version")).toBe(false);
  });

  it("agrees with the definition on ranges of whole numbers", () => {
    const bounds = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(bounds, fc.integer({ min: 0, max: 31 }), (numbers, asked) => {
        const sorted = [...numbers].sort((a, b) => a - b);
        const pairs = sorted.flatMap((from, at) => (at % 2 === 0 ? [[from, sorted[at + 1] ?? Infinity] as const] : []));
        const range = pairs
          .flatMap(([from, to]) => [`introduced ${from}`, ...(to === Infinity ? [] : [`fixed ${to}`])])
          .reverse()
          .join(", ");
        const expected = pairs.some(([from, to]) => asked >= from && asked < to);
        expect(affects(record({ range }), demo, String(asked))).toBe(expected);
      }),
    );
  });
});

describe("matcherOf", () => {
  const match = (parts: Partial<RecordParts>, version: string) => {
    const asked = parseVersion(version);
    if (asked === null) throw new Error(version);
    return matcherOf(record(parts))(demo, asked);
  };

  it("is certain where everything could be read", () => {
    expect(match({ range: "introduced 0, fixed 1.0" }, "2.0")).toEqual({
      kind: "not-affected",
      certain: true,
      unreadable: [],
    });
  });

  it("sorts a bound that is not PEP 440 below everything, as OSV does, and says so", () => {
    expect(match({ range: "introduced 0, last_affected 2.6.0-NA" }, "2.0")).toEqual({
      kind: "not-affected",
      certain: false,
      unreadable: ["last_affected 2.6.0-NA"],
    });
    expect(match({ range: "introduced 2.6.0-NA, fixed 2.8" }, "2.0").kind).toBe("affected");
  });

  it("is not certain of a record that says nothing of the package", () => {
    expect(match({}, "2.0")).toMatchObject({ kind: "not-affected", certain: false });
    expect(match({ package: "other", range: "introduced 0" }, "2.0")).toMatchObject({
      kind: "not-affected",
      certain: false,
    });
  });
});
