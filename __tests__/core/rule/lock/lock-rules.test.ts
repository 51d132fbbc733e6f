import { describe, expect, it } from "@jest/globals";
import type { LockedResolution, ManifestState } from "../../../../src/core/lock/resolution/lock-facts.ts";
import { resolveLock } from "../../../../src/core/lock/resolution/resolve-lock.ts";
import type { ProjectAnswer } from "../../../../src/core/resolution/question.ts";
import type { Finding } from "../../../../src/core/rule/finding.ts";
import { lockHashMismatch } from "../../../../src/core/rule/lock/lock-hash-mismatch.ts";
import { lockIncomplete } from "../../../../src/core/rule/lock/lock-incomplete.ts";
import { lockInconsistent } from "../../../../src/core/rule/lock/lock-inconsistent.ts";
import type { Rule } from "../../../../src/core/rule/rule.ts";
import type { Target } from "../../../../src/core/target/target.ts";
import { requirementsOf, settle } from "../../../support/universe-text.ts";
import { factsOf } from "../../accelerator/served.ts";
import { lockFrom, questionOf } from "../../lock/lock-from.ts";
import { targetWith, windows } from "../../python/targets.ts";

const address = "https://pypi.org/simple/";
type Listed = readonly (readonly [filename: string, sha256: string, yanked?: string])[];

const answerOf = (files: Listed | null): ProjectAnswer =>
  files === null
    ? { kind: "absent", asked: [address] }
    : {
        kind: "listed",
        pages: [
          {
            index: address,
            status: null,
            files: files.map(([filename, sha256, yanked]) => ({
              filename,
              url: `https://files.test/${filename}`,
              index: address,
              hashes: { sha256 },
              requiresPython: null,
              yanked: yanked ?? null,
              uploadTime: null,
              size: null,
              coreMetadata: true,
            })),
          },
        ],
      };

interface Given {
  readonly lock?: string;
  readonly path?: string;
  readonly index?: Readonly<Record<string, Listed | null>>;
  readonly requirements?: string;
  readonly manifest?: Partial<ManifestState>;
  readonly target?: Target;
}

const lock = `version = 1
requires-python = ">=3.10"

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.test/a-1.0.tar.gz", hash = "sha256:a0" }
wheels = [
  { url = "https://files.test/a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", hash = "sha256:a1" },
  { url = "https://files.test/a-1.0-cp311-cp311-win_amd64.whl", hash = "sha256:a2" },
]

[[package]]
name = "served"
source = { virtual = "." }
dependencies = [{ name = "a" }]

[package.metadata]
requires-dist = [{ name = "a", specifier = "<2,>=1" }, { name = "opt", marker = "extra == 'x'" }]
`;
const index: Readonly<Record<string, Listed>> = {
  a: [
    ["a-1.0.tar.gz", "a0"],
    ["a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", "a1"],
    ["a-1.0-cp311-cp311-win_amd64.whl", "a2"],
  ],
};
const asked = "a>=1,<2";

function findings(rule: Rule, given: Given = {}): readonly Finding[] {
  const path = given.path ?? "uv.lock";
  const text = given.requirements ?? asked;
  const target = given.target ?? targetWith();
  const listed = given.index ?? index;
  const run: LockedResolution = settle(
    resolveLock({
      path,
      command: "uv lock",
      reading: lockFrom(path, given.lock ?? lock),
      question: questionOf({ requirements: text, target }),
      manifest: {
        path: "pyproject.toml",
        requirements: requirementsOf(text, "pyproject.toml"),
        digests: null,
        project: ".",
        ...given.manifest,
      },
      refused: new Set(),
      formats: { onlyBinary: [], noBinary: [] },
    }),
    {
      project: (name) => answerOf(listed[name] ?? null),
      metadata: () => ({ kind: "unreadable", reason: "there is nothing to read" }),
    },
  );
  return rule.check({ ...factsOf(target, run.resolution), lock: run.facts }).findings;
}

const told = (rule: Rule, given: Given = {}): readonly string[] =>
  findings(rule, given).map(
    ({ severity, location, message }) => `${severity} ${location?.file}:${location?.line} ${message}`,
  );

describe("rules of locks", () => {
  it("have nothing against a lock that is right", () => {
    for (const rule of [lockInconsistent, lockIncomplete, lockHashMismatch]) expect(told(rule)).toEqual([]);
  });

  it("have nothing to say where there is no lock", () => {
    const facts = factsOf(targetWith(), { packages: [], notAssessed: [] });
    for (const rule of [lockInconsistent, lockIncomplete, lockHashMismatch])
      expect(rule.check(facts)).toEqual({ findings: [], notAssessed: [] });
  });
});

