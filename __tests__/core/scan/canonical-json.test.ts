import { describe, expect, it } from "@jest/globals";
import { canonicalJson } from "../../../src/core/scan/canonical-json.ts";
import { fc } from "../../support/fast-check.ts";

describe("canonicalJson", () => {
  it("writes the same text whatever the order in which the keys were set", () => {
    const shuffled = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null)));
    fc.assert(
      fc.property(shuffled, fc.integer(), (value, seed) => {
        const entries = Object.entries(value);
        const turned = entries.map((_, index) => entries[(index + Math.abs(seed)) % entries.length] ?? ["", null]);
        expect(canonicalJson({ a: Object.fromEntries(turned) })).toBe(
          canonicalJson({ a: Object.fromEntries(entries) }),
        );
      }),
    );
  });

  it("means the same as what it was given, and writes it again as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it("sorts by code units and takes a name that objects have for one like any other", () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"y":1,"x":2},"A":[{"d":1,"c":2}]}'))).toBe(
      '{"A":[{"c":2,"d":1}],"__proto__":{"x":2,"y":1},"b":1}',
    );
  });
});
