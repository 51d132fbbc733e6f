import { describe, expect, it } from "@jest/globals";
import { lockPins } from "../../../src/core/preference/lock-pins.ts";
import { requirementPins } from "../../../src/core/preference/requirement-pins.ts";
import { parseDependencySpecifier } from "../../../src/core/python/dependency-specifier.ts";
import { markerEnvironment } from "../../../src/core/python/marker-environment.ts";
import { targetWith } from "../python/targets.ts";

const environment = markerEnvironment(targetWith());

function pinsOf(text: string): Record<string, string> {
  const pins = lockPins(text, environment);
  if (!pins.ok) throw new Error(pins.problem.message);
  return Object.fromEntries([...pins.value].map(([name, version]) => [name, version.text]));
}

const entry = (name: string, version: string, more = ""): string =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${more}\n`;

describe("lockPins", () => {
  it.each([
    ["a name as it is normalised", entry("My_Lib", "1.0"), { "my-lib": "1.0" }],
    ["PEP 751's list", 'packages = [{ name = "a", version = "1" }]', { a: "1" }],
    ["what a marker leaves", entry("a", "1", "marker = \"os_name == 'nt'\"") + entry("a", "2"), { a: "2" }],
    [
      "any of uv's markers",
      entry("a", "1", "resolution-markers = [\"os_name == 'nt'\", \"os_name == 'posix'\"]"),
      { a: "1" },
    ],
    ["nothing of two versions", entry("a", "1") + entry("a", "2") + entry("b", "1"), { b: "1" }],
    ["a marker that cannot be read as none", entry("a", "1", 'marker = "?"'), { a: "1" }],
    ["no entry without a version", '[[package]]\nname = "a"\n', {}],
    ["no version that is none", entry("a", "latest"), {}],
    ["no name that is none", entry("-a-", "1"), {}],
    ["names of JavaScript as names", entry("constructor", "1"), { constructor: "1" }],
  ])("reads %s", (_, text, wanted) => {
    expect(pinsOf(text)).toEqual(wanted);
  });

  it.each(["<html>", "a = 1", "[[package", `a = ${"[".repeat(5000)}`])("refuses %#", (text) => {
    expect(lockPins(text, environment).ok).toBe(false);
  });
});

describe("requirementPins", () => {
  it("takes lines that name one version and that apply, the first of a package", () => {
    const lines = [
      "a==1.0",
      "a==2.0",
      "b>=1",
      "c==1.*",
      "d==1,<2",
      "e==1; os_name == 'nt'",
      "f===1.5",
      "g @ https://x/g-1.zip",
    ];
    const requirements = lines.map((text) => {
      const specifier = parseDependencySpecifier(text);
      if (!specifier.ok) throw new Error(text);
      const origin = { file: "r.txt", line: 1, column: 1, endColumn: 2 };
      return { specifier: specifier.value, text, kind: "direct" as const, origin, hashes: [] };
    });
    const pins = requirementPins(requirements, environment);
    expect([...pins].map(([name, version]) => `${name} ${version.text}`)).toEqual(["a 1.0", "f 1.5"]);
  });
});
