import { describe, expect, it } from "@jest/globals";
import type { TargetReport } from "../../src/core/comparison/comparison.ts";
import { openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";
import { readReport } from "../support/valid-output.ts";

const old = "2020-01-01T00:00:00Z";
/** Young whenever a test runs. */
const young = new Date(Date.now() - 36 * 60 * 60 * 1000).toISOString();

const packages: readonly LoopbackPackage[] = [
  {
    name: "web",
    versions: [
      { version: "1.0", requires: ["images"], uploadTime: old, headers: ["License-Expression: MIT"] },
      { version: "2.0", requires: ["images>=2"], uploadTime: young, headers: ["License-Expression: MIT"] },
    ],
  },
  {
    name: "images",
    status: "deprecated",
    statusReason: "use pictures",
    versions: [
      {
        version: "1.0",
        uploadTime: old,
        headers: ["License: MIT", "Classifier: License :: OSI Approved :: MIT License"],
      },
      { version: "2.0", uploadTime: old, yanked: "broken", headers: ["License-Expression: AGPL-3.0-only"] },
      { version: "2.1", uploadTime: young, headers: ["License-Expression: AGPL-3.0-only"] },
    ],
  },
  { name: "plain", versions: [{ version: "1.0", uploadTime: old }] },
];
const osv = {
  records: [
    {
      json: osvJson({ id: "GHSA-aaaa-bbbb-cccc", package: "images", range: "introduced 0, fixed 2.1" }),
      hits: ["images 1.0", "images 2.0"],
    },
  ],
};

const config = (policy: string): string => `models:
  - { id: classifier, path: ., targets: [prod] }
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none }
policy: ${policy}
`;

async function openChange(policy: string, base: string, head: string): Promise<Scene> {
  const scene = await openScene({ packages, osv });
  await scene.repository.write({ ".github/pinwarden.yml": config(policy), "requirements.txt": base });
  await scene.repository.commit("base");
  await scene.repository.git("switch", "--quiet", "--create", "change");
  await scene.repository.write({ "requirements.txt": head });
  await scene.repository.commit("head");
  return scene;
}

interface Checked {
  readonly exitCode: number | null;
  readonly target: TargetReport;
  readonly told: readonly string[];
}

async function checked(scene: Scene, ...more: string[]): Promise<Checked> {
  const { exitCode, stdout } = await scene.run(["check", "--format", "json", ...more]);
  const target = readReport(stdout).models[0]?.targets[0];
  if (target === undefined) throw new Error("expected a target");
  const told = target.findings
    .filter(({ rule }) => rule !== "advisory")
    .map(({ rule, status, package: name }) => `${status} ${rule} ${name}`);
  return { exitCode, target, told };
}
const change = ["--base", "main", "--head", "change"] as const;

describe("a check with a policy", () => {
  it("tells licences from the metadata that it reads anyway, and names what has none", async () => {
    await using scene = await openChange(
      "{ allow-licenses: [MIT] }",
      "web==1.0\nimages==1.0\n",
      "web==2.0\nplain==1.0\n",
    );
    const { exitCode, target, told } = await checked(scene, ...change);
    expect(told).toEqual(["existing project/deprecated images", "introduced licence/not-allowed images"]);
    expect(exitCode).toBe(1);
    expect(target.findings.find(({ rule }) => rule === "licence/not-allowed")).toMatchObject({
      message: "images 2.1 is under AGPL-3.0-only, which is not among those that policy allows.",
      location: { file: "requirements.txt", line: 1 },
    });
    expect(target.changes.map(({ name, licence }) => [name, licence ?? null])).toEqual([
      ["images", { from: "MIT", to: "AGPL-3.0-only" }],
      ["plain", null],
      ["web", { from: "MIT", to: "MIT" }],
    ]);
    expect(target.notAssessed).toEqual([{ what: "licence of plain 1.0", why: "its metadata names none" }]);
    const sidecars = scene.index.requests.filter(({ path }) => path.endsWith(".metadata")).map(({ path }) => path);
    expect(sidecars.length).toBe(new Set(sidecars).size);
  });

  it("tells the same from the cache, from a recording and from a lock", async () => {
    await using scene = await openChange("{ allow-licenses: [MIT] }", "web==1.0\nimages==1.0\n", "web==2.0\n");
    const first = await checked(scene, ...change, "--record", "run.json");
    const again = await checked(scene, ...change);
    expect(again.told).toEqual(first.told);
    const replayed = await checked(scene, ...change, "--replay", "run.json", "--index-url", "http://127.0.0.1:9/");
    expect(replayed.told).toEqual(first.told);
    await scene.repository.write({
      "requirements.txt": "",
      "pyproject.toml": '[project]\nname = "p"\nversion = "0"\ndependencies = ["images"]\n',
      "uv.lock": `version = 1
requires-python = ">=3.11"
[[package]]
name = "images"
version = "2.1"
source = { registry = "${scene.index.url}" }
[[package]]
name = "p"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "images" }]
[package.metadata]
requires-dist = [{ name = "images" }]
`,
    });
    expect((await checked(scene)).told).toContain("introduced licence/not-allowed images");
  });

  it("denies a package wherever it comes from", async () => {
    const policy = '{ fail-on-severity: high, deny-packages: ["pkg:pypi/images@2.1"] }';
    await using scene = await openChange(policy, "plain==1.0\n", "plain==1.0\nweb==1.0\n");
    const { exitCode, target, told } = await checked(scene, ...change);
    expect(told).toEqual(["introduced project/deprecated images", "introduced policy/denied-package images"]);
    expect(target.findings.find(({ rule }) => rule === "policy/denied-package")).toMatchObject({
      message: "Policy denies images 2.1, which comes by requirements.txt:2 web==1.0 → images.",
    });
    expect(exitCode).toBe(1);
  });

  it("waits for a young release, and not where it clears an advisory", async () => {
    await using scene = await openChange("{ cooldown: { days: 7 } }", "web==1.0\nimages==1.0\n", "web==2.0\n");
    const { exitCode, told } = await checked(scene, ...change);
    // images 2.1 is as young, and mends what images 1.0 has.
    expect(told).toEqual(["existing project/deprecated images", "introduced policy/cooldown web"]);
    expect(exitCode).toBe(1);
  });

  it("only warns of a yanked release, unless policy says otherwise", async () => {
    await using scene = await openChange("{ fail-on-severity: critical }", "images==1.0\n", "images==2.0\n");
    const warned = await checked(scene, ...change);
    expect(warned.told).toEqual(["introduced release/yanked images", "existing project/deprecated images"]);
    expect(warned.target.verdict).toBe("warn");
    await using strict = await openChange(
      "{ fail-on-severity: critical, rules: { release/yanked: fail } }",
      "images==1.0\n",
      "images==2.0\n",
    );
    expect((await checked(strict, ...change)).target.verdict).toBe("fail");
  });

  it("holds what moves along with a fix to the same age", async () => {
    const hit = {
      json: osvJson({ id: "GHSA-dddd-eeee-ffff", package: "images", range: "introduced 0, fixed 2.0" }),
      hits: ["images 1.0"],
    };
    const version = (one: string, requires: readonly string[], uploadTime: string) => ({
      version: one,
      requires,
      uploadTime,
    });
    const along: readonly LoopbackPackage[] = [
      { name: "images", versions: [version("1.0", ["codecs<2"], old), version("2.0", ["codecs>=2"], young)] },
      { name: "codecs", versions: [version("1.0", [], old), version("2.0", [], young), version("2.1", [], old)] },
    ];
    await using scene = await openScene({ packages: along, osv: { records: [hit] } });
    await scene.repository.write({
      ".github/pinwarden.yml": config("{ cooldown: { days: 7 } }"),
      "requirements.txt": "images==1.0\ncodecs==1.0\n",
    });
    const { stdout } = await scene.run(["fix", "--format", "json"], { env: { UV_INDEX_URL: scene.index.url } });
    const [plan] = JSON.parse(stdout).plans;
    expect(plan.edits.map(({ after }: { after: string }) => after)).toEqual(["images==2.0", "codecs==2.1"]);
  });

  it("says of a quarantined project why there is no resolution", async () => {
    const gone = { name: "gone", status: "quarantined", statusReason: "suspected malware", versions: [] };
    await using scene = await openScene({ packages: [gone, ...packages], osv });
    await scene.repository.write({ ".github/pinwarden.yml": config("{ }"), "requirements.txt": "gone==1.0\n" });
    const { exitCode, target } = await checked(scene);
    expect(exitCode).toBe(1);
    expect(target.conflict).toMatch(/gone is quarantined by http:\S+ and offers no files: suspected malware/);
  });

  it("tells nothing of it by default", async () => {
    await using scene = await openChange("{ }", "plain==1.0\n", "plain==1.0\nweb==2.0\n");
    const { exitCode, told } = await checked(scene, ...change);
    expect(told).toEqual(["introduced project/deprecated images"]);
    expect(exitCode).toBe(0);
  });
});