describe("lock/inconsistent", () => {
  it("finds a requirement that the lock does not meet, once", () => {
    expect(told(lockInconsistent, { requirements: "a>=2" })).toEqual([
      "high pyproject.toml:1 `uv.lock` does not meet `a>=2`: the lock has a 1.0. Write the lock again with `uv lock`.",
    ]);
  });

  it("finds a requirement that the lock does not have", () => {
    expect(told(lockInconsistent, { requirements: `${asked}\nb>=1\nc; sys_platform == 'win32'` })).toEqual([
      "high pyproject.toml:2 `uv.lock` does not meet `b>=1`: the lock has no b for this target. Write the lock again with `uv lock`.",
      expect.stringMatching(/^high pyproject\.toml:3 `uv\.lock` does not meet `c; sys_platform/),
    ]);
  });

  it("finds that uv recorded another requirement, or one more", () => {
    expect(told(lockInconsistent, { requirements: "a>=1,<3" })).toEqual([
      "moderate pyproject.toml:1 `pyproject.toml` asks for `a>=1,<3`, and `uv.lock` was made for `a<2,>=1`. Write the lock again with `uv lock`.",
    ]);
    expect(told(lockInconsistent, { requirements: "a[x]>=1,<2" })).toHaveLength(1);
    expect(told(lockInconsistent, { requirements: "" })).toEqual([
      "moderate uv.lock:20 `uv.lock` was made for `a<2,>=1`, which `pyproject.toml` does not ask for any more. Write the lock again with `uv lock`.",
    ]);
  });

  it("does not mind the order of extras", () => {
    const text = lock.replace('specifier = "<2,>=1"', 'extras = ["x", "y"], specifier = "<2,>=1"');
    expect(told(lockInconsistent, { lock: text, requirements: "a[y,x]>=1,<2" })).toEqual([]);
  });

  it("does not compare the clauses of what is taken from a folder or a repository", () => {
    const text = lock.replace('specifier = "<2,>=1"', 'editable = "../a"');
    expect(told(lockInconsistent, { lock: text })).toEqual([]);
  });

  it("finds a digest that is not the manifest's", () => {
    const poetry = `[[package]]
name = "a"
version = "1.0"
optional = false
python-versions = "*"
groups = ["main"]
files = []

[metadata]
lock-version = "2.1"
python-versions = "*"
content-hash = "${"ab".repeat(32)}"
`;
    const given = { path: "poetry.lock", lock: poetry };
    expect(told(lockInconsistent, { ...given, manifest: { digests: ["ab".repeat(32)] } })).toEqual([]);
    expect(told(lockInconsistent, { ...given, manifest: { digests: ["cd".repeat(32), "ab".repeat(32)] } })).toEqual([]);
    expect(told(lockInconsistent, { ...given, manifest: { digests: ["cd".repeat(32)] } })).toEqual([
      expect.stringMatching(/^moderate poetry\.lock:12 `pyproject\.toml` has changed since `poetry\.lock` was made/),
    ]);
    expect(told(lockInconsistent, { ...given, manifest: { digests: [] } })).toEqual([]);
  });

  it("finds two versions of which both apply", () => {
    const pylock = `lock-version = "1.0"
[[packages]]
name = "a"
version = "1.0"
[[packages]]
name = "a"
version = "1.1"
marker = "python_version >= '3.11'"
`;
    expect(told(lockInconsistent, { path: "pylock.toml", lock: pylock })).toEqual([
      "high pylock.toml:3 `pylock.toml` has a 1.0 and 1.1 for this target: which of them is installed is left to the installer.",
    ]);
  });
});

describe("lock/incomplete", () => {
  it("finds that the lock is for another Python", () => {
    const target = targetWith({ python: { full: "3.9.1", major: 3, minor: 9 } });
    expect(told(lockIncomplete, { target })[0]).toBe(
      "high uv.lock:2 `uv.lock` is not for this target: it is for Python `>=3.10`, and the target has Python 3.9.1.",
    );
  });

  it("finds what the lock does not have", () => {
    const text = lock.replace('dependencies = [{ name = "a" }]', 'dependencies = [{ name = "a" }, { name = "b" }]');
    expect(told(lockIncomplete, { lock: text })).toEqual([
      "high uv.lock:17 b is missing in `uv.lock`: the project needs `b` here. Write the lock again with `uv lock`.",
    ]);
  });

  it("finds that no wheel can be loaded, and whether a source archive remains", () => {
    const old = targetWith({ libc: { family: "glibc", major: 2, minor: 17 } });
    expect(told(lockIncomplete, { target: old })).toEqual([
      expect.stringMatching(
        /^moderate uv\.lock:6 No wheel of a 1\.0 that `uv\.lock` has can be loaded on this target: it .*2\.28.* built from its source archive\.$/,
      ),
    ]);
    const text = lock.replace(/^sdist.*\n/m, "");
    expect(told(lockIncomplete, { target: old, lock: text })).toEqual([
      expect.stringMatching(
        /^high uv\.lock:6 No file of a 1\.0 that `uv\.lock` has can be installed on this target: it /,
      ),
    ]);
    expect(told(lockIncomplete, { target: windows("x86_64") })).toEqual([]);
  });

  it("is not known where a newer glibc would do, and the target's is assumed", () => {
    const target = targetWith({
      libc: { family: "glibc", major: 2, minor: 17 },
      sources: { libc: { how: "assumed", from: "the oldest that is served" } },
    });
    expect(told(lockIncomplete, { target })).toEqual([]);
    expect(told(lockIncomplete, { target: { ...target, arch: "aarch64" } })).toHaveLength(1);
  });

  it("tells twenty missing packages one by one, and counts the others", () => {
    const many = Array.from({ length: 30 }, (_, at) => `{ name = "m${at}" }`).join(", ");
    const text = lock.replace('[{ name = "a" }]', `[${many}]`);
    const all = told(lockIncomplete, { lock: text });
    expect(all).toHaveLength(21);
    expect(all.at(-1)).toContain("10 more packages are missing");
  });
});

describe("lock/hash-mismatch", () => {
  const files = index["a"] ?? [];

  it("finds another hash under the same name", () => {
    const changed: Listed = files.map(([name, hash]) => [name, hash === "a1" ? "ff" : hash]);
    expect(findings(lockHashMismatch, { index: { a: changed } })).toMatchObject([
      {
        severity: "critical",
        package: "a",
        version: "1.0",
        location: { file: "uv.lock", line: 6 },
        key: "lock/hash-mismatch a hash",
        evidence: [{ fact: "a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl has sha256:ff", source: address }],
      },
    ]);
  });

  it("finds a project, a version and a file that are gone", () => {
    expect(told(lockHashMismatch, { index: {} })).toEqual([
      "high uv.lock:6 a 1.0 is in `uv.lock`, and no index has a any more (asked: `https://pypi.org/simple/`).",
    ]);
    expect(told(lockHashMismatch, { index: { a: [["a-2.0.tar.gz", "a9"]] } })).toEqual([
      "high uv.lock:6 a 1.0 is in `uv.lock`, and https://pypi.org/simple/ does not have this version any more.",
    ]);
    expect(told(lockHashMismatch, { index: { a: files.filter(([, hash]) => hash !== "a1") } })).toEqual([
      "high uv.lock:6 `a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl`, which this target would install, of `uv.lock` is not on https://pypi.org/simple/ any more.",
    ]);
    expect(told(lockHashMismatch, { index: { a: files.filter(([, hash]) => hash !== "a2") } })).toEqual([
      expect.stringMatching(/^low uv\.lock:6 `a-1\.0-cp311-cp311-win_amd64\.whl` of/),
    ]);
  });

  it("finds that what would be installed was yanked", () => {
    const yanked: Listed = files.map(([name, hash]) => [name, hash, "breaks"]);
    expect(told(lockHashMismatch, { index: { a: yanked } })).toEqual([
      "moderate uv.lock:6 a 1.0 was yanked from https://pypi.org/simple/: `breaks`.",
    ]);
  });

  it("finds that none of the hashes is of a file of the index, where the lock names no files", () => {
    const given = (hash: string): Given => ({
      path: "Pipfile.lock",
      lock: `{"default": {"a": {"version": "==1.0", "hashes": ["sha256:${hash}"]}}}`,
    });
    expect(told(lockHashMismatch, given("a1"))).toEqual([]);
    expect(told(lockHashMismatch, given("ff"))).toEqual([
      "critical Pipfile.lock:1 None of the hashes of a 1.0 in `Pipfile.lock` is that of a file that https://pypi.org/simple/ has.",
    ]);
  });
});
