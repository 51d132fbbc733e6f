import { describe, expect, it } from "@jest/globals";
import type { DistributionFile } from "../../../../src/core/index/distribution-file.ts";
import type { LockReading } from "../../../../src/core/lock/lock-reading.ts";
import type { LockedResolution } from "../../../../src/core/lock/resolution/lock-facts.ts";
import { resolveLock } from "../../../../src/core/lock/resolution/resolve-lock.ts";
import { normalizeName } from "../../../../src/core/python/name.ts";
import type { Answers, MetadataAnswer, ProjectAnswer } from "../../../../src/core/resolution/question.ts";
import type { Target } from "../../../../src/core/target/target.ts";
import { requirementsOf, settle } from "../../../support/universe-text.ts";
import { targetWith } from "../../python/targets.ts";
import { lockFrom, questionOf } from "../lock-from.ts";

const address = "https://pypi.org/simple/";

/** Files as the index lists them: name, hash, and why it was yanked. */
function listed(...files: readonly (readonly [filename: string, sha256: string, yanked?: string])[]): ProjectAnswer {
  return {
    kind: "listed",
    pages: [
      {
        index: address,
        status: null,
        files: files.map(([filename, sha256, yanked]) => fileOf(filename, sha256, yanked)),
      },
    ],
  };
}

function fileOf(filename: string, sha256: string, yanked?: string): DistributionFile {
  return {
    filename,
    url: `https://files.test/${filename}`,
    index: address,
    hashes: { sha256 },
    requiresPython: null,
    yanked: yanked ?? null,
    uploadTime: null,
    size: null,
    coreMetadata: true,
  };
}

const absent: ProjectAnswer = { kind: "absent", asked: [address] };

interface Given {
  readonly index: Readonly<Record<string, ProjectAnswer>>;
  readonly requires?: Readonly<Record<string, readonly string[]>>;
  readonly requirements?: string;
  readonly target?: Target;
  /** Packages whose metadata the index fails to answer for. */
  readonly failing?: readonly string[];
}

function resolved(reading: LockReading, given: Given): LockedResolution {
  const answers: Answers = {
    project: (name) => given.index[name] ?? absent,
    metadata: ({ filename }): MetadataAnswer => {
      const name = filename.slice(0, filename.indexOf("-"));
      if (given.failing?.includes(name) === true) return { kind: "failed", reason: "it answered 503" };
      const requiresDist = given.requires?.[name];
      if (requiresDist === undefined) return { kind: "unreadable", reason: "there is nothing to read" };
      const metadata = {
        metadataVersion: "2.3",
        name: normalizeName(name),
        version: "1",
        requiresPython: null,
        requiresDist,
        providesExtra: [],
        dynamic: [],
        licenseExpression: null,
      };
      return { kind: "read", source: "sidecar", metadata };
    },
  };
  const requirements = requirementsOf(given.requirements ?? "", "pyproject.toml");
  return settle(
    resolveLock({
      path: "uv.lock",
      command: "uv lock",
      reading,
      question: questionOf({
        requirements: given.requirements ?? "",
        ...(given.target === undefined ? {} : { target: given.target }),
      }),
      manifest: { path: "pyproject.toml", requirements, digests: null, project: "." },
      refused: new Set(["https://refused.test/simple"]),
      formats: { onlyBinary: [], noBinary: [] },
    }),
    answers,
  );
}

const head = `version = 1
[[package]]
name = "served"
source = { virtual = "." }
dependencies = [{ name = "a" }]
`;
const a = `[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "b" }]
sdist = { url = "https://files.test/a-1.0.tar.gz", hash = "sha256:a0" }
wheels = [
  { url = "https://files.test/a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", hash = "sha256:a1" },
  { url = "https://files.test/a-1.0-cp311-cp311-win_amd64.whl", hash = "sha256:a2" },
]
`;
const b = (source = '{ registry = "https://pypi.org/simple" }'): string => `[[package]]
name = "b"
version = "2.0"
source = ${source}
wheels = [{ url = "https://files.test/b-2.0-py3-none-any.whl", hash = "sha256:b1" }]
`;
const index = {
  a: listed(
    ["a-1.0.tar.gz", "a0"],
    ["a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", "a1"],
    ["a-1.0-cp311-cp311-win_amd64.whl", "a2"],
    ["a-2.0-py3-none-any.whl", "a9"],
  ),
  b: listed(["b-2.0-py3-none-any.whl", "b1"]),
};
const lock = (text = head + a + b()): LockReading => lockFrom("uv.lock", text);

