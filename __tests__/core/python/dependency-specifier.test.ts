import { describe, expect, it } from "@jest/globals";
import {
  formatDependencySpecifier,
  parseDependencySpecifier,
  parseLenientDependencySpecifier,
} from "../../../src/core/python/dependency-specifier.ts";
import { formatMarker } from "../../../src/core/python/marker.ts";
import { fc } from "../../support/fast-check.ts";
import { specifierSetText } from "./arbitraries.ts";

function read(text: string) {
  const answer = parseDependencySpecifier(text);
  if (!answer.ok) throw new Error(`${text}: ${answer.problem.message} at ${answer.problem.offset}`);
  return answer.value;
}

describe("parseDependencySpecifier", () => {
  it("reads every part", () => {
    const value = read(' Foo.Bar_baz [B_b, a,A] >=1.0 , !=1.5 ; python_version < "3.12"');
    expect(value).toMatchObject({ name: "foo-bar-baz", displayName: "Foo.Bar_baz", extras: ["a", "b-b"], url: null });
    expect(value.specifier.text).toBe(">=1.0,!=1.5");
    expect(value.marker && formatMarker(value.marker)).toBe('python_version < "3.12"');
  });

  it.each([
    ["a", "a"],
    ["a[]", "a"],
    ["a(>=1,<2)", "a>=1,<2"],
    ["a ( >=1 )", "a>=1"],
    ["a ()", "a"],
    ["a>=1,", "a>=1"],
    ["a===1.0-weird;os_name=='x'", 'a===1.0-weird; os_name == "x"'],
    ["a[x]@https://host/a.whl#sha256=0", "a[x] @ https://host/a.whl#sha256=0"],
    ["a @ file:///a;b ; os_name=='x'", 'a @ file:///a;b ; os_name == "x"'],
    ["a @ git+https://host/r@main", "a @ git+https://host/r@main"],
    ["a==1.0+cu121", "a==1.0+cu121"],
  ])("reads %j", (text, expected) => {
    expect(formatDependencySpecifier(read(text))).toBe(expected);
  });

  it.each([
    ["", "expected a package name"],
    ["-a", "expected a package name"],
    ["a-", "expected a package name"],
    ["==1.0", "expected a package name"],
    ["a 1.0", "expected a version clause or a semicolon"],
    ["a=1.0", "expected a version clause or a semicolon"],
    ["a>=1 <2", "expected a comma or a semicolon"],
    ["a>=1 # why", "expected a comma or a semicolon"],
    ["a>=1.*", "`.*` may stand behind"],
    ["a[b", "expected a comma or `]`"],
    ["a[b c]", "expected a comma or `]`"],
    ["a[b,]", "expected the name of an extra"],
    ["a(>=1", "expected a comma or `)`"],
    ["a @ ", "expected a URL"],
    ["a @ https://host/; os_name=='x'", "expected white space and a semicolon"],
    ["a; os_name", "expected one of"],
    ["a>=1\n", "expected a comma or a semicolon"],
    ["a;", "expected a marker variable"],
  ])("refuses %j", (text, message) => {
    const answer = parseDependencySpecifier(text);
    expect(answer.ok ? "" : answer.problem.message).toContain(message);
  });

  it("tells the offset of the problem in the whole text", () => {
    const answer = parseDependencySpecifier("torch>=2; python_versio >= '3'");
    expect(answer.ok ? -1 : answer.problem.offset).toBe(10);
  });

  it("reads its own normal form back", () => {
    const name = fc.constantFrom("a", "torch", "Foo.Bar", "x-y_z");
    const extras = fc.constantFrom("", "[a]", "[b,a]");
    const marker = fc.constantFrom("", "; os_name == 'x'", "; extra == 'y' and python_version < '4'");
    fc.assert(
      fc.property(name, extras, specifierSetText, marker, (...parts) => {
        const value = read(parts.join(""));
        expect(read(formatDependencySpecifier(value))).toEqual(value);
      }),
    );
  });

  it("answers any text at once, without throwing", () => {
    const noise = fc.string({
      unit: fc.constantFrom(...Array.from("ab1.*+-_[](),;@<>=!~'\" \t\nv\u0130")),
      maxLength: 60,
    });
    fc.assert(
      fc.property(noise, (text) => {
        parseDependencySpecifier(`a${text}`);
        const lenient = parseLenientDependencySpecifier(`a${text}`);
        if (lenient.ok && !lenient.value.repaired) expect(parseDependencySpecifier(`a${text}`).ok).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(parseDependencySpecifier(`a${"[".repeat(70_000)}`).ok).toBe(false);
    expect(parseDependencySpecifier(`a${"!=1,".repeat(2000)}`).ok).toBe(false);
    expect(parseLenientDependencySpecifier(`a ${">=1 ".repeat(2000)}`).ok).toBe(false);
  });
});

describe("parseLenientDependencySpecifier", () => {
  it.each([
    ["torch (>=1.9.*)", "torch>=1.9"],
    ["elasticsearch-dsl (>=7.2.0<8.0.0)", "elasticsearch-dsl>=7.2.0,<8.0.0"],
    ["jupyter-core (!=~5.0,>=4.12)", "jupyter-core!=5.0.*,>=4.12"],
    ["pyzmq (>=2.7,!=3.0*,!=3.1*)", "pyzmq>=2.7,!=3.0.*,!=3.1.*"],
    ["botocore>=1.3.0,<1.4.0',", "botocore>=1.3.0,<1.4.0"],
    ['\'numpy\' >=1.19"; python_version >= "3.7"', 'numpy>=1.19; python_version >= "3.7"'],
    ["numpy>=1.19;", "numpy>=1.19"],
    ["b>=1.0.*", "b>=1.0"],
    ["a[x] >=1 <2", "a[x]>=1,<2"],
  ])("repairs %j", (text, expected) => {
    const answer = parseLenientDependencySpecifier(text);
    expect(answer.ok && [formatDependencySpecifier(answer.value.value), answer.value.repaired]).toEqual([
      expected,
      true,
    ]);
  });

  it("leaves what is right alone, and what is unclear unread", () => {
    const right = parseLenientDependencySpecifier("a @ https://host/it's;fine");
    expect(right.ok && [right.value.value.url, right.value.repaired]).toEqual(["https://host/it's;fine", false]);
    expect(parseLenientDependencySpecifier("diffusers=0.21.4").ok).toBe(false);
    expect(parseLenientDependencySpecifier("a b").ok).toBe(false);
    expect(parseLenientDependencySpecifier("a ~=1").ok).toBe(false);
  });
});
