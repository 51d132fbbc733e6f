import { describe, expect, it } from "@jest/globals";
import type { CheckReport, TargetReport } from "../../src/core/comparison/comparison.ts";
import { openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";
import { readReport } from "../support/valid-output.ts";

const hash = (text: string): string => text.repeat(32);
const packages: readonly LoopbackPackage[] = [
  {
    name: "web",
    versions: [
      { version: "1.0", requires: ["images"], listedHash: hash("1a") },
      { version: "2.0", requires: ["images>=2"], listedHash: hash("1b") },
    ],
  },
  {
    name: "images",
    versions: [
      { version: "1.0", listedHash: hash("2a") },
      { version: "2.0", listedHash: hash("2b") },
      { version: "2.1", listedHash: hash("2c") },
    ],
  },
];
const osv = {
  records: [
    {
      json: osvJson({
        id: "GHSA-aaaa-bbbb-cccc",
        package: "images",
        range: "introduced 2.0, fixed 2.1",
        summary: "images can be made to run what an image holds",
        database_specific: { severity: "HIGH" },
      }),
      hits: ["images 2.0"],
    },
  ],
};

const config = (more = ""): string => `models:
  - { id: classifier, path: classifier, targets: [prod]${more} }
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none }
`;
const pyproject = (web = ">=1"): string => `[project]
name = "classifier"
version = "0.1"
requires-python = ">=3.11"
dependencies = ["web${web}"]
`;

interface Pins {
  readonly web: readonly [version: string, hash: string];
  readonly images: readonly [version: string, hash: string];
  readonly index?: string;
}

const entry = (name: string, [version, digest]: readonly [string, string], index: string, needs = ""): string => `
[[package]]
name = "${name}"
version = "${version}"
source = { registry = "${index}" }
${needs}wheels = [
    { url = "https://files.pythonhosted.org/packages/aa/bb/cc/${name}-${version}-py3-none-any.whl", hash = "sha256:${hash(digest)}" },
]
`;
const uvLock = ({ web, images, index = "https://pypi.org/simple" }: Pins): string => `version = 1
requires-python = ">=3.11"

[[package]]
name = "classifier"
version = "0.1"
source = { virtual = "." }
dependencies = [{ name = "web" }]

[package.metadata]
requires-dist = [{ name = "web", specifier = ">=1" }]
${entry("images", images, index)}${entry("web", web, index, 'dependencies = [{ name = "images" }]\n')}`;

const good = uvLock({ web: ["1.0", "1a"], images: ["2.1", "2c"] });

interface Sides {
  readonly base?: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
  readonly config?: string;
}

async function openChange({ base, head, config: settings = config() }: Sides): Promise<Scene> {
  const scene = await openScene({ packages, osv });
  await scene.repository.write({
    ".github/pinwarden.yml": settings,
    "classifier/pyproject.toml": pyproject(),
    "classifier/uv.lock": good,
    ...base,
  });
  await scene.repository.commit("base");
  await scene.repository.git("switch", "--quiet", "--create", "change");
  await scene.repository.write({ "readme.md": "x", ...head });
  await scene.repository.commit("head");
  return scene;
}

async function reportOf(scene: Scene): Promise<CheckReport> {
  const { stdout } = await scene.run(["check", "--base", "main", "--head", "change", "--format", "json"]);
  return readReport(stdout);
}

function onlyTarget(report: CheckReport): TargetReport {
  const target = report.models[0]?.targets[0];
  if (target === undefined) throw new Error("expected a model with a target");
  return target;
}

const told = ({ findings }: TargetReport): readonly string[] =>
  findings.map(({ rule, status, severity, location }) => {
    return `${rule} ${status} ${severity} ${location?.file}:${location?.line}`;
  });

describe("check of a model with a lock", () => {
  it("takes the lock for what is installed, and asks the index for pages alone", async () => {
    await using scene = await openChange({
      head: { "classifier/uv.lock": uvLock({ web: ["1.0", "1a"], images: ["2.0", "2b"] }) },
    });
    const report = await reportOf(scene);
    const target = onlyTarget(report);
    expect(target.changes).toMatchObject([{ kind: "downgraded", name: "images", from: "2.1", to: "2.0" }]);
    expect(told(target)).toEqual(["advisory introduced high classifier/pyproject.toml:5"]);
    expect(target.notAssessed.filter(({ what }) => what.includes("lock"))).toEqual([]);
    expect(report.verdict).toBe("fail");
    const asked = scene.index.requests.map(({ path }) => path);
    expect(asked.toSorted()).toEqual(["/simple/images/", "/simple/web/"]);
  });

  it("finds that the lock is not the manifest's, nor the index's", async () => {
    await using scene = await openChange({
      head: {
        "classifier/pyproject.toml": pyproject(">=2"),
        "classifier/uv.lock": uvLock({ web: ["1.0", "1a"], images: ["2.1", "ff"] }),
      },
    });
    const target = onlyTarget(await reportOf(scene));
    expect(told(target).toSorted()).toEqual([
      "lock/hash-mismatch introduced critical classifier/uv.lock:15",
      "lock/inconsistent introduced high classifier/pyproject.toml:5",
    ]);
    expect(target.verdict).toBe("fail");
  });

  it("is incomplete where the index does not answer, and tells what it knows", async () => {
    await using scene = await openChange({
      head: { "classifier/uv.lock": uvLock({ web: ["1.0", "1a"], images: ["2.0", "2b"] }) },
    });
    scene.index.fault("/simple/web/", { kind: "status", status: 503 });
    const report = await reportOf(scene);
    expect(told(onlyTarget(report))).toContain("advisory introduced high classifier/pyproject.toml:5");
    expect(onlyTarget(report).notAssessed).toContainEqual({
      what: "web 1.0",
      why: expect.stringContaining("its files could not be compared with the index"),
    });
  });

  it("asks nothing of an index that only the pull request's lock names", async () => {
    const elsewhere = "https://evil.test/simple";
    await using scene = await openChange({
      head: { "classifier/uv.lock": uvLock({ web: ["1.0", "1a"], images: ["2.1", "2c"], index: elsewhere }) },
    });
    const report = await reportOf(scene);
    expect(told(onlyTarget(report))).toEqual(["policy/index-not-allowed introduced high classifier/uv.lock:14"]);
    expect(report.verdict).toBe("fail");
  });

  it("resolves anew where the configuration wants no lock", async () => {
    await using scene = await openChange({
      config: config(", lock: false"),
      head: { "classifier/uv.lock": uvLock({ web: ["1.0", "ff"], images: ["2.0", "ff"] }) },
    });
    const target = onlyTarget(await reportOf(scene));
    expect(told(target)).toEqual([]);
    expect(target.packages).toBe(2);
  });

  it("takes no lock where a requirements file could be meant, and says so", async () => {
    await using scene = await openChange({ head: { "classifier/requirements.txt": "images==1.0\n" } });
    const target = onlyTarget(await reportOf(scene));
    expect(target.notAssessed).toContainEqual({
      what: "classifier/uv.lock",
      why: expect.stringContaining("name one under `lock:` of the model"),
    });
  });

  it("takes the lock that the configuration names", async () => {
    await using scene = await openChange({
      config: config(", lock: uv.lock"),
      head: {
        "classifier/requirements.txt": "images==1.0\n",
        "classifier/uv.lock": uvLock({ web: ["1.0", "1a"], images: ["2.0", "2b"] }),
      },
    });
    expect(told(onlyTarget(await reportOf(scene)))).toEqual(["advisory introduced high classifier/pyproject.toml:5"]);
  });

  it("finds a lock that cannot be read, and resolves in its place", async () => {
    await using scene = await openChange({ head: { "classifier/uv.lock": `${good}\n[[package\n` } });
    const report = await reportOf(scene);
    const target = onlyTarget(report);
    expect(report.verdict).toBe("fail");
    expect(told(target).filter((line) => line.startsWith("manifest/"))).toEqual([
      expect.stringMatching(/^manifest\/invalid-toml introduced high classifier\/uv\.lock:\d+$/),
    ]);
    expect(target.notAssessed).toContainEqual({
      what: "classifier/uv.lock",
      why: "it cannot be read, and the model was resolved anew",
    });
  });

  it("takes a lock that stands alone, and finds what it installs", async () => {
    await using scene = await openScene({ packages, osv });
    await scene.repository.write({
      "pylock.toml": `lock-version = "1.0"\ncreated-by = "x"\n\n[[packages]]\nname = "images"\nversion = "2.0"\n`,
    });
    await scene.repository.commit("base");
    const { stdout } = await scene.run(["check", "--format", "json"]);
    const target = onlyTarget(readReport(stdout));
    expect(told(target)).toContain("advisory introduced high pylock.toml:6");
  });

  it("holds a compiled file with hashes against what it was compiled from", async () => {
    const compiled = (version: string, digest: string): string =>
      `images==${version} --hash=sha256:${hash(digest)}\nweb==1.0 --hash=sha256:${hash("1a")}\n`;
    await using scene = await openScene({ packages, osv });
    await scene.repository.write({
      ".github/pinwarden.yml": config(),
      "classifier/requirements.in": "web\n",
      "classifier/requirements.txt": compiled("2.1", "2c"),
    });
    await scene.repository.commit("base");
    await scene.repository.git("switch", "--quiet", "--create", "change");
    await scene.repository.write({
      "classifier/requirements.in": "web>=2\n",
      "classifier/requirements.txt": compiled("2.0", "ff"),
    });
    await scene.repository.commit("head");
    const target = onlyTarget(await reportOf(scene));
    expect(told(target).toSorted()).toEqual([
      "advisory introduced high classifier/requirements.in:1",
      "lock/hash-mismatch introduced critical classifier/requirements.txt:1",
      "lock/inconsistent introduced high classifier/requirements.in:1",
    ]);
  });
});
