import { describe, expect, it } from "@jest/globals";
import { normalizeName } from "../../../src/core/python/name.ts";
import { parseSdistFilename } from "../../../src/core/python/sdist-filename.ts";
import { compareBuildTags, parseWheelFilename } from "../../../src/core/python/wheel-filename.ts";

describe("parseWheelFilename", () => {
  it("reads every part", () => {
    const read = parseWheelFilename(
      "Foo_Bar-1.0.0+cu121-12abc-cp311.cp312-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    );
    expect(read).toMatchObject({
      ok: true,
      value: {
        name: "foo-bar",
        version: { text: "1.0.0+cu121" },
        build: { number: 12, suffix: "abc" },
        pythonTags: ["cp311", "cp312"],
        abiTags: ["abi3"],
        platformTags: ["manylinux_2_17_x86_64", "manylinux2014_x86_64"],
      },
    });
  });

  it.each([
    ["a-1.0-py3-none-any.zip", "ends in `.whl`"],
    ["a-1.0.whl", "joined by `-`"],
    ["a-1.0-1-py3-none-any-x.whl", "joined by `-`"],
    ["a__b-1.0-py3-none-any.whl", "project name"],
    ["-1.0-py3-none-any.whl", "project name"],
    ["a b-1.0-py3-none-any.whl", "project name"],
    ["a-1.x-py3-none-any.whl", "a version instead of `1.x`"],
    ["a-1.0-x1-py3-none-any.whl", "build tag"],
    ["a-1.0--none-any.whl", "tags of letters"],
    ["a-1.0-py3.-none-any.whl", "tags of letters"],
    ["a-1.0-2.7.6-none-any.whl", "Python tags such as"],
  ])("refuses %j", (filename, message) => {
    const read = parseWheelFilename(filename);
    expect(read.ok ? "" : read.problem.message).toContain(message);
  });

  it("bounds how many wheels one name may stand for", () => {
    const many = Array.from({ length: 40 }, (_, i) => `t${i}`).join(".");
    const read = parseWheelFilename(`a-1-${many}-${many}-${many}.whl`);
    expect(read.ok ? "" : read.problem.message).toContain("combinations");
    expect(parseWheelFilename(`${"a".repeat(600)}-1-py3-none-any.whl`).ok).toBe(false);
  });

  it("orders builds by number, then by text, with none first", () => {
    const build = (text: string) => {
      const read = parseWheelFilename(`a-1-${text}py3-none-any.whl`);
      return read.ok ? read.value.build : null;
    };
    const sorted = [build("10-"), build("2b-"), build(""), build("2-"), build("99999999999999999999-")].sort(
      compareBuildTags,
    );
    expect(sorted.map((tag) => tag && `${tag.number}${tag.suffix}`)).toEqual([
      null,
      "2",
      "2b",
      "10",
      "99999999999999999999",
    ]);
  });
});

describe("parseSdistFilename", () => {
  it("reads PEP 625 names and older ones", () => {
    expect(parseSdistFilename("foo_bar-1.0.tar.gz")).toMatchObject({
      ok: true,
      value: { name: "foo-bar", version: { text: "1.0" } },
    });
    expect(parseSdistFilename("Foo-1.0.zip")).toMatchObject({ ok: true, value: { name: "foo" } });
  });

  it("lets the project's name tell where an older name ends", () => {
    const project = normalizeName("scikit-learn");
    expect(parseSdistFilename("scikit-learn-1.0-1.tar.gz", project)).toMatchObject({
      ok: true,
      value: { version: { text: "1.0.post1" } },
    });
    expect(parseSdistFilename("Scikit.Learn-1.0rc1.zip", project)).toMatchObject({
      ok: true,
      value: { version: { text: "1.0rc1" } },
    });
    expect(parseSdistFilename("scikit-learn-extra-1.0.tar.gz", project).ok).toBe(false);
    expect(parseSdistFilename("other-1.0.tar.gz", project).ok).toBe(false);
  });

  it.each(["foo-1.0.tar.bz2", "foo-1.0.exe", "foo1.0.tar.gz", "foo-1.x.tar.gz", "-1.0.tar.gz", "foo-.zip", ".zip"])(
    "refuses %j",
    (filename) => {
      expect(parseSdistFilename(filename).ok).toBe(false);
    },
  );
});
