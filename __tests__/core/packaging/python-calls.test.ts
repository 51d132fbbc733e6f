import { describe, expect, it } from "@jest/globals";
import type { DocumentValue } from "../../../src/core/packaging/document-value.ts";
import { pythonCalls } from "../../../src/core/packaging/python/python-calls.ts";
import { fc } from "../../support/fast-check.ts";

const plain = (value: DocumentValue | null): unknown => {
  if (value === null) return "?";
  if (value.kind === "scalar") return value.type === "text" ? value.text : `<${value.text}>`;
  if (value.kind === "list") return value.items.map(plain);
  return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
};
const shown = (text: string): unknown =>
  pythonCalls(text, new Set(["f"])).map(({ name, positional, keyword }) => [
    name,
    positional.map((one) => plain(one.value)),
    Object.fromEntries([...keyword].map(([key, one]) => [key, plain(one.value)])),
  ]);

describe("calls of a Python text", () => {
  it.each([
    ["f('a', b=\"c\")", [["f", ["a"], { b: "c" }]]],
    ["x.y.f(1, True, None, -2.5)", [["x.y.f", ["<1>", "<True>", "<None>", "<-2.5>"], {}]]],
    ["f(['a', 'b',], {'k': ('v',)})", [["f", [["a", "b"], { k: ["v"] }], {}]]],
    ["f('a' 'b')", [["f", ["ab"], {}]]],
    ["f(\n  'a',  # note, with ) and '\n  b = 'c',\n)", [["f", ["a"], { b: "c" }]]],
    ["f(r'\\d', 'a\\n', f'{x}')", [["f", ["\\d", "?", "?"], {}]]],
    ["f(g(1, 2), 'a' + 'b', x if y else z, *args, **kw)", [["f", ["?", "?", "?", "?", "?"], {}]]],
    ["f('''a\nb''')", [["f", ["a\nb"], {}]]],
    ["a = g() \\\n  .f('x')", [[".f", ["x"], {}]]],
    ["P = ['a']\nf(P)", [["f", [["a"]], {}]]],
    ["P = ['a']\nP = ['b']\nf(P)", [["f", ["?"], {}]]],
    ["P = 'a' + q\nf(P)", [["f", ["?"], {}]]],
    ["P = Q\nQ = P\nf(P)", [["f", ["?"], {}]]],
    ["def ff(a): pass\n# f('no')\n'f(no)'", []],
    ["f(", [["f", [], {}]]],
    ["f('unclosed", [["f", ["?"], {}]]],
  ])("reads %j", (text, wanted) => {
    expect(shown(text)).toEqual(wanted);
  });

  it("ends on any text, in bounded time", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."f('\"[]{}),=#\\\n a1.".split("")), maxLength: 200 }),
        (text) => {
          expect(Array.isArray(pythonCalls(text, new Set(["f"])))).toBe(true);
        },
      ),
    );
    expect(pythonCalls("f(".repeat(100_000), new Set(["f"])).length).toBe(5000);
    expect(pythonCalls(`f(${"[".repeat(200_000)}`, new Set(["f"])).length).toBe(1);
  });
});
