import { describe, expect, it } from "@jest/globals";
import { parseCoreMetadata } from "../../../src/core/python/core-metadata-reader.ts";
import { fc } from "../../support/fast-check.ts";

const head = "Metadata-Version: 2.4\nName: Foo.Bar\nVersion: 1.0\n";

function read(text: string) {
  const answer = parseCoreMetadata(text);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

describe("parseCoreMetadata", () => {
  it("reads the fields that a resolver needs", () => {
    const metadata = read(
      `${head}Summary: Name: not this\nRequires-Python: >=3.9\nRequires-Dist: a>=1; extra == "x"\nrequires-dist:b\nProvides-Extra: x\nDynamic: Requires-Dist\nLicense-Expression: MIT OR Apache-2.0\n\nRequires-Dist: described-only\n`,
    );
    expect(metadata).toEqual({
      metadataVersion: "2.4",
      name: "foo-bar",
      version: "1.0",
      requiresPython: ">=3.9",
      requiresDist: ['a>=1; extra == "x"', "b"],
      providesExtra: ["x"],
      dynamic: ["requires-dist"],
      licenseExpression: "MIT OR Apache-2.0",
    });
  });

  it("reads what it says of its licence, and only the beginning of a whole text", () => {
    const text = `MIT License\n        Copyright (c) 2020${`\n        ${"and so on ".repeat(9)}`.repeat(700)}`;
    const metadata = read(
      `${head}License: ${text}\nClassifier: License :: OSI Approved :: MIT License\nClassifier: Topic :: License :: Other\n`,
    );
    expect(metadata.licenseClassifiers).toEqual(["License :: OSI Approved :: MIT License"]);
    expect(metadata.license).toMatch(/^MIT License Copyright \(c\) 2020 and so on/);
    expect(metadata.license?.length).toBeLessThanOrEqual(300);
    expect(read(`${head}License: UNKNOWN\n`)).not.toHaveProperty("license");
  });

  it("joins folded lines, of its own fields and of others", () => {
    const metadata = read(
      `${head}Description: one\n        two\n\tRequires-Dist: quoted\nRequires-Dist: a\n  >=1,\n\t<2\n`,
    );
    expect(metadata.requiresDist).toEqual(["a >=1, <2"]);
  });

  it("ends lines with CRLF, LF and CR, and takes a byte order mark", () => {
    expect(
      read(`\uFEFF${head.replaceAll("\n", "\r\n")}Requires-Dist: a\r\n\r\nRequires-Dist: b\r\n`).requiresDist,
    ).toEqual(["a"]);
    expect(read(`${head.replaceAll("\n", "\r")}Requires-Dist: a\r\rRequires-Dist: b`).requiresDist).toEqual(["a"]);
  });

  it("takes the first of a field that may stand once, and nothing for UNKNOWN", () => {
    const metadata = read(
      `${head}Version: 2.0\nRequires-Python: UNKNOWN\nRequires-Dist: UNKNOWN\nLicense-Expression:\n`,
    );
    expect(metadata).toMatchObject({ version: "1.0", requiresPython: null, requiresDist: [], licenseExpression: null });
  });

  it.each([
    ["", "`Name`"],
    ["Version: 1.0\n", "`Name`"],
    ["Name: a\n\nVersion: 1.0\n", "`Version`"],
    ["Name: UNKNOWN\nVersion: 1\n", "`Name`"],
    ["Name: ../a\nVersion: 1\n", "valid project name"],
    ["<html>\nName of it\n", "`Name`"],
  ])("refuses %j", (text, message) => {
    const answer = parseCoreMetadata(text);
    expect(answer.ok ? "" : answer.problem.message).toContain(message);
  });

  it("bounds how many values a field may have", () => {
    expect(parseCoreMetadata(head + "Requires-Dist: a\n".repeat(20_001)).ok).toBe(false);
  });

  it("never looks at the description, however long", () => {
    const metadata = read(`${head}Requires-Dist: a\n\n${"x".repeat(10_000_000)}`);
    expect(metadata.requiresDist).toEqual(["a"]);
  });

  it("takes linear time where no line feed ends a line", () => {
    expect(read(`Name: a\rVersion: 1\r${"X: y\r".repeat(400_000)}`).name).toBe("a");
  });

  it("answers any text", () => {
    const line = fc.constantFrom(
      "Name: a",
      "Version: 1",
      " folded",
      "\tfolded",
      "",
      "no colon",
      "Name",
      ":",
      "Requires-Dist: b",
      "__proto__: x",
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n", "\r"), (lines, end) => {
        const answer = parseCoreMetadata(lines.join(end));
        if (answer.ok) expect(answer.value.name).toBe("a");
      }),
    );
  });
});