describe("resolveLock", () => {
  it("takes the file that the target would install, and who asks for it", () => {
    const { resolution, failures } = resolved(lock(), { index, requirements: "a>=1" });
    expect(failures).toEqual([]);
    expect(resolution.notAssessed).toEqual([]);
    expect(resolution.packages).toMatchObject([
      {
        name: "a",
        version: { text: "1.0" },
        file: { filename: "a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", hashes: { sha256: "a1" }, coreMetadata: true },
        files: [{}, {}, {}],
        requires: [{ to: "b", text: "b" }],
        demandedBy: [{ kind: "root", requirement: { origin: { file: "pyproject.toml", line: 1 } } }],
        metadataSource: "lock",
      },
      { name: "b", demandedBy: [{ kind: "package", name: "a", text: "b" }] },
    ]);
  });

  it("names the lock's own line where the manifest has none", () => {
    const { resolution } = resolved(lock(), { index });
    expect(resolution.packages[0]?.demandedBy).toMatchObject([
      { kind: "root", requirement: { kind: "pin", text: "a==1.0", origin: { file: "uv.lock", line: 8 } } },
    ]);
  });

  it("keeps a package of which nothing fits, so that advisories are asked for it", () => {
    const target = targetWith({ libc: { family: "glibc", major: 2, minor: 17 }, arch: "aarch64" });
    const { resolution, facts } = resolved(lock(), { index, target });
    expect(resolution.packages.map(({ name, file }) => `${name} ${file.filename}`)).toEqual([
      "a a-1.0.tar.gz",
      "b b-2.0-py3-none-any.whl",
    ]);
    expect(facts.packages[0]?.choice).toMatchObject({
      kind: "sdist",
      wheels: 2,
      why: expect.stringContaining("x86_64"),
    });
  });

  it("leaves out what comes from a repository, and says so", () => {
    const { resolution } = resolved(lock(head + a + b('{ git = "https://github.com/o/b#0123456" }')), { index });
    expect(resolution.packages.map(({ name }) => name)).toEqual(["a"]);
    expect(resolution.notAssessed).toEqual([
      {
        what: "b",
        why: "`uv.lock:17` takes it from the repository https://github.com/o/b: what it holds was not looked at",
      },
    ]);
  });

  it("is still a resolution where the index does not answer, and says what was not compared", () => {
    const { resolution, failures } = resolved(lock(), {
      index: { a: { kind: "failed", reason: "the index did not answer" }, b: index.b },
    });
    expect(resolution.packages.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(failures).toEqual([
      { what: "a 1.0", why: "its files could not be compared with the index: the index did not answer" },
    ]);
  });

  it("asks nothing of an index that may not be asked", () => {
    const { failures } = resolved(lock(head + a + b('{ registry = "https://refused.test/simple" }')), { index });
    expect(failures).toEqual([
      {
        what: "b 2.0",
        why: "its files could not be compared with the index: https://refused.test/simple was not asked",
      },
    ]);
  });

  it("reads what packages require from the index where the lock does not say", () => {
    const pipfile = lockFrom(
      "Pipfile.lock",
      `{"default": {
  "a": {"version": "==1.0", "hashes": ["sha256:a1"]},
  "b": {"version": "==2.0", "hashes": ["sha256:b1"]}
}}`,
    );
    const requires = { a: ["b>=1", "c; sys_platform == 'linux'", "d; sys_platform == 'win32'", "setuptools"], b: [] };
    const { resolution, facts } = resolved(pipfile, { index, requires, requirements: "a" });
    expect(resolution.packages.map(({ name, file }) => `${name} ${file.filename}`)).toEqual([
      "a a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl",
      "b b-2.0-py3-none-any.whl",
    ]);
    expect(resolution.packages[1]?.demandedBy).toMatchObject([{ kind: "package", name: "a", text: "b>=1" }]);
    expect(facts.missing.map(({ by, dependency }) => `${by?.name} ${dependency.name}`)).toEqual(["a c"]);
    const unread = resolved(pipfile, { index, requires: { b: [] } });
    expect(unread.resolution.notAssessed).toEqual([
      { what: "a 1.0", why: "what it requires is not known: there is nothing to read" },
    ]);
    expect(unread.failures).toEqual([]);
    // What a source that did not answer would have said may be asked for another time.
    const failed = resolved(pipfile, { index, requires: { b: [] }, failing: ["a"] });
    expect(failed.failures).toEqual([{ what: "a 1.0", why: "what it requires is not known: it answered 503" }]);
  });

  it("keeps a package of which no file is known", () => {
    const pipfile = lockFrom("Pipfile.lock", '{"default": {"a": {"version": "==9.9", "hashes": ["sha256:00"]}}}');
    const { resolution } = resolved(pipfile, { index });
    expect(resolution.packages).toMatchObject([{ name: "a", file: { filename: "a-9.9", url: `${address}a/` } }]);
  });

  it("looks at no more packages than a run can ask for", () => {
    const many = Array.from({ length: 5100 }, (_, at) => `[[packages]]\nname = "p${at}"\nversion = "1"\n`).join("");
    const { resolution, failures } = resolved(lockFrom("pylock.toml", `lock-version = "1.0"\n${many}`), { index: {} });
    expect(resolution.packages).toHaveLength(5000);
    expect(failures).toEqual([
      { what: "uv.lock", why: "the target gets 5100 packages of it, and at most 5000 are looked at" },
    ]);
  });

  it("does not take the project for a package where an extra of it names another", () => {
    const own = head.replace('[{ name = "a" }]', '[{ name = "served", extra = ["x"] }]');
    const text = `${own}[package.optional-dependencies]\nx = [{ name = "a" }]\n${a}${b()}`;
    const { resolution } = resolved(lock(text), { index });
    expect(resolution.packages.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(resolution.notAssessed).toEqual([]);
    expect(resolution.packages[0]?.demandedBy).toMatchObject([{ kind: "root", requirement: { text: "a==1.0" } }]);
  });
});
