import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { TargetReport } from "../../src/core/comparison/comparison.ts";
import { openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage, LoopbackVersion } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";
import { readReport } from "../support/valid-output.ts";

/**
 * Breakages that happened, each with what was pinned when it broke and what was pinned when it ran, walked through the command line.
 * The fixture holds the releases as the public index has them: tags, `Requires-Python`, and of `Requires-Dist` what concerns the packages
 * of the same incident. Releases that were taken down are missing from it, as they are from the index.
 */
interface Incident {
  readonly id: string;
  readonly rule: string;
  readonly package: string | null;
  readonly source: string;
  readonly bad: readonly string[];
  readonly good: readonly string[];
  readonly target: Readonly<Record<string, string | readonly string[]>>;
}

interface Published extends Omit<LoopbackVersion, "sdist"> {
  /** There is a source archive, which matters where no wheel fits. */
  readonly sdist?: true;
}

interface Fixture {
  readonly packages: readonly { readonly name: string; readonly versions: readonly Published[] }[];
  readonly incidents: readonly Incident[];
}

const fixture = JSON.parse(
  readFileSync(new URL("../fixtures/incidents.json", import.meta.url), "utf8"),
) as unknown as Fixture;

const packages: readonly LoopbackPackage[] = fixture.packages.map(({ name, versions }) => ({
  name,
  versions: versions.map(({ sdist, ...version }): LoopbackVersion => {
    // A wheel of a kilobyte would be taken for one that holds metadata alone.
    if (sdist === undefined) return { ...version, padding: 8192 };
    const requires = (version.requires ?? []).map((text) => `Requires-Dist: ${text}\n`).join("");
    const head = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version.version}\n`;
    return { ...version, sdist: { "PKG-INFO": `${head}${requires}`, "setup.py": "" } };
  }),
}));

const malicious = (id: string, name: string, versions: readonly string[]) => ({
  json: osvJson({
    id,
    package: name,
    versions,
    summary: "Code that steals",
    database_specific: { severity: "CRITICAL" },
  }),
  hits: versions.map((version) => `${name} ${version}`),
});

const osv = {
  records: [
    malicious("PYSEC-2024-154", "ultralytics", ["8.3.41", "8.3.42"]),
    malicious("GHSA-w37p-236h-pfx3", "lightning", ["2.6.2", "2.6.3"]),
  ],
};

const modelId = (id: string, which: "bad" | "good"): string => `${id.replaceAll(".", "-")}-${which}`;

/** Of a finding that a reader is told to act on: its rule and package. */
const toldIn = (report: TargetReport | undefined): readonly string[] =>
  (report?.findings ?? []).flatMap(({ rule, severity, package: name }) =>
    severity === "info" ? [] : [`${rule} ${name}`],
  );

describe("what broke, with the metadata as published", () => {
  let scene: Scene;
  const reports = new Map<string, TargetReport>();

  beforeAll(async () => {
    scene = await openScene({ packages, osv });
    const both = fixture.incidents.flatMap((one) => [
      { one, which: "bad" as const, pins: one.bad },
      { one, which: "good" as const, pins: one.good },
    ]);
    const models = both.map(({ one, which }) => {
      const id = modelId(one.id, which);
      return `  - { id: ${id}, path: models/${id}, targets: [${modelId(one.id, "good")}] }`;
    });
    const targets = fixture.incidents.map(({ id, target }) => `  ${modelId(id, "good")}: ${JSON.stringify(target)}`);
    await scene.repository.write({
      ".github/pinwarden.yml": `models:\n${models.join("\n")}\ntargets:\n${targets.join("\n")}\n`,
      ...Object.fromEntries(
        both.map(({ one, which, pins }) => [
          `models/${modelId(one.id, which)}/requirements.txt`,
          `${pins.join("\n")}\n`,
        ]),
      ),
    });
    const { stdout } = await scene.run(["check", "--format", "json"]);
    for (const { id, targets: places } of readReport(stdout).models) {
      const [place] = places;
      if (place !== undefined) reports.set(id, place);
    }
  }, 300_000);

  it("finds what contradicts by its metadata without solving too, and says which requirement it is", async () => {
    const { stdout } = await scene.run(["check", "--no-deps", "--format", "json"]);
    const unsolved = new Map(readReport(stdout).models.map(({ id, targets: [place] }) => [id, place] as const));
    const toldOf = (id: string): readonly string[] =>
      (unsolved.get(id)?.findings ?? []).flatMap(({ rule, message }) =>
        rule === "resolution/requirement-not-met" ? [message] : [],
      );
    expect(toldOf("cudnn897-torch251-bad")).toEqual([
      'torch 2.5.1 requires `nvidia-cudnn-cu12 (==9.1.0.70) ; platform_system == "Linux" and platform_machine == "x86_64"`, and nvidia-cudnn-cu12 8.9.7.29 would be installed.',
    ]);
    expect(toldOf("transformers5-vllm-bad")).toEqual([
      "vllm 0.13.0 requires `transformers<5,>=4.56.0`, and transformers 5.0.0 would be installed.",
    ]);
    expect(toldOf("torchvision-unpinned-vllm-ascend-bad")).toEqual([
      "torchvision 0.21.0 requires `torch (==2.6.0)`, and torch 2.5.1 would be installed.",
    ]);
    for (const { id } of fixture.incidents) expect(toldOf(modelId(id, "good"))).toEqual([]);
  }, 300_000);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  it.each(fixture.incidents.map((one) => [one.id, one] as const))("%s", (id, { rule, package: name }) => {
    const bad = reports.get(modelId(id, "bad"));
    expect(toldIn(bad)).toContain(`${rule} ${name}`);
    expect(bad?.verdict).toBe("fail");
    const good = reports.get(modelId(id, "good"));
    expect(good?.packages).toBeGreaterThan(0);
    expect(toldIn(good)).toEqual([]);
  });
});
