import { describe, expect, it } from "@jest/globals";
import { scanJson } from "../../../../src/core/lock/json/scan-json.ts";
import type { LockValue } from "../../../../src/core/lock/located.ts";
import { fc } from "../../../support/fast-check.ts";

/** What `JSON.parse` gives, numbers and nulls as the text that they are. */
function plain(value: LockValue, text: string): unknown {
  switch (value.kind) {
    case "string":
    case "boolean":
      return value.value;
    case "array":
      return value.items.map((item) => plain(item, text));
    case "table":
      return new Map([...value.entries].map(([key, entry]) => [key, plain(entry.value, text)]));
    case "other":
      return { written: text.slice(value.start, value.end) };
  }
}

function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value === null || typeof value === "number") return { written: JSON.stringify(value) };
  return new Map(Object.entries(value as object).map(([key, one]) => [key, expected(one)]));
}

function scanned(text: string): unknown {
  const result = scanJson(text);
  return result.ok ? plain(result.value, text) : `${result.offset}: ${result.message}`;
}

describe("scanJson", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        // `JSON.stringify` writes -0 as 0.
        expect(scanned(text)).toEqual(expected(JSON.parse(text)));
      }),
    );
  });

  it("knows where values stand", () => {
    const text = '{ "a": ["b", "\\u0063", 12] }';
    const result = scanJson(text);
    if (!result.ok || result.value.kind !== "table") throw new Error("not read");
    const items = result.value.entries.get("a")?.value;
    expect(items?.kind === "array" && items.items.map(({ start, end }) => text.slice(start, end))).toEqual([
      "b",
      '"\\u0063"',
      "12",
    ]);
  });

  it.each([
    ["", "0: a value was expected"],
    ["{", "1: a key was expected"],
    ['{"a"}', "4: `:` was expected"],
    ['{"a": 1,}', "8: a key was expected"],
    ['{"a": 1 "b": 2}', "8: `,` was expected"],
    ['{"a": 1, "a": 2}', "9: the key stands twice"],
    ["[1,]", "3: a value was expected"],
    ["[01]", "2: `,` was expected"],
    ["[1] 2", "4: the end of the file was expected"],
    ['"a', "0: a string does not end"],
    ['"\\q"', "0: a string has an escape that JSON does not know"],
    ['"\n"', "1: a string has a control character in it"],
    ["nul", "0: a value was expected"],
    ["\uFEFF{}", "0: a value was expected"],
  ])("refuses %j where it is wrong", (text, message) => {
    expect(scanned(text)).toBe(message);
  });

  it("refuses depth without a bound, in no time", () => {
    expect(scanned("[".repeat(1_000_000))).toBe("65: values are nested more than 64 deep");
    expect(scanned('{"a":'.repeat(1_000_000))).toBe("325: values are nested more than 64 deep");
  });

  it("keeps names of the language's own out of the way", () => {
    expect(scanned('{"__proto__": {"x": true}}')).toEqual(new Map([["__proto__", new Map([["x", true]])]]));
  });
});
