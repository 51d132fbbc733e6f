import { describe, expect, it } from "@jest/globals";
import {
  isAbout,
  isNews,
  longestMarker,
  type PullMarker,
  readMarker,
  writeMarker,
} from "../../../src/core/pull-request/covers.ts";
import { fc } from "../../support/fast-check.ts";

const marker = (more: Partial<PullMarker> = {}): PullMarker => ({
  clears: ["advisory web GHSA-1"],
  moves: ["web@2.0"],
  security: true,
  withdrawn: false,
  unfinished: false,
  cut: false,
  ...more,
});

describe("the marker of a pull request", () => {
  it("is read as it was written, and cannot end its comment early", () => {
    const texts = fc.array(fc.string({ unit: "binary", maxLength: 30 }), { maxLength: 20 });
    fc.assert(
      fc.property(texts, texts, fc.boolean(), fc.boolean(), (clears, moves, withdrawn, unfinished) => {
        const written = marker({ clears: [...clears, "--> <b>"], moves, withdrawn, unfinished });
        const line = writeMarker(written);
        expect(line.indexOf("-->")).toBe(line.length - 3);
        expect(line).not.toContain("\n");
        expect(readMarker(`Text\n${line}\r\n`)).toEqual(written);
      }),
    );
  });

  it("counts in the last line alone", () => {
    expect(readMarker(`${writeMarker(marker())}\nA quoted one above.`)).toBeNull();
    expect(readMarker("")).toBeNull();
    expect(readMarker('<!-- pinwarden:pull-request:1 {"clears":1} -->')).toBeNull();
    expect(readMarker("<!-- pinwarden:pull-request:1 {nonsense -->")).toBeNull();
  });

  it("never grows beyond its room", () => {
    const many = Array.from({ length: 5000 }, (_, index) => `advisory package-${index} GHSA-${index}`);
    const line = writeMarker(marker({ clears: many, moves: many }));
    expect(line.length).toBeLessThanOrEqual(longestMarker);
    const read = readMarker(line);
    expect(read?.clears.length).toBeGreaterThan(50);
    expect(read?.cut).toBe(true);
    // The same is still the same, and a no to it is a no to all of it.
    const covers = { clears: many, moves: many, security: true };
    expect(isAbout(read ?? marker(), covers)).toBe(true);
    expect(isAbout(read ?? marker(), { ...covers, clears: many.slice(1) })).toBe(false);
    expect(isNews({ ...covers, clears: ["another"] }, [read ?? marker()])).toBe(false);
  });
});

describe("something new", () => {
  it.each([
    [marker(), false],
    [marker({ clears: [] }), false],
    [marker({ moves: ["web@2.1"] }), true],
    [marker({ clears: ["advisory web GHSA-1", "advisory web GHSA-2"] }), true],
  ])("%j", (covers, news) => {
    expect(isNews(covers, [marker({ moves: ["web@1.9"] }), marker()])).toBe(news);
  });
});
