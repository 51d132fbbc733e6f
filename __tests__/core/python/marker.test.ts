import { describe, expect, it } from "@jest/globals";
import {
  evaluateMarker,
  formatMarker,
  type MarkerEnvironment,
  markerMentionsExtra,
  parseMarker,
  undefinedComparisons,
} from "../../../src/core/python/marker.ts";
import { fc } from "../../support/fast-check.ts";
import { linux, markerOf } from "./markers.ts";

const environment: MarkerEnvironment = { ...linux, platform_release: "6.1.0-custom" };

const evaluate = (text: string, extras: string[] = [], groups: string[] = []): boolean =>
  evaluateMarker(markerOf(text), environment, new Set(extras), new Set(groups));

describe("parseMarker", () => {
  it.each([
    ["python_version<'3.8'", 'python_version < "3.8"'],
    ['"2" in  python_version', '"2" in python_version'],
    ["os.name == 'nt' and sys.platform!='x'", 'os_name == "nt" and sys_platform != "x"'],
    ["python_implementation=='PyPy'", 'platform_python_implementation == "PyPy"'],
    ["platform.python_implementation=='PyPy'", 'platform_python_implementation == "PyPy"'],
    ["extra == 'Foo.Bar_baz'", 'extra == "foo-bar-baz"'],
    ["'Dev_Group' not  in dependency_groups", '"dev-group" not in dependency_groups'],
    [`os_name == 'say "hi"'`, `os_name == 'say "hi"'`],
    ["(os_name=='a' or os_name=='b')and os_name=='c'", '(os_name == "a" or os_name == "b") and os_name == "c"'],
    ["(os_name=='a' and os_name=='b')or os_name=='c'", 'os_name == "a" and os_name == "b" or os_name == "c"'],
    ["((os_name=='a'))", 'os_name == "a"'],
    ["os_name === 'a' or python_version ~= '3.8'", 'os_name === "a" or python_version ~= "3.8"'],
  ])("reads %j", (text, expected) => {
    expect(formatMarker(markerOf(text))).toBe(expected);
  });

  it.each([
    "",
    "python_version",
    "python_version >= 3.8",
    "python_versions >= '3'",
    "python_version >= '3' os_name == 'a'",
    "python_version >= '3' and",
    "(python_version >= '3'",
    "python_version >= '3')",
    "python_version => '3'",
    "'3' notin python_version",
    "'3' not python_version",
    "'3' inpython_version",
    "os_name == 'open",
    "os_name == 'a\\'",
    "python_version >= '3'\n",
    "os_name == 'a' andos_name == 'b'",
  ])("refuses %j", (text) => {
    expect(parseMarker(text).ok).toBe(false);
  });

  it("says where", () => {
    expect(parseMarker("os_name == 'a' and nope == 'b'")).toEqual({
      ok: false,
      problem: { message: "expected a marker variable or a quoted text", offset: 19 },
    });
  });

  it("bounds depth and length, whatever stands there", () => {
    expect(parseMarker(`${"(".repeat(100_000)}os_name == 'a'`).ok).toBe(false);
    expect(parseMarker(Array.from({ length: 3000 }, () => "os_name=='a'").join(" or ")).ok).toBe(false);
    expect(parseMarker(Array.from({ length: 1500 }, () => "os_name=='a'").join(" or ")).ok).toBe(true);
  });

  it("reads its own normal form back to the same tree", () => {
    const comparison = fc.constantFrom(
      "os_name == 'a'",
      "python_version >= '3.8'",
      "extra == 'x'",
      "'a' in platform_version",
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        comparison,
        fc
          .tuple(tie("tree"), fc.constantFrom("and", "or"), tie("tree"))
          .map(([a, joint, b]) => `(${a}) ${joint} (${b})`),
        fc.tuple(comparison, fc.constantFrom("and", "or"), tie("tree")).map(([a, joint, b]) => `${a} ${joint} ${b}`),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.boolean(), (text, withExtra) => {
        const marker = markerOf(text);
        const again = markerOf(formatMarker(marker));
        expect(formatMarker(again)).toBe(formatMarker(marker));
        const extras = new Set(withExtra ? ["x"] : []);
        expect(evaluateMarker(again, environment, extras)).toBe(evaluateMarker(marker, environment, extras));
      }),
    );
  });
});

describe("evaluateMarker", () => {
  it.each([
    ["python_version < '3.9'", false],
    ["python_version >= '3.9'", true],
    ["'3.9' <= python_version", true],
    ["python_version == '3.11.*'", true],
    ["python_version ~= '3.8'", true],
    ["python_version in '3.10, 3.11'", true],
    ["python_version not in '3.10, 3.11'", false],
    ["python_full_version >= '3.11.4'", true],
    ["python_full_version > '3.11.4'", false],
    ["python_full_version === '3.11.4'", true],
    ["implementation_version > '3.9'", true],
    // Not a version clause: compared as text, which has no order.
    ["python_version > 'three'", false],
    ["python_version != 'three'", true],
    // The kernel's release is no version either.
    ["platform_release >= '5'", false],
    ["platform_release == '6.1.0-custom'", true],
    ["platform_machine > 'a'", false],
    ["platform_machine >= 'x86_64'", true],
    ["'nux' in sys_platform", true],
    ["platform_version == ''", true],
    ["os_name == 'posix' and sys_platform == 'linux' or python_version < '3'", true],
    ["os_name == 'nt' and (sys_platform == 'linux' or python_version > '3')", false],
    ["implementation_name == platform_python_implementation", false],
  ])("%s: %s", (text, expected) => {
    expect(evaluate(text)).toBe(expected);
  });

  it("compares extras in their normal form, and takes none for the empty one", () => {
    expect(evaluate("extra == 'Async_IO'", ["async-io"])).toBe(true);
    expect(evaluate("extra == 'a'", ["b", "a"])).toBe(true);
    expect(evaluate("extra == 'a'")).toBe(false);
    expect(evaluate("extra != 'a'")).toBe(true);
    expect(evaluate("extra != 'a'", ["b", "a"])).toBe(false);
    expect(evaluate("'a' == extra", ["a"])).toBe(true);
  });

  it("knows the sets of lock files", () => {
    expect(evaluate("'Cuda_12' in extras", ["cuda-12"])).toBe(true);
    expect(evaluate("'dev' not in dependency_groups", [], ["docs"])).toBe(true);
    expect(evaluate("'dev' in dependency_groups", [], ["dev"])).toBe(true);
  });

  it("does not hold, and says so, where PEP 508 gives no meaning", () => {
    const marker = markerOf("os_name ~= 'posix' or extras == 'a' or python_version >= '3'");
    expect(undefinedComparisons(marker, environment).map(formatMarker)).toEqual([
      'os_name ~= "posix"',
      'extras == "a"',
    ]);
    expect(evaluate("os_name ~= 'posix'")).toBe(false);
  });

  it("reads the version of a Python built from a working tree", () => {
    const built = { ...environment, python_full_version: "3.14.0a1+" };
    expect(evaluateMarker(markerOf("python_full_version >= '3.14.0a1'"), built, new Set())).toBe(true);
    expect(evaluateMarker(markerOf("python_full_version >= '3.14'"), built, new Set())).toBe(false);
  });
});

describe("markerMentionsExtra", () => {
  it("looks at both sides and into groups", () => {
    expect(markerMentionsExtra(markerOf("os_name == 'a' and (python_version > '3' or 'x' == extra)"))).toBe(true);
    expect(markerMentionsExtra(markerOf("'x' in extras"))).toBe(true);
    expect(markerMentionsExtra(markerOf("os_name == 'extra'"))).toBe(false);
  });
});
