import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { CheckReport, TargetReport } from "../../src/core/comparison/comparison.ts";
import { type CommandResult, openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";
import type { OsvServiceOptions } from "../support/osv-service.ts";
import { torchUniverse } from "../support/torch-universe.ts";
import { readReport } from "../support/valid-output.ts";

const packages: readonly LoopbackPackage[] = [
  {
    name: "web",
    versions: [
      { version: "1.0", requires: ["images"] },
      { version: "2.0", requires: ["images>=2"] },
    ],
  },
  { name: "images", versions: [{ version: "1.0" }, { version: "2.0" }, { version: "2.1" }] },
];

const record = (id: string, name: string, range: string, hits: readonly string[]) => ({
  json: osvJson({
    id,
    package: name,
    range,
    summary: `${name} can be made to run what an image holds`,
    database_specific: { severity: "HIGH" },
  }),
  hits,
});

const vulnerable: OsvServiceOptions = {
  records: [
    record("GHSA-aaaa-bbbb-cccc", "images", "introduced 2.0, fixed 2.1", ["images 2.0"]),
    record("GHSA-dddd-eeee-ffff", "images", "introduced 0, fixed 2.0", ["images 1.0"]),
    record("GHSA-gggg-hhhh-iiii", "web", "introduced 0", ["web 1.0", "web 2.0"]),
  ],
};

const config = `models:
  - { id: classifier, path: classifier, targets: [prod] }
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31", driver: "580.65.06", gpu: [T4] }
`;

interface Sides {
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
  readonly packages?: readonly LoopbackPackage[];
  readonly osv?: OsvServiceOptions;
}

/** A repository with two commits: `main` has the base, `change` the head on top of it. */
async function openChange({ base, head, packages: listed = packages, osv = vulnerable }: Sides): Promise<Scene> {
  const scene = await openScene({ packages: listed, osv });
  await scene.repository.write({ ".github/pinwarden.yml": config, ...base });
  await scene.repository.commit("base");
  await scene.repository.git("switch", "--quiet", "--create", "change");
  await scene.repository.write(head);
  await scene.repository.commit("head");
  return scene;
}

const checked = (scene: Scene, ...more: string[]): Promise<CommandResult> =>
  scene.run(["check", "--base", "main", "--head", "change", ...more]);

async function reportOf(scene: Scene, ...more: string[]): Promise<{ exitCode: number | null; report: CheckReport }> {
  const { exitCode, stdout } = await checked(scene, "--format", "json", ...more);
  return { exitCode, report: readReport(stdout) };
}

function onlyTarget(report: CheckReport): TargetReport {
  const target = report.models[0]?.targets[0];
  if (target === undefined || report.models.length > 1) throw new Error("expected one model with a target");
  return target;
}

const file = "classifier/requirements.txt";

describe("check of a change", () => {
  it("tells findings that it introduces from those that were there and those that it fixes", async () => {
    await using scene = await openChange({
      base: { [file]: "web==1.0\nimages==1.0\n" },
      head: { [file]: "web==2.0\nimages==2.0\n" },
    });
    const { exitCode, report } = await reportOf(scene);
    const target = onlyTarget(report);
    expect([exitCode, report.verdict, target.verdict]).toEqual([1, "fail", "fail"]);
    expect(target.changes).toEqual([
      expect.objectContaining({ kind: "upgraded", name: "images", from: "1.0", to: "2.0" }),
      expect.objectContaining({ kind: "upgraded", name: "web", from: "1.0", to: "2.0" }),
    ]);
    expect(target.findings.map(({ advisory, status }) => `${advisory?.id} ${status}`).sort()).toEqual([
      "GHSA-aaaa-bbbb-cccc introduced",
      "GHSA-dddd-eeee-ffff fixed",
      "GHSA-gggg-hhhh-iiii existing",
    ]);
    const introduced = target.findings.find(({ status }) => status === "introduced");
    expect(introduced).toMatchObject({
      rule: "advisory",
      severity: "high",
      package: "images",
      version: "2.0",
      fixedIn: ["2.1"],
      location: { file, line: 2 },
    });
    expect(introduced?.evidence.length).toBeGreaterThan(0);
    expect(report.snapshot).toMatchObject({
      base: await scene.repository.git("rev-parse", "main"),
      head: await scene.repository.git("rev-parse", "change"),
      advisories: { source: scene.osv.address },
    });
  });

  it("finds a package at the model's own line, and not at the other model's whose file it includes", async () => {
    const one = "models/a/requirements.txt";
    const two = "models/b/requirements.txt";
    await using scene = await openChange({
      base: {
        ".github/pinwarden.yml": config.slice(config.indexOf("\ntargets:") + 1),
        [one]: "# of the first model\nweb==1.0\nimages==1.0\n",
        [two]: "-r ../a/requirements.txt\nimages>=1\n",
      },
      head: {
        [one]: "# of the first model\nweb==1.0\nimages==2.0\n",
      },
    });
    const placesIn = (report: CheckReport) =>
      report.models.map(({ id, targets }) => [
        id,
        ...targets.flatMap(({ findings }) =>
          findings
            .filter(({ package: name, status }) => name === "images" && status !== "fixed")
            .map(({ location }) => `${location?.file}:${location?.line}`),
        ),
      ]);
    const state = await scene.run(["check", "--format", "json"]);
    expect(placesIn(readReport(state.stdout))).toEqual([
      ["models/a", `${one}:3`],
      ["models/b", `${two}:2`],
    ]);
    // What a change brings in stands at the line that was changed, whoever's it is.
    expect(placesIn((await reportOf(scene)).report)).toEqual([
      ["models/a", `${one}:3`],
      ["models/b", `${one}:3`],
    ]);
  });

  it("names the edits of the working tree that it did not look at, where nobody named the head", async () => {
    await using scene = await openChange({
      base: { [file]: "web==1.0\nimages==1.0\n", "README.md": "as it was\n" },
      head: { [file]: "web==2.0\nimages==2.1\n" },
    });
    const run = (...more: string[]) => scene.run(["check", "--base", "main", "--format", "json", ...more]);
    const notesOf = ({ stdout }: CommandResult) =>
      readReport(stdout).notAssessed.filter(({ what }) => what === "uncommitted edits");
    // A checkout with line ends of its own, and a file that installs nothing, are no edits.
    await scene.repository.write({ [file]: "web==2.0\r\nimages==2.1\r\n", "README.md": "otherwise\n" });
    expect(notesOf(await run())).toEqual([]);
    await scene.repository.write({ [file]: "web==1.0\n", "classifier/requirements-gpu.txt": "images\n" });
    const head = await scene.repository.git("rev-parse", "--short=10", "change");
    const told = await run();
    const why = `\`classifier/requirements-gpu.txt\`, \`${file}\` are otherwise in the working tree than in ${head}, which is what was looked at. Commit them, or leave out \`--base\` to check the working tree as it is.`;
    expect(notesOf(told)).toEqual([{ what: "uncommitted edits", why }]);
    expect(told.stderr).toContain(`uncommitted edits: ${why}\n`);
    // The report is of the commit, and whoever names one knows it.
    expect(onlyTarget(readReport(told.stdout)).changes.map(({ name, to }) => `${name} ${to}`)).toContain("web 2.0");
    expect(notesOf(await run("--head", "HEAD"))).toEqual([]);
    // From a folder of the repository as from its root.
    expect(notesOf(await scene.run(["check", "classifier", "--base", "main", "--format", "json"]))).toHaveLength(1);
    const comment = await scene.run(["check", "--base", "main"]);
    expect(comment.stdout).toContain("- `uncommitted edits`: `classifier/requirements-gpu.txt`, `");
  });

  it("says the same as a comment, to stdout or to a file", async () => {
    await using scene = await openChange({
      base: { [file]: "web==1.0\nimages==1.0\n" },
      head: { [file]: "web==2.0\nimages==2.0\n" },
    });
    const { exitCode, stdout, stderr } = await checked(scene);
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^### /);
    for (const part of [
      "images",
      "2.0",
      "2.1",
      "GHSA-aaaa-bbbb-cccc",
      "classifier",
      "Already there before",
      "Fixed by this merge",
    ]) {
      expect(stdout).toContain(part);
    }
    const toFile = await checked(scene, "-o", "report.md");
    expect(toFile).toMatchObject({ exitCode: 1, stdout: "" });
    expect(await readFile(join(scene.repository.path, "report.md"), "utf8")).toBe(stdout);
  });

  it("passes where only what was there before is wrong", async () => {
    await using scene = await openChange({
      base: { [file]: "web==1.0\nimages==2.0\n" },
      head: { [file]: "web==1.0\nimages==2.0\n", "readme.md": "x" },
    });
    const { exitCode, report } = await reportOf(scene);
    const target = onlyTarget(report);
    expect([exitCode, report.verdict]).toEqual([0, "pass"]);
    expect(target.changes).toEqual([]);
    expect(target.findings.map(({ status }) => status)).toEqual(["existing", "existing"]);
  });

  it("holds the threshold of the command line over the configuration's", async () => {
    await using scene = await openChange({
      base: { [file]: "images==2.1\n" },
      head: { [file]: "images==2.0\n" },
    });
    expect((await reportOf(scene)).report.verdict).toBe("fail");
    expect(await reportOf(scene, "--fail-on-severity", "critical")).toMatchObject({
      exitCode: 0,
      report: { verdict: "warn" },
    });
  });

  it("asks for each package once, for both sides", async () => {
    await using scene = await openChange({
      base: { [file]: "web==1.0\nimages==2.1\n" },
      head: { [file]: "web==2.0\nimages==2.1\n" },
    });
    await checked(scene);
    const asked = scene.index.requests.map(({ path }) => path);
    expect(asked).toEqual([...new Set(asked)]);
    expect(scene.osv.requests.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  it("is measured from where the head left the base", async () => {
    await using scene = await openChange({
      base: { [file]: "images==2.1\n" },
      head: { [file]: "images==2.1\nweb==1.0\n" },
    });
    await scene.repository.git("switch", "--quiet", "main");
    await scene.repository.write({ [file]: "images==1.0\n" });
    await scene.repository.commit("moved on");
    const { exitCode, stdout, stderr } = await checked(scene, "--format", "json");
    expect(stderr).toContain("merge base");
    expect(exitCode).toBe(1);
    expect(onlyTarget(readReport(stdout)).changes.map(({ kind, name }) => [kind, name])).toEqual([["added", "web"]]);
  });
});

describe("check of models that come and go", () => {
  it("checks a new model whole", async () => {
    await using scene = await openChange({ base: { "readme.md": "x" }, head: { [file]: "images==2.0\n" } });
    const { exitCode, report } = await reportOf(scene);
    expect(exitCode).toBe(1);
    expect(onlyTarget(report).changes).toMatchObject([{ kind: "added", name: "images", from: null, to: "2.0" }]);
    expect(onlyTarget(report).findings).toMatchObject([{ status: "introduced", package: "images" }]);
  });

  it("has nothing against removing one", async () => {
    await using scene = await openChange({
      base: { [file]: "images==2.0\n", "other/requirements.txt": "web\n" },
      head: {},
    });
    await scene.repository.git("rm", "-r", "--quiet", "classifier");
    await scene.repository.commit("removed");
    const { exitCode, report } = await reportOf(scene);
    expect([exitCode, report.verdict]).toEqual([0, "pass"]);
    expect(report.models.flatMap((model) => model.targets.flatMap((target) => target.findings))).not.toContainEqual(
      expect.objectContaining({ status: "introduced" }),
    );
  });

  it("checks the one that is named, and says which ones there are", async () => {
    await using scene = await openChange({ base: {}, head: { [file]: "images==2.1\n" } });
    expect((await reportOf(scene, "--model", "classifier")).report.models.map(({ id }) => id)).toEqual(["classifier"]);
    expect(await checked(scene, "--model", "clasifier")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/no model `clasifier`[\s\S]*`classifier`/),
    });
  });
});

describe("check and the policy", () => {
  it("takes it from the base, and says that the head's does not count yet", async () => {
    const lenient = `${config}policy:\n  fail-on-severity: critical\n  ignore: [{ id: GHSA-aaaa-bbbb-cccc, reason: mine }]\n`;
    await using scene = await openChange({
      base: { [file]: "images==2.1\n" },
      head: { [file]: "images==2.0\n", ".github/pinwarden.yml": lenient },
    });
    const { exitCode, report } = await reportOf(scene);
    expect([exitCode, report.verdict]).toEqual([1, "fail"]);
    expect(onlyTarget(report).findings[0]).not.toHaveProperty("accepted");
    expect(report.notAssessed).toContainEqual({
      what: expect.stringContaining("pinwarden.yml of the head"),
      why: expect.stringContaining("once it is merged"),
    });
  });

  it("accepts what the base's policy ignores, and says why", async () => {
    const lenient = `${config}policy:\n  ignore: [{ id: GHSA-aaaa-bbbb-cccc, reason: not reachable, owner: "@ml" }]\n`;
    await using scene = await openChange({
      base: { [file]: "images==2.1\n", ".github/pinwarden.yml": lenient },
      head: { [file]: "images==2.0\n" },
    });
    const { exitCode, report } = await reportOf(scene);
    expect([exitCode, report.verdict]).toEqual([0, "pass"]);
    expect(onlyTarget(report).findings[0]?.accepted).toContain("not reachable");
  });

  it("ends a configuration that cannot be read with status 2, its place and its remedy", async () => {
    await using scene = await openChange({
      base: { [file]: "images==2.1\n", ".github/pinwarden.yml": "models:\n  - paht: classifier\n" },
      head: { [file]: "images==2.0\n" },
    });
    expect(await checked(scene)).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/\.github\/pinwarden\.yml[\s\S]*2[\s\S]*paht[\s\S]*path/),
    });
  });
});

