import { describe, expect, it } from "@jest/globals";
import { embeddedTables } from "../../../../src/core/accelerator/embedded-tables.ts";
import { noAnswers } from "../../../../src/core/advisory/advisory-answers.ts";
import type { DistributionFile, ProjectPage } from "../../../../src/core/index/distribution-file.ts";
import { contestedBy } from "../../../../src/core/resolution/contested.ts";
import type { Resolution, ResolvedPackage } from "../../../../src/core/resolution/resolution.ts";
import { dependencyConfusion } from "../../../../src/core/rule/provenance/dependency-confusion.ts";
import { isOneEditAway, withoutOne } from "../../../../src/core/rule/provenance/one-edit.ts";
import type { ProvenanceSide } from "../../../../src/core/rule/provenance/package-source.ts";
import { imitatedBy, isKnownProject } from "../../../../src/core/rule/provenance/popular-projects.ts";
import { provenanceFindings } from "../../../../src/core/rule/provenance/provenance-findings.ts";
import { fc } from "../../../support/fast-check.ts";
import { resolutionOf } from "../../../support/resolution-text.ts";
import { linuxTarget, requirementsOf } from "../../../support/universe-text.ts";

const pypi = "https://pypi.org/simple/";
const side = (resolution: string, lines = ""): ProvenanceSide => ({
  resolution: resolutionOf(resolution),
  requirements: requirementsOf(lines),
  lock: null,
});
const told = (base: ProvenanceSide, head: ProvenanceSide, trusted: readonly string[] = []): readonly string[] =>
  provenanceFindings(base, head, trusted).map(
    ({ rule, severity, warns, message }) => `${rule} ${severity}${warns === true ? " warns" : ""}: ${message}`,
  );

describe("provenance/source-changed", () => {
  const fromIndex = side(`acme 1.0 <- requirements.txt:1 acme @ ${pypi}`, "acme");
  const fromRepository = side("", "acme @ git+https://github.com/acme/acme.git@v1");

  it.each<[string, ProvenanceSide, ProvenanceSide, readonly string[]]>([
    [
      "an index to a repository",
      fromIndex,
      side("", "acme @ git+https://user:secret@github.com/other/acme.git@main"),
      [
        "moderate warns: acme comes from the repository https://github.com/other/acme.git now, and came from the index https://pypi.org/simple/.",
      ],
    ],
    [
      "an index to an address",
      fromIndex,
      side("", "acme @ https://files.example/acme-1.0-py3-none-any.whl"),
      [
        "moderate warns: acme comes from the address https://files.example/acme-1.0-py3-none-any.whl now, and came from the index https://pypi.org/simple/.",
      ],
    ],
    [
      "an index to a file of a public index",
      fromIndex,
      side("", "acme @ https://download.pytorch.org/whl/cu128/acme-1.0-py3-none-any.whl"),
      [
        "info: acme comes from the address https://download.pytorch.org/whl/cu128/acme-1.0-py3-none-any.whl now, and came from the index https://pypi.org/simple/.",
      ],
    ],
    [
      "a repository to another",
      fromRepository,
      side("", "acme @ git+https://github.com/0ther/acme.git@v1"),
      [
        "moderate warns: acme comes from the repository https://github.com/0ther/acme.git now, and came from the repository https://github.com/acme/acme.git.",
      ],
    ],
    [
      "a repository to another commit of it",
      fromRepository,
      side("", "acme @ git+https://github.com/acme/acme@v2"),
      [],
    ],
    [
      "an address to another of the host",
      side("", "acme @ https://f.example/1.whl"),
      side("", "acme @ https://f.example/2.whl"),
      [],
    ],
    ["a repository to an index", fromRepository, fromIndex, []],
    ["an index to a path of the repository", fromIndex, side("", "acme @ file:///work/acme"), []],
    ["nothing to a repository", side(""), fromRepository, []],
    [
      "an index to one that nobody has named",
      fromIndex,
      side("acme 2.0 <- requirements.txt:1 acme @ https://index.example/simple/", "acme"),
      [
        "moderate warns: acme comes from the index https://index.example/simple/ now, and came from the index https://pypi.org/simple/.",
      ],
    ],
    [
      "a public index to another",
      fromIndex,
      side("acme 1.0+cu128 <- requirements.txt:1 acme @ https://download.pytorch.org/whl/cu128/", "acme"),
      [],
    ],
    [
      "an index to one that others came from",
      side(`acme 1.0 <- r:1 acme @ ${pypi}\nours 1.0 <- r:2 ours @ https://index.example/simple`),
      side(`acme 1.0 <- r:1 acme @ https://index.example/simple/\nours 1.0 <- r:2 ours @ https://index.example/simple`),
      [],
    ],
  ])("of a move from %s", (_, base, head, expected) => {
    expect(told(base, head)).toEqual(expected.map((text) => `provenance/source-changed ${text}`));
  });

  it("says nothing of an index that the configuration names", () => {
    const head = side("acme 2.0 <- requirements.txt:1 acme @ https://index.example/simple/", "acme");
    expect(told(fromIndex, head, ["https://index.example/simple"])).toEqual([]);
  });

  it("stands at the line that names the place", () => {
    expect(provenanceFindings(fromIndex, side("", "\nacme @ git+ssh://git@git.example/acme"), [])).toMatchObject([
      { package: "acme", version: null, location: { file: "requirements.txt", line: 2 } },
    ]);
  });
});

