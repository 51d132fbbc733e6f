import { describe, expect, it } from "@jest/globals";
import { formatOf, manifestFormats, readManifest } from "../../../src/core/manifest/manifest-format.ts";
import { mergeReadings } from "../../../src/core/manifest/merge-readings.ts";
import { readRequirementsFile } from "../../../src/core/manifest/requirements-txt/read-requirements-file.ts";
import { linesOf, readingFrom } from "./reading-from.ts";

describe("the formats", () => {
  it.each([
    ["requirements.txt", "requirements-txt"],
    ["a/requirements-gpu.txt", "requirements-txt"],
    ["a/Requirements_Docker.TXT", "requirements-txt"],
    ["dev-requirements.in", "requirements-txt"],
    ["a/requirements/cuda.txt", "requirements-txt"],
    ["a/requirements/base.in", "requirements-txt"],
    ["constraints.txt", "constraints-txt"],
    ["a/constraints-gpu.txt", "constraints-txt"],
    ["requirements/constraints.txt", "constraints-txt"],
    ["svc/pyproject.toml", "pyproject"],
    ["notes.txt", null],
    ["requirements.md", null],
    ["requirements/sub/notes.txt", null],
    ["my-pyproject.toml", null],
  ])("know %s as %s", (path, id) => {
    expect(formatOf(path)?.id ?? null).toBe(id);
  });

  it("have ids of their own", () => {
    expect(new Set(manifestFormats.map((format) => format.id)).size).toBe(manifestFormats.length);
  });

  it("read a file that somebody named, whatever its name", () => {
    const files = {
      "deps.list": "torch",
      "constraints.txt": "torch<3",
      "pyproject.toml": "[dependency-groups]\nx = ['numpy']",
    };
    expect(linesOf(readingFrom(files, readManifest("deps.list")))).toEqual(["direct deps.list:1 torch"]);
    expect(linesOf(readingFrom(files, readManifest("constraints.txt")))).toEqual([
      "constraint constraints.txt:1 torch<3",
    ]);
    expect(linesOf(readingFrom(files, readManifest("pyproject.toml", { groups: ["x"] })))).toEqual([
      "direct pyproject.toml:2 numpy",
    ]);
  });
});

describe("merging", () => {
  it("joins lists, takes a line that two lead to once, and the last of single values wins", () => {
    const files = {
      "a.txt": "-i https://one.example/\n--extra-index-url https://x.example/\n--no-binary a\ntorch",
      "b.txt": "--pre\n-i https://two.example/\n--extra-index-url https://x.example/\n--no-binary b\n-r a.txt\n= bad",
    };
    const merged = mergeReadings(["a.txt", "b.txt"].map((path) => readingFrom(files, readRequirementsFile(path))));
    expect(linesOf(merged)).toEqual(["direct a.txt:4 torch"]);
    expect(merged.options.indexUrl?.text).toBe("https://one.example/");
    expect(merged.options.extraIndexUrls.map((url) => url.text)).toEqual(["https://x.example/"]);
    expect(merged.options).toMatchObject({ prereleases: true, requireHashes: false, noBinary: ["a", "b", "a"] });
    expect(merged.problems).toHaveLength(1);
    expect(merged.files).toEqual(["a.txt", "b.txt"]);
    expect(merged.requiresPython).toBeNull();
  });

  it("of nothing is an empty reading", () => {
    expect(mergeReadings([])).toMatchObject({ requirements: [], problems: [], files: [], options: { indexUrl: null } });
  });
});
