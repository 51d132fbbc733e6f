import { describe, expect, it } from "@jest/globals";
import type { CheckReport, TargetReport } from "../../src/core/comparison/comparison.ts";
import { openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import {
  type PublishedImage,
  type RegistryDouble,
  type RegistryOptions,
  rayImage,
  startRegistryDouble,
} from "../support/registry-double.ts";
import { readReport } from "../support/valid-output.ts";

const packages: readonly LoopbackPackage[] = [{ name: "web", versions: [{ version: "1.0" }] }];

const shared = { ubuntu: 30_000_000, cuda: 2_000_000_000 };

const rays: RegistryOptions["images"] = {
  "rayproject/ray:2.9.0-py310-gpu": rayImage("3.10", "12.1.1", { ...shared, ray: 400_000_000 }),
  "rayproject/ray:2.40.0-py311-gpu": rayImage("3.11", "12.1.1", { ...shared, ray240: 1_100_000_000 }),
};

const file = (from: string): Record<string, string> => ({
  Dockerfile: `FROM ${from}\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n`,
  "requirements.txt": "web==1.0\n",
});

interface Change extends AsyncDisposable {
  readonly scene: Scene;
  readonly registry: RegistryDouble;
  check(...more: readonly string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
  target(...more: readonly string[]): Promise<TargetReport>;
}

/** A repository in which `change` moves the image, and a registry that is asked in place of every other. */
async function openChange(
  from: string,
  to: string,
  options: Partial<RegistryOptions> & { readonly config?: string } = {},
): Promise<Change> {
  const registry = await startRegistryDouble({ images: rays, ...options });
  const scene = await openScene({ packages });
  const config = options.config === undefined ? {} : { ".github/pinwarden.yml": options.config };
  await scene.repository.write({ ...file(from), ...config });
  await scene.repository.commit("base");
  await scene.repository.git("switch", "--quiet", "--create", "change");
  await scene.repository.write(file(to));
  await scene.repository.commit("head");
  const check: Change["check"] = (...more) =>
    scene.run(["check", "--base", "main", "--head", "change", ...more], {
      env: { PINWARDEN_REGISTRY: registry.address },
    });
  return {
    scene,
    registry,
    check,
    target: async (...more) => onlyTarget(readReport((await check("--format", "json", ...more)).stdout)),
    async [Symbol.asyncDispose]() {
      await scene[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

function onlyTarget(report: CheckReport): TargetReport {
  const target = report.models[0]?.targets[0];
  if (target === undefined || report.models.length > 1) throw new Error("expected one model with a target");
  return target;
}

const ray = (tag: string): string => `rayproject/ray:${tag}-gpu`;

describe("a change of the image", () => {
  it("is told with the download of both, what of it is new, and what the configuration says", async () => {
    await using change = await openChange(ray("2.9.0-py310"), ray("2.40.0-py311"));
    const { image, notAssessed, verdict } = await change.target();
    expect(image?.size).toEqual({ base: 2_430_000_000, head: 3_130_000_000, new: 1_100_000_000, unknown: [] });
    expect(image?.startsFrom).toEqual({ base: 530, head: 530 });
    expect(image?.facts?.base.map(({ fact }) => fact)).toContain("Python 3.10 (build argument `PYTHON_VERSION`)");
    expect(image?.facts?.head[0]).toEqual({
      fact: "distribution Ubuntu 22.04 (label `org.opencontainers.image.version` of `ubuntu`)",
      source: expect.stringMatching(/^image configuration sha256:[0-9a-f]{64}$/),
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
    expect(verdict).toBe("pass");
    expect(notAssessed.map(({ what }) => what)).not.toContain("Python version of target `default`");
    expect(notAssessed.map(({ what }) => what)).not.toContain("Version of glibc of target `default`");
    const { stdout } = await change.check();
    expect(stdout).toContain("The image's download grows from 2.4 GB to **3.1 GB**, of it 1.1 GB new.");
    expect(stdout).toContain("says Python 3.11 (build argument `PYTHON_VERSION`).");
    expect(stdout).not.toContain("left-here-by-mistake");
  });

  it("asks two questions for each image, whatever the number of models and targets", async () => {
    const config = 'targets:\n  a: { driver: "535", gpu: [T4] }\n  b: { driver: "550", gpu: [A100] }\n';
    await using change = await openChange(ray("2.9.0-py310"), ray("2.40.0-py311"), { config });
    const { exitCode } = await change.check();
    expect(exitCode).toBe(0);
    expect(change.registry.requests).toHaveLength(4);
  });

  it.each<[string, Partial<RegistryOptions>, readonly string[], string]>([
    ["offline", {}, ["--offline"], "`--offline` asks nothing"],
    ["without a login", { access: { kind: "basic" } }, [], "it asks for a login (401)"],
    ["of an image that is not there", { images: {} }, [], "it has no such image"],
  ])("is no less complete %s: the size is said not to be known", async (_name, options, more, why) => {
    await using change = await openChange("ubuntu:22.04", "ubuntu:24.04", options);
    // What was resolved before is in the cache: offline, too, the packages are known.
    await change.scene.run(["check"]);
    const target = await change.target(...more);
    expect(target.image?.size).toMatchObject({ base: null, head: null, new: null });
    expect(target.image?.size?.unknown.map(({ what }) => what)).toEqual(["ubuntu:22.04", "ubuntu:24.04"]);
    expect(target.image?.size?.unknown[0]?.why).toContain(why);
    expect(target.notAssessed.filter(({ what }) => what.startsWith("Image"))).toEqual([]);
    if (more.length === 0) expect(target.verdict).toBe("pass");
  });

  it("is not asked about where the configuration says never", async () => {
    await using change = await openChange(ray("2.9.0-py310"), ray("2.40.0-py311"), {
      config: "images: { registry: never }\n",
    });
    const target = await change.target();
    expect(target.image?.size?.unknown.map(({ why }) => why)).toEqual([
      "`images.registry` is `never`",
      "`images.registry` is `never`",
    ]);
    expect(target.notAssessed).toContainEqual({
      what: "Image `rayproject/ray:2.40.0-py311-gpu`",
      why: "The tables do not tell everything that is needed of it, and its registry did not: `images.registry` is `never`.",
    });
    expect(change.registry.requests).toEqual([]);
  });
});

describe("a registry on a private network", () => {
  it("is asked where the base's configuration names it, and there alone", async () => {
    await using registry = await startRegistryDouble({
      images: { "team/model:1": { environment: ["PYTHON_VERSION=3.12.4"] } },
    });
    const reference = `${registry.address.replace("http://", "")}/team/model:1`;
    for (const hosts of [[], [registry.address]]) {
      await using scene = await openScene({ packages });
      await scene.repository.write({
        ...file(reference),
        ".github/pinwarden.yml": `images: { hosts: ${JSON.stringify(hosts)} }\n`,
      });
      await scene.repository.commit("base");
      const { stdout } = await scene.run(["check", "--format", "json"], { env: { PINWARDEN_REGISTRY: "" } });
      const { notAssessed } = onlyTarget(readReport(stdout));
      const of = notAssessed.filter(({ what }) => what.startsWith("Image") || what.startsWith("Python"));
      expect(of.map(({ what }) => what)).toEqual(
        hosts.length > 0 ? [] : [`Image \`${reference}\``, "Python version of target `default`"],
      );
      expect(registry.requests).toHaveLength(hosts.length * 2);
    }
  });
});

describe("an image that stays", () => {
  it("is not asked about where the tables know it", async () => {
    await using change = await openChange("python:3.11-slim-bookworm", "python:3.11-slim-bookworm");
    expect((await change.target()).image).toEqual({
      base: "python:3.11-slim-bookworm",
      head: "python:3.11-slim-bookworm",
      startsFrom: { base: null, head: null },
    });
    expect(change.registry.requests).toEqual([]);
  });

  it("gives the facts that the tables lack, and asks the driver what its configuration asks", async () => {
    const config = 'targets: { prod: { driver: "525.60.13", gpu: [T4] } }\n';
    await using change = await openChange(ray("2.9.0-py310"), ray("2.9.0-py310"), { config });
    const target = await change.target();
    expect(target.image?.size).toBeUndefined();
    expect(target.image?.startsFrom.head).toBe(530);
    expect(change.registry.requests).toHaveLength(2);
  });

  it("is said to contradict the tables where it does", async () => {
    const images: Record<string, PublishedImage> = {
      "library/python:3.11-slim-bookworm": { environment: ["PYTHON_VERSION=3.12.1"] },
      "library/python:3.10-slim-bookworm": { environment: ["PYTHON_VERSION=3.10.2"] },
    };
    await using change = await openChange("python:3.10-slim-bookworm", "python:3.11-slim-bookworm", { images });
    const said = (await change.target()).notAssessed.filter(({ what }) => what === "Image `python:3.11-slim-bookworm`");
    expect(said.map(({ why }) => why)).toEqual([
      expect.stringMatching(
        /^The tables have Python 3\.11 \(https:.*\), and its image configuration sha256:\w{64} says 3\.12\.1: 3\.11 was taken\.$/,
      ),
    ]);
  });

  it("is a contradiction where there is none of it for the platform", async () => {
    const images = { "team/model:1": { architecture: "arm64" } };
    await using change = await openChange("team/model:1", "team/model:1", { images });
    const [finding] = (await change.target()).findings.filter(({ rule }) => rule === "target/contradiction");
    expect(finding?.message).toBe(
      "Platform of target `default`: Image `team/model:1` was asked for in its registry, and it is an image for linux/arm64, and none for linux/amd64.",
    );
  });
});

describe("a recording", () => {
  it("holds what registries answered, and a replay asks none", async () => {
    await using change = await openChange(ray("2.9.0-py310"), ray("2.40.0-py311"));
    const recorded = await change.check("--record", "run.json");
    const asked = change.registry.requests.length;
    const replayed = await change.scene.run(["check", "--base", "main", "--head", "change", "--replay", "run.json"]);
    expect(replayed.stdout).toBe(recorded.stdout);
    expect(replayed.stdout).toContain("of it 1.1 GB new");
    expect(change.registry.requests).toHaveLength(asked);
  });
});