describe("provenance/lookalike-name", () => {
  const base = side("numpy 2.0 <- r.txt:1 numpy");

  it("tells a new name that is one edit away from a popular one", () => {
    expect(told(base, side("numpy 2.0 <- r.txt:1 numpy\nreqeusts 1.0 <- r.txt:2 reqeusts"))).toEqual([
      "provenance/lookalike-name moderate warns: reqeusts is new here, and its name is one edit away from the well-known requests.",
    ]);
  });

  it.each([
    ["a name that was there before", "reqeusts 1.0 <- r:1 reqeusts", "reqeusts 2.0 <- r:1 reqeusts"],
    ["a popular name", "numpy 2.0 <- r:1 numpy", "requests 1.0 <- r:1 requests"],
    [
      "a name beside the one that it is like",
      "numpy 2.0 <- r:1 numpy",
      "reqeusts 1 <- r:1 reqeusts\nrequests 1 <- r:2 requests",
    ],
    ["what a popular project asks for", "numpy 2.0 <- r:1 numpy", "torch 2 <- r:1 torch\ntrition 1 <- torch: trition"],
    [
      "another number",
      "numpy 2.0 <- r:1 numpy",
      "nvidia-cublas-cu19 1 <- r:1 nvidia-cublas-cu19\nboto4 1 <- r:2 boto4",
    ],
    ["a name of its own", "numpy 2.0 <- r:1 numpy", "acme-ranker 1 <- r:1 acme-ranker"],
  ])("says nothing of %s", (_, before, after) => {
    expect(told(side(before), side(after))).toEqual([]);
  });
});

describe("isOneEditAway", () => {
  it.each([
    ["requests", "reqests", true],
    ["requests", "requestss", true],
    ["requests", "reqeusts", true],
    ["requests", "requezts", true],
    ["requests", "requests", false],
    ["requests", "rquest", false],
    ["requests", "eruqests", false],
    ["cupy-cuda11x", "cupy-cuda12x", false],
    ["boto", "boto3", false],
  ])("of %s and %s", (one, other, expected) => {
    expect(isOneEditAway(one, other)).toBe(expected);
    expect(isOneEditAway(other, one)).toBe(expected);
  });

  it("finds each by what is left without one character", () => {
    const letters = fc
      .array(fc.constantFrom("a", "b", "c", "-"), { minLength: 1, maxLength: 7 })
      .map((of) => of.join(""));
    fc.assert(
      fc.property(letters, letters, (one, other) => {
        const share = withoutOne(one).some((rest) => withoutOne(other).includes(rest));
        expect(share || !isOneEditAway(one, other)).toBe(true);
      }),
    );
  });

  it("lets no name of the table imitate another", () => {
    expect(["torch", "requests", "numpy", "transformers"].map(isKnownProject)).toEqual([true, true, true, true]);
    expect(["torch", "requests", "numpy", "transformers"].map(imitatedBy)).toEqual([null, null, null, null]);
    expect(imitatedBy("transfomers")).toBe("transformers");
  });
});