describe("check of what cannot be installed", () => {
  it("fails a head that has no resolution, with the proof", async () => {
    await using scene = await openChange({
      base: { [file]: "web==1.0\nimages==1.0\n" },
      head: { [file]: "web==2.0\nimages==1.0\n" },
    });
    const { exitCode, report } = await reportOf(scene);
    const target = onlyTarget(report);
    expect([exitCode, report.verdict, target.packages]).toEqual([1, "fail", null]);
    expect(target.conflict).toContain(`${file}:2`);
    expect(target.findings).toMatchObject([
      { rule: "resolution/unsatisfiable", status: "introduced" },
      { rule: "advisory", package: "web", version: "2.0", status: "existing" },
      { rule: "advisory", package: "images", version: "1.0", status: "existing" },
    ]);
    expect((await checked(scene)).stdout).toContain("images");
  });

  it("tells what advisories say of an exact pin that the index took down, and of nothing else", async () => {
    const malicious = {
      json: osvJson({ id: "MAL-2024-1", package: "images", versions: ["2.5"], summary: "A miner" }),
      hits: ["images 2.5"],
    };
    await using scene = await openChange({
      base: { [file]: "images==2.1\n" },
      head: { [file]: 'images==2.5\nweb>=1.0\nweb==1.0; python_version < "3"\n' },
      osv: { records: [...(vulnerable.records ?? []), malicious] },
    });
    const { exitCode, report } = await reportOf(scene);
    expect([exitCode, report.verdict]).toEqual([1, "fail"]);
    const findings = onlyTarget(report).findings;
    expect(findings.map(({ rule, package: name, version }) => `${rule} ${name} ${version}`).sort()).toEqual([
      "advisory images 2.5",
      "resolution/unsatisfiable null null",
    ]);
    expect(findings.find(({ rule }) => rule === "advisory")).toMatchObject({
      severity: "critical",
      status: "introduced",
      message: "images 2.5 is reported as malicious: A miner.",
      location: { file, line: 1 },
    });
  });

  it("is incomplete where an index fails, and never passes", async () => {
    await using scene = await openChange({ base: { [file]: "web==1.0\n" }, head: { [file]: "web==2.0\n" } });
    scene.index.fault("/simple/images/", { kind: "status", status: 500 });
    const { exitCode, report } = await reportOf(scene);
    expect([exitCode, report.verdict]).toEqual([3, "incomplete"]);
    expect(JSON.stringify(onlyTarget(report).notAssessed)).toMatch(/images.*answered 500/);
    const text = await checked(scene);
    expect(text.exitCode).toBe(3);
    expect(text.stdout).not.toContain("✅");
    expect(text.stdout).toContain("answered 500");
  });

  it("is incomplete where the advisory source fails, and never passes", async () => {
    await using scene = await openChange({
      base: { [file]: "images==2.1\n" },
      head: { [file]: "images==2.1\nweb==2.0\n" },
      osv: { records: [], fault: () => ({ kind: "status", status: 503 }) },
    });
    const { exitCode, report } = await reportOf(scene);
    expect([exitCode, report.verdict]).toEqual([3, "incomplete"]);
    const text = await checked(scene);
    expect(text.exitCode).toBe(3);
    expect(text.stdout).not.toContain("✅");
    expect(text.stdout).toMatch(/advisor/i);
  });

  it("names a line that cannot be read, and reads the rest", async () => {
    await using scene = await openChange({
      base: { [file]: "images==2.1\n" },
      head: { [file]: "images==2.0\nweb >> 1\n" },
    });
    const { exitCode, report } = await reportOf(scene);
    const { findings } = onlyTarget(report);
    expect(exitCode).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: expect.stringMatching(/^manifest\//),
        location: expect.objectContaining({ file, line: 2 }),
      }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ rule: "advisory", package: "images" }));
  });
});

