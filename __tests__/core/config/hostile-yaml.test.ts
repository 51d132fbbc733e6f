import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../../src/core/config/read-config.ts";
import { fc } from "../../support/fast-check.ts";

const codesOf = (text: string): readonly string[] => {
  const { config, problems } = readConfig(text, "c.yml");
  if (problems.length > 0 && config !== null) throw new Error("a configuration with problems was taken");
  return problems.map(({ code }) => code);
};

/** Nine lists of nine aliases each: 9^9 values if they were written out. */
const laughs = [
  "a: &a [x, x, x, x, x, x, x, x, x]",
  ..."bcdefghi"
    .split("")
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(", ")}]`),
].join("\n");

describe("hostile YAML", () => {
  it.each<[string, string, string]>([
    ["an alias bomb", laughs, "config/too-many-aliases"],
    ["a list inside of itself", "models: &a [*a]", "config/invalid-yaml"],
    ["an alias of nothing", "models: *nowhere", "config/invalid-yaml"],
    ["ten thousand brackets", "[".repeat(10_000), "config/too-deep"],
    ["ten thousand braces", "a: ".concat("{a: ".repeat(10_000)), "config/too-deep"],
    ["ten thousand keys on one line", `models: [${"a: ".repeat(10_000)}]`, "config/too-deep"],
    ["ten thousand dashes", "- ".repeat(10_000), "config/too-deep"],
    [
      "deep indentation",
      Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
      "config/too-deep",
    ],
    ["a large file", `# ${"x".repeat(600_000)}`, "config/too-large"],
    ["many values", `models: [${"1,".repeat(60_000)}]`, "config/too-large"],
    ["a custom tag", "models: !!python/object/apply:os.system [id]", "config/invalid-yaml"],
    ["a local tag", "models: !include other.yml", "config/invalid-yaml"],
    ["two documents", "models: []\n---\npolicy: { warn-only: true }\n", "config/invalid-yaml"],
    ["another version of YAML", "%YAML 1.1\n---\npolicy: { warn-only: yes }\n", "config/invalid-yaml"],
    ["a key twice", "policy: { warn-only: false }\npolicy: { warn-only: true }\n", "config/duplicate-key"],
    ["a key twice inside", "policy:\n  warn-only: false\n  warn-only: true\n", "config/duplicate-key"],
    ["a merge key", "targets:\n  a: &a { driver: 535 }\n  b: { <<: *a }\n", "config/unknown-key"],
    ["a prototype", "targets: { __proto__: { driver: 535 } }", "config/invalid-key"],
    ["a list as a key", "? [a, b]\n: c\n", "config/invalid-key"],
    ["an unclosed quote", 'models: [{ path: "a }]', "config/invalid-yaml"],
    ["a tab as indentation", "policy:\n\twarn-only: true\n", "config/invalid-yaml"],
    ["binary", "\u0000\u0001\u0002: \u0003", "config/unknown-key"],
  ])("%s is refused", (_, text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  it("names the line of a key that stands twice", () => {
    expect(readConfig("scan: {}\nscan: {}\n", "c.yml").problems).toMatchObject([
      { message: "Key `scan` stands twice, first on line 1.", origin: { line: 2, column: 1, endColumn: 5 } },
    ]);
  });

  it("puts no control character of a key into a message", () => {
    const { problems } = readConfig('"\\e[31mred\\n::error::x`": 1\n', "c.yml");
    const message = problems[0]?.message ?? "";
    expect(message).toContain("red ::error::x ");
    expect(Array.from(message).filter((character) => character < " ")).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it("tells the first problems of a file that is another one altogether", () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join("\n");
    expect(codesOf(keys)).toEqual(Array(50).fill("config/unknown-key"));
  });

  it("is total: any text is a configuration or has problems", () => {
    const words = fc.constantFrom(
      "models",
      "targets",
      ":",
      " ",
      "\n",
      "-",
      "{",
      "}",
      "[",
      "]",
      "&a",
      "*a",
      '"',
      "'",
      "|",
      ">",
      "!",
      "?",
      "#",
      ",",
      "\t",
      "%",
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 40 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { config, problems } = readConfig(text, "c.yml");
        return (config === null) === problems.length > 0;
      }),
      { numRuns: 1000 },
    );
  });
});
