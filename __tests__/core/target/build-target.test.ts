import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../../src/core/config/read-config.ts";
import type { Parsed } from "../../../src/core/python/parsed.ts";
import type { BuiltTarget } from "../../../src/core/target/build-target.ts";
import { buildTarget, targetNotAssessed } from "../../../src/core/target/build-target.ts";
import type { ImageFacts } from "../../../src/core/target/image-facts.ts";
import { parseGlibc, parseMusl } from "../../../src/core/target/libc.ts";
import { parsePlatform } from "../../../src/core/target/platform.ts";
import { parsePythonVersion } from "../../../src/core/target/python-version.ts";
import type { Stated, StatedTarget } from "../../../src/core/target/stated-target.ts";
import { nothingStated, statedByBaseImage } from "../../../src/core/target/stated-target.ts";

const images: Readonly<Record<string, ImageFacts>> = {
  "nvidia/cuda:12.2.2-runtime-ubuntu22.04": image({ os: "ubuntu22.04", glibc: "2.35", cuda: "12.2.2" }),
  "python:3.12-slim-bookworm": image({ os: "debian12", glibc: "2.36", python: "3.12" }),
  "python:3.12-alpine": image({ os: "alpine3.20", musl: "1.2", python: "3.12" }),
  "servercore:ltsc2022": image({ os: "windows", python: "3.11.9" }),
};

function image(facts: Partial<ImageFacts>): ImageFacts {
  return {
    os: null,
    glibc: null,
    musl: null,
    cuda: null,
    cudnn: null,
    python: null,
    source: "a table",
    date: "2026-01-01",
    ...facts,
  };
}

