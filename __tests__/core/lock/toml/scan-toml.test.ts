import { describe, expect, it } from "@jest/globals";
import { scanToml } from "../../../../src/core/lock/toml/scan-toml.ts";
import { parseTomlDocument, type TomlTable } from "../../../../src/core/manifest/pyproject/toml-document.ts";
import { SourceText } from "../../../../src/core/manifest/source-text.ts";
import { fc } from "../../../support/fast-check.ts";

function parsed(text: string): TomlTable | null {
  const document = parseTomlDocument(new SourceText("some.lock", text));
  return document.ok ? document.root : null;
}

const lock = `# This file is written by a tool.
version = 1
requires-python = ">=3.10"
"quoted key" = 'a \\ literal'
created = 2026-11-21T10:00:00.5Z
ratio = 1.5

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "b", marker = "sys_platform == 'linux'" }, # why
    { name = "c" },
]
wheels = []

[package.metadata]
requires-dist = [{ name = "b" }]

[package.metadata.requires-dev]
dev = [
]

[[package]]
name = "b\\u00e9\\n"
editable = true
a.b.c = { d.e = [1, -2, +3] }

[metadata]
files = {}
`;

describe("scanToml", () => {
  it("reads what lock tools write as the full parser does, places included", () => {
    expect(scanToml(lock)).toEqual(parsed(lock));
    expect(scanToml(lock)?.entries.size).toBe(7);
  });

  it("reads line breaks of Windows and a file that does not end with one", () => {
    const text = lock.replaceAll("\n", "\r\n").trimEnd();
    expect(scanToml(text)).not.toBeNull();
    expect(scanToml(text)).toEqual(parsed(text));
  });

  it.each([
    ["a key that stands twice", 'a = 1\na = "2"\n'],
    ["a table that is opened twice", "[a]\n[a]\n"],
    ["a table that is a value", "a = 1\n[a.b]\n"],
    ["an array that is extended as tables", "a = []\n[[a]]\n"],
    ["a table that is one of an array", "[[a]]\n[a]\n"],
    ["an inline table that is extended", "a = {}\na.b = 1\n"],
    ["a table that dotted keys made, opened by a header", "a.b.c = 1\n[a.b]\n"],
    ["a string of several lines", 'a = """\nb"""\n'],
    ["a string that does not end", 'a = "b\n'],
    ["an escape that TOML does not have", 'a = "\\q"\n'],
    ["half a surrogate pair", 'a = "\\uD800"\n'],
    ["two values on a line", "a = 1 b = 2\n"],
    ["a value that is missing", "a =\n"],
    ["an array that does not end", "a = [1,\n"],
    ["an inline table over two lines", "a = { b = 1,\nc = 2 }\n"],
    ["a day that its month does not have", "a = 2026-02-31\n"],
    ["a number with a leading zero", "a = 01\n"],
    ["a control character", "a = 1 # \u0001\n"],
    ["a carriage return alone", "a = 1\rb = 2\n"],
    ["nothing behind a dot", "a. = 1\n"],
    ["a header that does not end", "[a\n"],
  ])("leaves %s to the full parser", (_, text) => {
    expect(scanToml(text)).toBeNull();
  });

  it("leaves nesting without a bound to the full parser, which refuses it", () => {
    expect(scanToml(`a = ${"[".repeat(100_000)}`)).toBeNull();
    expect(scanToml(`a = ${"{ b = ".repeat(100_000)}`)).toBeNull();
    expect(scanToml(`[${"a.".repeat(100_000)}a]\n`)).toBeNull();
    expect(scanToml(`${"a.".repeat(100_000)}a = 1\n`)).toBeNull();
  });

  it("reads a hundred thousand tables", () => {
    const text = Array.from({ length: 100_000 }, (_, at) => `[t${at}.u]\na = ${at}\n`).join("");
    expect(scanToml(text)?.entries.size).toBe(100_000);
  });

  it("keeps names of the language's own out of the way", () => {
    const root = scanToml('[__proto__]\nconstructor = "x"\n');
    expect([...(root?.entries.keys() ?? [])]).toEqual(["__proto__"]);
  });

  it("never reads what the full parser refuses, nor otherwise", () => {
    const token = fc.constantFrom(
      ...'[ ] [[ ]] { } = . , \n \r\n # " \' a b-1 1 -1 1.5 true 2026-01-01 "x" \'y\' \\n "\\t"'.split(" "),
      " ",
    );
    const line = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("[a]", "[[a]]", "[a.b]", "[[a.b]]", "[b.c]", "[a.a]", "[[a.a]]") },
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          "a = 1",
          "b = [1, 'x']",
          "b = []",
          "a.b = 1",
          "a.c = { a = 1 }",
          "c = { a.b = 1, a.c = 2 }",
          'd = "\\u00e9"',
          "b.c.d = true",
        ),
      },
      { weight: 1, arbitrary: fc.array(token, { maxLength: 8 }).map((parts) => parts.join("")) },
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 9 }).map((lines) => lines.join("\n")),
        (text) => {
          const scanned = scanToml(text);
          if (scanned !== null) expect(scanned).toEqual(parsed(text));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
