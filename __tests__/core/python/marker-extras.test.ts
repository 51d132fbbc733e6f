import { describe, expect, it } from "@jest/globals";
import { evaluateMarker } from "../../../src/core/python/marker.ts";
import { extrasNamed } from "../../../src/core/python/marker-extras.ts";
import { fc } from "../../support/fast-check.ts";
import { linux, markerOf } from "./markers.ts";

describe("extrasNamed", () => {
  it.each([
    ['python_version >= "3.8"', []],
    ['extra == "all"', ["all"]],
    ['"my.Extra" != extra and sys_platform == "linux"', ["my-extra"]],
    ['extra == "a" or (python_version < "3" and extra >= "b")', ["a", "b"]],
  ])("reads them of `%s`", (text, names) => {
    expect([...(extrasNamed(markerOf(text)) ?? ["?"])]).toEqual(names);
  });

  it.each(['extra in "a b"', 'extra == ""', '"a" in extras', "extra == sys_platform", 'extra == "a" and extra ~= "b"'])(
    "cannot tell them of `%s`",
    (text) => {
      expect(extrasNamed(markerOf(text))).toBeNull();
    },
  );

  it("leaves out only extras that change nothing", () => {
    const name = fc.constantFrom("", "a", "b", "c", "a-b", "linux");
    const operator = fc.constantFrom("==", "!=", "<", "<=", ">", ">=", "in", "not in", "~=", "===");
    const comparison = fc.oneof(
      fc.tuple(operator, name).map(([sign, text]) => `extra ${sign} "${text}"`),
      fc.tuple(name, operator).map(([text, sign]) => `"${text}" ${sign} extra`),
      fc.constantFrom('"a" in extras', "extra == sys_platform", 'python_version >= "3"', 'sys_platform == "win32"'),
    );
    const joined = fc.array(fc.tuple(comparison, fc.constantFrom("and", "or")), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(joined, name, (parts, extra) => {
        const text = parts.map(([part, word], at) => (at === 0 ? part : `${word} ${part}`)).join(" ");
        const marker = markerOf(text);
        const named = extrasNamed(marker);
        if (extra === "" || named === null || named.has(extra)) return;
        const holds = (extras: readonly string[]): boolean => evaluateMarker(marker, linux, new Set(extras));
        expect(holds([extra])).toBe(holds([]));
      }),
    );
  });
});
