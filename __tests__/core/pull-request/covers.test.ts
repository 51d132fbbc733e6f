import { describe, expect, it } from "@jest/globals";
import {
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
    expect(readMarker(line)?.clears.length).toBeGreaterThan(50);
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