describe("provenance/attestation-lost", () => {
  const attested = (text: string, has: boolean): ProvenanceSide => {
    const read = resolutionOf(text);
    const packages = read.packages.map((one) => ({
      ...one,
      file: { ...one.file, ...(has ? { provenance: `${one.file.index}/integrity` } : {}) },
    }));
    return { resolution: { ...read, packages }, requirements: [], lock: null };
  };

  it("tells that a release has none where the one before it had", () => {
    expect(told(attested("acme 1.0 <- r:1 acme", true), attested("acme 1.1 <- r:1 acme", false))).toEqual([
      "provenance/attestation-lost moderate warns: acme 1.1 has no attestation, and 1.0 had one.",
    ]);
  });

  it.each([
    ["had none before", attested("acme 1.0 <- r:1 acme", false), attested("acme 1.1 <- r:1 acme", false)],
    ["has one again", attested("acme 1.0 <- r:1 acme", true), attested("acme 1.1 <- r:1 acme", true)],
    [
      "comes from an index that serves none",
      attested("acme 1.0 <- r:1 acme", true),
      attested("acme 1.0 <- r:1 acme @ https://download.pytorch.org/whl", false),
    ],
    ["is new", attested("numpy 1.0 <- r:1 numpy", true), attested("acme 1.0 <- r:1 acme", false)],
  ])("says nothing of what %s", (_, base, head) => {
    expect(told(base, head)).toEqual([]);
  });
});

describe("provenance/dependency-confusion", () => {
  const place = (index: string, contested: readonly string[]): Resolution => {
    const read = resolutionOf(`acme 9.0 <- r.txt:1 acme @ ${index}`);
    return { ...read, packages: read.packages.map((one): ResolvedPackage => ({ ...one, contestedBy: contested })) };
  };
  const found = (resolution: Resolution): readonly string[] =>
    dependencyConfusion
      .check({
        model: { id: "m", path: "." },
        target: linuxTarget,
        resolution,
        advisories: noAnswers("none was asked"),
        tables: embeddedTables(),
        today: "2026-11-21",
      })
      .findings.map(({ severity, warns, message }) => `${severity} ${warns === true}: ${message}`);

  it("tells which index won, and who could", () => {
    expect(found(place(pypi, ["https://index.example/simple/"]))).toEqual([
      "high true: acme 9.0 is taken from https://pypi.org/simple/, and https://index.example/simple/ has another project of that name.",
    ]);
    expect(found(place("https://index.example/simple/", [pypi]))).toEqual([
      "moderate true: acme 9.0 is taken from https://index.example/simple/, and https://pypi.org/simple/ has another project of that name: a higher version there would be taken instead.",
    ]);
  });

  it("says nothing of public indexes among themselves, of private ones, and of one alone", () => {
    expect(found(place(pypi, ["https://download.pytorch.org/whl/cu128/"]))).toEqual([]);
    expect(found(place("https://a.example/simple/", ["https://b.example/simple/"]))).toEqual([]);
    expect(found(resolutionOf(`acme 9.0 <- r.txt:1 acme @ ${pypi}`))).toEqual([]);
  });

  const page = (
    index: string,
    files: Readonly<Record<string, string>>,
    more: Partial<ProjectPage> = {},
  ): ProjectPage => ({
    index,
    status: null,
    files: Object.entries(files).map(
      ([filename, sha256]): DistributionFile => ({
        filename,
        url: `${index}${filename}`,
        index,
        hashes: sha256 === "" ? {} : { sha256 },
        requiresPython: null,
        yanked: null,
        uploadTime: null,
        size: null,
        coreMetadata: null,
      }),
    ),
    ...more,
  });

  it.each([
    ["another project", page("b", { "acme-1.0.tar.gz": "22" }), ["b"]],
    ["the same file name with another content", page("b", { "acme-9.0.tar.gz": "22" }), ["b"]],
    ["a mirror that lags behind", page("b", { "acme-8.0.tar.gz": "80" }), []],
    ["a mirror without digests", page("b", { "acme-8.0.tar.gz": "" }), []],
    ["a project without files", page("b", {}), []],
    ["a flat list", page("b", { "acme-1.0.tar.gz": "22" }, { flat: true }), []],
  ])("takes %s as such", (_, other, expected) => {
    const own = page("a", { "acme-8.0.tar.gz": "80", "acme-9.0.tar.gz": "90" });
    expect(contestedBy("a", [own, other])).toEqual(expected);
  });
});
