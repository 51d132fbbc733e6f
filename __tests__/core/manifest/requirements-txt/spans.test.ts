import { expect, it } from "@jest/globals";
import { readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { readRequirementsFile } from "../../../../src/core/manifest/requirements-txt/read-requirements-file.ts";
import { fc } from "../../../support/fast-check.ts";
import { readingFrom, slicesOf } from "../reading-from.ts";

const name = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,8}[A-Za-z0-9]$/)
  // A bare `a.zip` is a file to pip, not a package.
  .filter((text) => !/\.(?:whl|zip|tar|tgz|tbz|txz|tlz|tar\.\w+)$/i.test(text));
const version = fc
  .tuple(fc.nat(30), fc.nat(99), fc.constantFrom("", "rc1", ".post2", "+cu121"))
  .map(([major, minor, end]) => `${major}.${minor}${end}`);
const plainVersion = fc.tuple(fc.nat(30), fc.nat(99)).map(([major, minor]) => `${major}.${minor}`);
const clauses = fc.oneof(
  fc.constant(""),
  version.map((text) => `==${text}`),
  plainVersion.map((text) => ` ~= ${text}`),
  fc.tuple(plainVersion, plainVersion).map(([low, high]) => `>=${low},<${high}`),
);
const extras = fc.constantFrom("", "[a]", "[a,b-c]", " [ x ]");
const marker = fc.constantFrom("", "; python_version<'3.9'", ' ; sys_platform == "linux" and extra == "é"');
const requirement = fc.tuple(name, extras, clauses, marker).map((parts) => parts.join("").trim());

const space = fc.constantFrom("", " ", "\t", "  \t");
const end = fc.constantFrom("\n", "\r\n", "\r");
const noise = fc.constantFrom(
  "",
  "# a comment with torch==1.0",
  "   # ünï 🦊",
  "--pre",
  "-i https://h.example/simple",
  "# trailing \\",
);
const tail = fc.constantFrom(
  "",
  " # why ✓",
  `  --hash=sha256:${"0".repeat(64)}`,
  ` \\\n    --hash=sha256:${"1".repeat(64)}`,
  " --config-settings a=b # x",
);

const line = fc.tuple(space, requirement, tail, end, noise, end);

it("gives every requirement of a well-formed file the span of exactly its text", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, marked) => {
      const content = lines.map((parts) => parts.join("")).join("");
      const bytes = `${marked ? "\uFEFF" : ""}${content}`;
      const reading = readingFrom({ "r.txt": bytes }, readRequirementsFile("r.txt"));
      expect(reading.problems.filter(({ code }) => code !== "requirements/missing-hash")).toEqual([]);
      expect(slicesOf("r.txt", content, reading)).toEqual(lines.map((parts) => parts[1]));
      expect(reading.requirements.map((read) => read.text)).toEqual(lines.map((parts) => parts[1]));
    }),
    { numRuns: 300 },
  );
});

it("gives every requirement of a pyproject.toml the span of exactly its text", () => {
  const quotation = fc.constantFrom("'''", '"""');
  fc.assert(
    fc.property(fc.array(fc.tuple(space, quotation, requirement, noise), { maxLength: 8 }), end, (items, lineEnd) => {
      // A lone carriage return ends no line in TOML.
      const separator = lineEnd === "\r" ? "\n" : lineEnd;
      const texts = items.map(([, mark, text]) => ({
        mark,
        text: text.replaceAll(mark[0] as string, mark === '"""' ? "'" : '"'),
      }));
      const rows = items.map(
        ([indent, mark], index) => `${indent}${mark}${texts[index]?.text}${mark}, # ${items[index]?.[3]}`,
      );
      const content = ["[project]", "dependencies = [", ...rows, "]"].join(separator);
      const reading = readingFrom({ "pyproject.toml": content }, readPyproject("pyproject.toml"));
      expect(reading.problems).toEqual([]);
      expect(slicesOf("pyproject.toml", content, reading)).toEqual(texts.map(({ text }) => text));
    }),
    { numRuns: 200 },
  );
});

it("never throws, and never asks for a file outside of the tree", () => {
  const piece = fc.constantFrom(
    "torch",
    "==",
    "2.0",
    " ",
    "\t",
    "\\",
    "\n",
    "\r\n",
    "#",
    "-r ",
    "-c",
    "--hash=",
    "'",
    '"',
    "..",
    "/",
    "${A}",
    "[",
    "]",
    ";",
    "@",
    "\0",
    "\u2028",
    "git+",
    "://",
    "-e ",
    "--",
    "-",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 60 }), (pieces) => {
      const reader = readRequirementsFile("a/r.txt");
      reader.next();
      let step = reader.next({ kind: "file", bytes: new TextEncoder().encode(pieces.join("")), id: "" });
      while (step.done !== true) {
        expect(step.value.split("/")).not.toContain("..");
        expect(step.value.startsWith("/")).toBe(false);
        step = reader.next({ kind: "missing" });
      }
      for (const { origin } of step.value.problems) expect(origin.endColumn).toBeGreaterThanOrEqual(origin.column);
    }),
    { numRuns: 500 },
  );
});
