import { describe, expect, it } from "@jest/globals";
import { knownItems } from "../../../src/core/scan/known-items.ts";
import type { Item } from "../../../src/core/scan/record.ts";

const item = (key: string, ids: readonly string[], parts: Partial<Item> = {}): Item => {
  const [id, ...aliases] = ids;
  return {
    key,
    rule: "advisory",
    severity: "high",
    score: null,
    package: "torch",
    version: "2.6.0",
    message: "m",
    advisory: id === undefined ? null : { id, aliases, url: null },
    fixedIn: [],
    where: "installed",
    cause: "drift",
    since: "2026-11-01T02:41:00Z",
    accepted: null,
    ...parts,
  };
};

describe("an item is found again", () => {
  const first = item("a", ["GHSA-1", "CVE-1"]);
  const second = item("b", ["PYSEC-2", "CVE-2"]);
  const third = item("c", ["PYSEC-3", "CVE-2"]);
  const known = knownItems([first, second, third, item("d", [])]);

  it("by its key before its advisory", () => {
    expect(known.find(item("c", ["GHSA-1"]))).toBe(third);
  });

  it("by any id of its advisory, the first that has one", () => {
    expect(known.find(item("x", ["PYSEC-3", "CVE-2"]))).toBe(second);
    expect(known.find(item("x", ["PYSEC-9", "GHSA-1"]))).toBe(first);
  });

  it.each([
    ["place", item("a", ["GHSA-1"], { where: "unpinned" })],
    ["package", item("x", ["GHSA-1"], { package: "numpy" })],
    ["rule", item("x", ["GHSA-1"], { rule: "other" })],
    ["advisory", item("x", [])],
  ])("by nothing of another %s", (_, sought) => {
    expect(known.find(sought)).toBeNull();
  });

  it("among as many others as a night may find, each without being held against the rest", () => {
    const many = Array.from({ length: 50_000 }, (_, n) => item(`k${n}`, [`PYSEC-${n}`]));
    const all = knownItems(many);
    expect(many.filter((one) => all.find({ ...one, key: "other" }) !== one)).toEqual([]);
  });
});
