import { describe, expect, it } from "@jest/globals";
import { parseEggRequires, withMarker } from "../../../src/core/index/egg-requires.ts";
import { type SdistMembers, sdistMember } from "../../../src/core/index/sdist-members.ts";
import { readSdistMetadata } from "../../../src/core/index/sdist-metadata.ts";
import { parseDependencySpecifier } from "../../../src/core/python/dependency-specifier.ts";
import { metadataText } from "../../support/archives.ts";
import { fc } from "../../support/fast-check.ts";

const none: SdistMembers = { pkgInfo: null, pyproject: null, hasEggInfo: false, eggRequires: null, hasSetup: false };
const facts = { name: "a", version: "1.0", requires: ["b>=1"] };
const read = (members: Partial<SdistMembers>) => readSdistMetadata("a-1.0.tar.gz", { ...none, ...members });

describe("readSdistMetadata", () => {
  it("believes PKG-INFO that promises", () => {
    expect(read({ pkgInfo: metadataText(facts, "2.2"), eggRequires: "c" })).toMatchObject({
      kind: "read",
      source: "pkg-info",
      metadata: { requiresDist: ["b>=1"] },
    });
    expect(read({ pkgInfo: metadataText(facts, "2.4", ["License"]) })).toMatchObject({ source: "pkg-info" });
  });

  it.each(["Requires-Dist", "Requires-Python", "Provides-Extra"])("does not where %s is dynamic", (field) => {
    expect(read({ pkgInfo: metadataText(facts, "2.2", [field]), eggRequires: "c" })).toMatchObject({
      source: "assumed-egg-info",
      metadata: { requiresDist: ["c"] },
    });
  });

  it("reads a [project] table with nothing dynamic about it", () => {
    const pyproject =
      '[project]\nname = "a"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["d"]\n[project.optional-dependencies]\ntest = ["pytest; os_name == \'nt\'"]\n';
    expect(read({ pkgInfo: metadataText(facts), pyproject, eggRequires: "c" })).toMatchObject({
      source: "pyproject",
      metadata: {
        requiresPython: ">=3.9",
        requiresDist: ["d", "pytest; (os_name == 'nt') and extra == \"test\""],
        providesExtra: ["test"],
      },
    });
  });

  it.each([
    '[project]\nname = "a"\ndynamic = ["dependencies"]\n',
    '[project]\nname = "a"\ndependencies = "d"\n',
    '[project]\nname = "a"\ndependencies = [1]\n',
    "[tool.poetry]\n",
    "not toml",
  ])("passes over %j", (pyproject) => {
    expect(read({ pkgInfo: metadataText(facts), pyproject })).toMatchObject({ source: "assumed-pkg-info" });
  });

  it("assumes nothing needed where an egg-info has no requires.txt", () => {
    const pkgInfo = metadataText({ name: "a", version: "1.0" }, "1.1");
    expect(read({ pkgInfo, hasEggInfo: true })).toMatchObject({
      kind: "read",
      source: "assumed-empty",
      metadata: { requiresDist: [] },
    });
    expect(read({ pkgInfo, hasSetup: true })).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("setup.py"),
    });
  });

  it("believes nobody who disagrees with the file's name", () => {
    expect(read({ pkgInfo: metadataText({ name: "b", version: "1.0" }, "2.2") })).toMatchObject({ kind: "unreadable" });
    expect(read({ pkgInfo: metadataText({ name: "a", version: "1.1" }, "2.2") })).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("1.1"),
    });
    expect(read({ pkgInfo: metadataText({ name: "A", version: "1.0.0" }, "2.2") })).toMatchObject({ kind: "read" });
  });

  it("is unreadable without PKG-INFO", () =>
    expect(read({ pyproject: '[project]\nname = "a"\n' })).toMatchObject({ kind: "unreadable" }));
});

describe("parseEggRequires", () => {
  it("turns sections into markers", () => {
    const text =
      'b>=1\n# why\n\n[:python_version < "3.8"]\ntyping\n[gpu]\ncupy; os_name == "posix"\n[gpu:sys_platform == "linux"]\nnccl\n';
    expect(parseEggRequires(text)).toEqual({
      requiresDist: [
        "b>=1",
        'typing; python_version < "3.8"',
        'cupy; (os_name == "posix") and extra == "gpu"',
        'nccl; (sys_platform == "linux") and extra == "gpu"',
      ],
      providesExtra: ["gpu"],
    });
  });

  it("writes requirements that parse", () => {
    for (const line of parseEggRequires(
      'b[x]>=1,<2\nc @ https://h/c.zip\n[e]\nd\nf @ https://h/f.zip ; os_name == "nt"\n',
    ).requiresDist)
      expect(parseDependencySpecifier(line)).toMatchObject({ ok: true });
  });

  it("takes any text", () => {
    fc.assert(fc.property(fc.string(), (text) => parseEggRequires(text).requiresDist.length >= 0));
  });
  it("leaves a requirement without a condition alone", () =>
    expect(withMarker("b; os_name == 'x'", "")).toBe("b; os_name == 'x'"));
});

describe("sdistMember", () => {
  it.each([
    ["a-1.0/PKG-INFO", "pkg-info"],
    ["./a-1.0/PKG-INFO", "pkg-info"],
    ["a-1.0/pyproject.toml", "pyproject"],
    ["a-1.0/setup.py", "setup"],
    ["a-1.0/a.egg-info/requires.txt", "egg-requires"],
    ["a-1.0/src/a.egg-info/requires.txt", "egg-requires"],
    ["a-1.0/src/a.egg-info/PKG-INFO", "egg-info"],
    ["a-1.0/vendor/b/PKG-INFO", null],
    ["a-1.0/tests/pyproject.toml", null],
    ["PKG-INFO", null],
  ])("%s", (path, member) => expect(sdistMember(path)).toBe(member));
});