describe("check of the accelerator", () => {
  it("finds the driver and the GPU that a release of torch leaves behind", async () => {
    const v100 = config.replace("580.65.06", "550.54.15").replace("[T4]", "V100");
    await using scene = await openChange({
      packages: torchUniverse,
      osv: { records: [] },
      base: { [file]: "torch==2.10.0\n", ".github/pinwarden.yml": v100 },
      head: { [file]: "torch==2.11.0\n" },
    });
    const { exitCode, report } = await reportOf(scene);
    const target = onlyTarget(report);
    expect([exitCode, report.verdict]).toEqual([1, "fail"]);
    const introduced = target.findings.filter(({ status, severity }) => status === "introduced" && severity !== "info");
    expect(introduced.map(({ rule, package: name }) => [rule, name])).toEqual(
      expect.arrayContaining([
        ["accelerator/driver-too-old", "torch"],
        ["accelerator/no-kernel-image", "torch"],
      ]),
    );
    for (const finding of introduced) {
      expect(finding.location).toMatchObject({ file, line: 1 });
      expect(finding.evidence.every(({ fact, source }) => fact !== "" && source !== "")).toBe(true);
      expect(finding.evidence.length).toBeGreaterThan(0);
    }
    expect(
      target.changes
        .filter(({ name }) => name.startsWith("nvidia-"))
        .map(({ kind, name }) => `${kind} ${name}`)
        .sort(),
    ).toEqual([
      "added nvidia-cublas",
      "added nvidia-cuda-nvrtc",
      "added nvidia-cuda-runtime",
      "added nvidia-cudnn-cu13",
      "removed nvidia-cublas-cu12",
      "removed nvidia-cuda-nvrtc-cu12",
      "removed nvidia-cuda-runtime-cu12",
      "removed nvidia-cudnn-cu12",
    ]);
    expect(target.driverFloor.head).toMatch(/^580/);
    const { stdout } = await checked(scene);
    for (const part of ["550.54.15", "V100", "torch", "2.11.0", "580"]) expect(stdout).toContain(part);
  });

  it("has nothing against the release that fits", async () => {
    const t4 = config;
    await using scene = await openChange({
      packages: torchUniverse,
      osv: { records: [] },
      base: { [file]: "torch==2.10.0\n", ".github/pinwarden.yml": t4 },
      head: { [file]: "torch==2.11.0\n" },
    });
    const { exitCode, report } = await reportOf(scene);
    expect(exitCode).toBe(0);
    expect(onlyTarget(report).compatibility.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(onlyTarget(report).compatibility.length).toBeGreaterThan(0);
  });
});

describe("check of a tree as it is", () => {
  it("reports the working tree without a base", async () => {
    await using scene = await openScene({ packages, osv: vulnerable });
    await scene.repository.write({ ".github/pinwarden.yml": config, [file]: "images==2.0\n" });
    const { exitCode, stdout } = await scene.run(["check", "--format", "json"]);
    const report = readReport(stdout);
    expect([exitCode, report.verdict, report.snapshot.base]).toEqual([1, "fail", null]);
    expect(onlyTarget(report)).toMatchObject({ changes: [], packages: 1, findings: [{ status: "introduced" }] });
  });

  it("needs no repository, and no model", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write({ "readme.md": "x" });
    const { exitCode, stdout } = await scene.run(["check", "--format", "json"]);
    expect([exitCode, readReport(stdout).models]).toEqual([0, []]);
  });

  it.each<[readonly string[], RegExp]>([
    [["check", "--base", "nowhere"], /nowhere/],
    [["check", "no/such/folder"], /no\/such\/folder/],
    [["check", "--config", "missing.yml"], /missing\.yml/],
    [["check", "--fail-on-severity", "loud"], /--fail-on-severity/],
    [["check", "--format", "html2"], /Allowed choices/],
    [["check", "--nope"], /unknown option '--nope'/],
  ])("ends %j with status 2", async (args, wanted) => {
    await using scene = await openScene({ packages });
    await scene.repository.write({ [file]: "images==2.0\n" });
    await scene.repository.commit("one");
    expect(await scene.run(args)).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(wanted) });
  });
});