function value<T>(answer: Parsed<T>): T {
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

const declared = <T>(content: T): Stated<T> => ({
  value: content,
  source: { how: "declared", from: "declared in p.yml:7" },
});
const given = <T>(content: T): Stated<T> => ({ value: content, source: { how: "command-line", from: "`--python`" } });
const platform = (name: string) => value(parsePlatform(name));
const python = (text: string) => value(parsePythonVersion(text));

function build(statements: readonly Partial<StatedTarget>[], requiresPython: string | null = null): BuiltTarget {
  return buildTarget({
    id: "prod",
    statements: statements.map((statement) => ({ ...nothingStated, ...statement })),
    requiresPython: requiresPython === null ? null : { text: requiresPython, from: "m/pyproject.toml:4" },
    lookupGpu: (text) =>
      text.toLowerCase() === "t4" ? { name: "T4", computeCapability: "7.5", class: "data-center" } : null,
    lookupImage: (reference) => images[reference] ?? null,
    configPath: "p.yml",
  });
}

const lines = (built: BuiltTarget): readonly string[] => built.unknown.map(({ line }) => line);

describe("buildTarget", () => {
  it("takes what is declared, and knows everything then", () => {
    const built = build([
      {
        python: declared(python("3.11")),
        platform: declared(platform("linux/amd64")),
        libc: declared(value(parseGlibc("2.35"))),
        driver: declared("535.183.01"),
        gpus: declared(["T4"]),
        image: declared("nvidia/cuda:12.2.2-runtime-ubuntu22.04"),
      },
    ]);
    expect(built.target).toMatchObject({
      id: "prod",
      os: "linux",
      arch: "x86_64",
      libc: { family: "glibc", major: 2, minor: 35 },
      driver: "535.183.01",
      gpus: [{ name: "T4", computeCapability: "7.5" }],
      macos: null,
    });
    expect(targetNotAssessed(built)).toEqual([]);
    expect(built.target.sources.libc).toEqual({ how: "declared", from: "declared in p.yml:7" });
  });

  it("infers libc and Python from the base image of the Dockerfile", () => {
    const built = build([statedByBaseImage("python:3.12-slim-bookworm", "FROM in Dockerfile:1")]);
    expect(built.target.libc).toEqual({ family: "glibc", major: 2, minor: 36 });
    expect(built.target.python.full).toBe("3.12.0");
    expect(built.target.sources.libc).toEqual({ how: "inferred", from: "image `python:3.12-slim-bookworm`" });
    expect(built.target.sources.image).toEqual({ how: "inferred", from: "FROM in Dockerfile:1" });
    expect(lines(built)).toEqual(["platform: linux/amd64", "gpu: [T4]", 'driver: "535.183.01"']);
  });

  it("infers musl, and Windows", () => {
    expect(build([statedByBaseImage("python:3.12-alpine", "x")]).target.libc).toEqual({
      family: "musl",
      major: 1,
      minor: 2,
    });
    const windows = build([statedByBaseImage("servercore:ltsc2022", "x")]);
    expect([windows.target.os, windows.target.libc, windows.target.python.full]).toEqual(["windows", null, "3.11.9"]);
    expect(windows.target.sources.platform?.how).toBe("inferred");
  });

  it("assumes the lowest Python of requires-python, and says so", () => {
    const built = build([], ">=3.10,<3.13");
    expect(built.target.python.full).toBe("3.10.0");
    expect(built.unknown[0]).toEqual({
      field: "python",
      state: "assumed",
      line: 'python: "3.10"',
      what: "Python version of target `prod`",
      why:
        "Nothing says it, so 3.10 is assumed: the lowest Python that m/pyproject.toml:4 allows. " +
        'Add `python: "3.10"` to target `prod` in p.yml.',
    });
  });

  it("assumes what it must where nothing is said, and lists each with the line that would say it", () => {
    const built = build([]);
    expect(built.target).toMatchObject({ os: "linux", arch: "x86_64", libc: { minor: 28 }, driver: null, gpus: [] });
    expect(lines(built)).toEqual([
      'python: "3.11"',
      "platform: linux/amd64",
      'glibc: "2.28"',
      "gpu: [T4]",
      'driver: "535.183.01"',
    ]);
    for (const field of ["python", "platform", "libc"] as const)
      expect(built.target.sources[field]?.how).toBe("assumed");
    expect(built.target.sources.driver).toBeUndefined();
  });

  it.each<[string, Partial<StatedTarget>]>([
    ["Linux", {}],
    ["musl", { platform: declared(platform("x86_64-unknown-linux-musl")) }],
    ["macOS", { platform: declared(platform("macos")) }],
    ["Windows", { platform: declared(platform("windows")) }],
    ["an unknown GPU", { gpus: declared(["Hopper 9000"]) }],
  ])("knows everything of %s once the lines that it asks for are written", (_, statement) => {
    const wanted = lines(build([statement]));
    expect(wanted.length).toBeGreaterThan(1);
    const os = statement.platform?.value.os ?? "linux";
    // `macos:` is read beside a macOS platform alone.
    const said = os === "macos" ? ["platform: macos", ...wanted] : wanted;
    const text = ["targets:", "  prod:", ...said.map((line) => `    ${line}`)].join("\n");
    const { config, problems } = readConfig(text, "p.yml");
    expect(problems).toEqual([]);
    const written = config?.targets.get("prod") ?? nothingStated;
    const after = build([{ ...written, platform: written.platform ?? statement.platform ?? null }]);
    expect(after.unknown).toEqual([]);
  });

  it("lets the command line go before the configuration, field by field", () => {
    const config = {
      python: declared(python("3.11")),
      libc: declared(value(parseGlibc("2.31"))),
      driver: declared("535"),
    };
    const built = build([
      { python: given(python("3.12")), platform: given(platform("x86_64-manylinux_2_17")) },
      config,
    ]);
    expect(built.target).toMatchObject({ python: { full: "3.12.0" }, libc: { minor: 17 }, driver: "535" });
    const named = build([{ platform: given(platform("linux/arm64")) }, config]);
    expect(named.target).toMatchObject({ arch: "aarch64", libc: { minor: 31 } });
  });

  it("needs no driver where there is said to be no GPU", () => {
    const built = build([{ gpus: declared([]) }]);
    expect(built.unknown.map(({ field }) => field)).toEqual(["python", "platform", "libc"]);
    expect(built.target.sources.gpus?.how).toBe("declared");
  });

  it("keeps a GPU that the tables do not have, and asks for its capability", () => {
    const built = build([{ gpus: declared(["T4", "Hopper 9000"]) }]);
    expect(built.target.gpus[1]).toEqual({ name: "Hopper 9000", computeCapability: null, class: null });
    expect(built.unknown.find(({ field }) => field === "gpus")?.why).toContain(
      "GPU `Hopper 9000` is not in the tables",
    );
  });

  it("says that an image is not in the tables", () => {
    const built = build([statedByBaseImage("registry.example/base:7", "x")]);
    expect(built.unknown.find(({ field }) => field === "libc")?.why).toContain(
      "Image `registry.example/base:7` is not in the tables.",
    );
  });

  it("knows no CUDA on macOS and asks for its version", () => {
    const built = build([{ platform: declared(platform("darwin/arm64")), python: declared(python("3.12")) }]);
    expect(built.target).toMatchObject({ os: "macos", libc: null, macos: { major: 13, minor: 0 } });
    expect(lines(built)).toEqual(['macos: "13.0"']);
  });

  it.each<[string, Partial<StatedTarget>, string | null, string]>([
    [
      "libc against the image",
      { libc: declared(value(parseGlibc("2.31"))), image: declared("nvidia/cuda:12.2.2-runtime-ubuntu22.04") },
      null,
      "glibc 2.31 is declared in p.yml:7, and image `nvidia/cuda:12.2.2-runtime-ubuntu22.04` has glibc 2.35 (a table): glibc 2.31 was taken.",
    ],
    [
      "libc family against the image",
      { platform: declared(platform("x86_64-unknown-linux-musl")), image: declared("python:3.12-slim-bookworm") },
      null,
      "musl 1.2 is assumed (the musl that musllinux_1_2 wheels need), and image `python:3.12-slim-bookworm` has glibc 2.36 (a table): musl 1.2 was taken.",
    ],
    [
      "Python against the image",
      { python: declared(python("3.11")), image: declared("python:3.12-slim-bookworm") },
      null,
      "Python 3.11 is declared in p.yml:7, and image `python:3.12-slim-bookworm` brings 3.12 (a table): Python 3.11 was taken.",
    ],
    [
      "Python against requires-python",
      { python: declared(python("3.9")) },
      ">=3.10",
      "Python 3.9 is declared in p.yml:7, and `requires-python` in m/pyproject.toml:4 is `>=3.10`, which excludes it.",
    ],
    [
      "the platform against the image",
      {
        platform: declared(platform("linux/amd64")),
        python: declared(python("3.11")),
        image: declared("servercore:ltsc2022"),
      },
      null,
      "The platform is linux (declared in p.yml:7), and image `servercore:ltsc2022` has windows: the platform was taken.",
    ],
    [
      "the platform against libc",
      { platform: declared(platform("x86_64-manylinux_2_28")), libc: declared(value(parseGlibc("2.31"))) },
      null,
      "glibc 2.31 is declared in p.yml:7, and the platform's name says glibc 2.28: glibc 2.31 was taken.",
    ],
    [
      "the platform's family against libc",
      { platform: declared(platform("x86_64-unknown-linux-gnu")), libc: declared(value(parseMusl("1.2"))) },
      null,
      "musl 1.2 is declared in p.yml:7, and the platform's name says glibc: musl 1.2 was taken.",
    ],
  ])("tells a contradiction: %s", (_, statement, requiresPython, why) => {
    expect(build([statement], requiresPython).contradictions.map((found) => found.why)).toEqual([why]);
  });
});
