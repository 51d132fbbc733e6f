import { describe, expect, it } from "@jest/globals";
import { shellCommands } from "../../../../src/core/manifest/dockerfile/shell-commands.ts";
import { fc } from "../../../support/fast-check.ts";

const words = (text: string) => shellCommands(text).map((command) => command.words.map(({ value }) => value));

describe("shell scripts", () => {
  it.each([
    ["a b && c | d; e & f\ng || h", [["a", "b"], ["c"], ["d"], ["e"], ["f"], ["g"], ["h"]]],
    ["a 'b c' \"d $e\" f\\ g x'y'\"z\"", [["a", "b c", "d $e", "f g", "xyz"]]],
    ["a # b\nc#d", [["a"], ["c#d"]]],
    ["a > b 2>&1 < c >>d e", [["a", "e"]]],
    ["a $(b; c) `d; e` f", [["a", "$(b; c)", "`d; e`", "f"]]],
    ["if a; then b; else c; fi; d", [["a"], ["b"], ["c"], ["d"]]],
    ["(a; b)", [["a"], ["b"]]],
    ["", []],
  ])("%j is split into its commands", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it("tells which commands run under a condition", () => {
    const conditional = (text: string) =>
      shellCommands(text)
        .filter((one) => one.conditional)
        .map((one) => one.words[0]?.value);
    expect(conditional("a && b; c")).toEqual([]);
    expect(conditional("a || b; c")).toEqual(["b"]);
    expect(conditional("[ -n x ] && a && b; c")).toEqual(["a", "b"]);
    expect(conditional("if a; then b; fi; c")).toEqual(["a", "b"]);
    expect(conditional("for x in a b; do c; done; d")).toContain("c");
  });

  it("tells what cannot be expanded, what is computed and what the shell cuts off", () => {
    const [first] = shellCommands("'$a' \"$b\" \\$c $(d) torch>=2 x");
    expect(
      first?.words.map(({ value, expands, computed, cut, quote }) => [value, expands, computed, cut, quote]),
    ).toEqual([
      ["$a", false, false, false, "'"],
      ["$b", true, false, false, '"'],
      ["$c", false, false, false, null],
      ["$(d)", true, true, false, null],
      ["torch", true, false, true, null],
      ["x", true, false, false, null],
    ]);
  });

  it("keeps the place of every word, whatever the text", () => {
    const piece = fc.constantFrom(
      "a",
      "'",
      '"',
      "\\",
      "$(",
      ")",
      "`",
      " ",
      "\n",
      "&&",
      "||",
      ";",
      ">",
      "<<",
      "#",
      "if",
      "fi",
      "{",
      "é",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        for (const { words: found } of shellCommands(text)) {
          for (const { start, end, value, quote } of found) {
            expect(start).toBeLessThan(end);
            expect(end).toBeLessThanOrEqual(text.length);
            if (quote !== null) expect(text.slice(start + 1, end - 1)).toBe(value);
          }
        }
      }),
    );
  });

  it("is read in one pass", () => {
    for (const text of [
      "$(".repeat(50_000),
      "'".repeat(100_001),
      "a;".repeat(50_000),
      "`".repeat(100_001),
      '"$('.repeat(30_000),
    ]) {
      expect(shellCommands(text).length).toBeGreaterThan(0);
    }
  });
});
