import { describe, expect, it } from "@jest/globals";
import type { DriverVersion } from "../../../src/core/target/driver.ts";
import { driverAtLeast, parseDriver } from "../../../src/core/target/driver.ts";
import { parseComputeCapability, readGpu } from "../../../src/core/target/gpu.ts";
import { formatLibc, parseGlibc, parseMusl } from "../../../src/core/target/libc.ts";
import { formatPythonVersion, parsePythonVersion } from "../../../src/core/target/python-version.ts";
import { allowsPython, lowestPython } from "../../../src/core/target/requires-python.ts";
import type { Gpu } from "../../../src/core/target/target.ts";

describe("parsePythonVersion", () => {
  it.each([
    ["3.11", "3.11.0", "3.11"],
    ["3.11.4", "3.11.4", "3.11.4"],
    ["3.13t", "3.13.0", "3.13t"],
    ["3.14.0rc1", "3.14.0rc1", "3.14.0rc1"],
    ["pypy3.10", "3.10.0", "pypy3.10"],
    ["pypy-3.10", "3.10.0", "pypy3.10"],
    ["python3.9", "3.9.0", "3.9"],
    ["cp313t", "3.13.0", "3.13t"],
    ["py39", "3.9.0", "3.9"],
    ["py311", "3.11.0", "3.11"],
  ])("reads %s", (text, full, shown) => {
    const answer = parsePythonVersion(text);
    expect(answer.ok && [answer.value.full, formatPythonVersion(answer.value)]).toEqual([full, shown]);
  });

  it.each([
    ["3", "Expected a Python version such as"],
    ["3.", "found `3.`"],
    ["3.11.4.5", "found `3.11.4.5`"],
    [">=3.11", "found `>=3.11`"],
    ["2.7", "Python 2 is not checked"],
    ["4.0", "Python 4 is not checked"],
    ["3.12t", "CPython 3.13 and later"],
    ["pypy3.13t", "CPython 3.13 and later"],
    ["9".repeat(9999), "a text of 9999 characters"],
  ])("refuses %s", (text, message) => {
    const answer = parsePythonVersion(text);
    expect(answer.ok ? "accepted" : answer.problem.message).toContain(message);
  });
});

describe("lowestPython", () => {
  it.each([
    [">=3.10", "3.10"],
    [">=3.8.1,<4", "3.8.1"],
    ["~=3.9", "3.9"],
    ["==3.11.*", "3.11"],
    [">3.8", "3.8.1"],
    [">=3.7, >=3.9", "3.9"],
    [">=3", "3.0"],
    ["<4", null],
    [">=2.7", null],
    [">=3.10,<3.10", null],
    [">=3.9,!=3.9.*", "3.10"],
    [">=3.8.*", "3.8"],
    ["garbage", null],
    ["", null],
  ])("of %s", (text, wanted) => {
    expect(lowestPython(text)).toBe(wanted);
  });
});

describe("allowsPython", () => {
  it.each([
    [">=3.10", "3.11", true],
    [">=3.10", "3.9", false],
    // 3.8 may be 3.8.1 or later: the patch is not known.
    [">=3.8.1", "3.8", true],
    [">=3.8.1", "3.8.0", false],
    ["<3.12", "3.12", false],
    ["<3.12", "3.11", true],
    ["!=3.11.*", "3.11", false],
    ["~=3.9", "3.13", true],
    ["~=3.9.2", "3.10", false],
    ["nonsense", "3.11", null],
  ])("%s for %s", (text, version, wanted) => {
    expect(allowsPython(text, version)).toBe(wanted);
  });
});

describe("libc versions", () => {
  it.each([
    ["2.31", "glibc 2.31"],
    ["2.5", "glibc 2.5"],
  ])("reads glibc %s", (text, wanted) => {
    const answer = parseGlibc(text);
    expect(answer.ok && formatLibc(answer.value)).toBe(wanted);
  });

  it("drops the patch of musl, which wheel tags do not have", () => {
    expect(parseMusl("1.2.5")).toEqual({ ok: true, value: { family: "musl", major: 1, minor: 2 } });
  });

  it.each(["2", "3.1", "1.2", "2.31.1", "2.x", "", "glibc2.31"])("refuses glibc %s", (text) => {
    expect(parseGlibc(text).ok).toBe(false);
  });
});

describe("drivers", () => {
  const driver = (text: string): DriverVersion => {
    const answer = parseDriver(text);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  };

  it.each([
    ["535", { branch: 535, minor: null, patch: null, text: "535" }],
    ["R535", { branch: 535, minor: null, patch: null, text: "535" }],
    ["535.104", { branch: 535, minor: 104, patch: null, text: "535.104" }],
    ["535.104.05", { branch: 535, minor: 104, patch: 5, text: "535.104.05" }],
    ["551.86", { branch: 551, minor: 86, patch: null, text: "551.86" }],
  ])("reads %s", (text, wanted) => {
    expect(driver(text)).toEqual(wanted);
  });

  it.each(["", "cuda12", "12.4", "535.", "535.1.2.3", ">=535"])("refuses %s", (text) => {
    expect(parseDriver(text).ok).toBe(false);
  });

  it.each([
    ["535.183.01", "535.54.03", true],
    ["535.54.03", "535.54.03", true],
    ["535.43.02", "535.54.03", false],
    ["550", "535.54.03", true],
    ["525.147.05", "535.54.03", false],
    // The branch alone does not say whether it reaches the floor inside of it.
    ["535", "535.54.03", null],
    ["535.54", "535.54.03", null],
    ["535", "535", true],
  ])("%s against the floor %s", (have, floor, wanted) => {
    expect(driverAtLeast(driver(have), driver(floor))).toBe(wanted);
  });
});

describe("readGpu", () => {
  const t4: Gpu = { name: "T4", computeCapability: "7.5", class: "data-center" };
  const tables = new Map<string, Gpu>([
    ["t4", t4],
    ["a100", { name: "A100", computeCapability: "8.0", class: "data-center" }],
    ["h100", { name: "H100", computeCapability: "9.0", class: "data-center" }],
    ["l4", { name: "L4", computeCapability: "8.9", class: "data-center" }],
    ["geforce rtx 4090", { name: "GeForce RTX 4090", computeCapability: "8.9", class: "consumer" }],
    ["tesla v100", { name: "Tesla V100", computeCapability: "7.0", class: "data-center" }],
  ]);
  const lookup = (text: string): Gpu | null => tables.get(text.toLowerCase()) ?? null;

  it.each([
    ["T4", "T4 7.5"],
    ["Tesla T4", "T4 7.5"],
    ["nvidia-tesla-t4", "T4 7.5"],
    ["NVIDIA L4", "L4 8.9"],
    ["A100-SXM4-80GB", "A100 8.0"],
    ["NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", "A100 8.0"],
    ["A100:2", "A100 8.0"],
    ["H100:8", "H100 9.0"],
    ["2x A100", "A100 8.0"],
    ["H100 PCIe", "H100 9.0"],
    ["V100", "Tesla V100 7.0"],
    ["Tesla-V100-SXM2-16GB", "Tesla V100 7.0"],
    ["RTX 4090", "GeForce RTX 4090 8.9"],
    ["NVIDIA GeForce RTX 4090", "GeForce RTX 4090 8.9"],
    ["sm_75", "sm_75 7.5"],
    ["7.5", "sm_75 7.5"],
    ["sm_120", "sm_120 12.0"],
    ["sm_90a", "sm_90 9.0"],
    ["Instinct MI300X", "Instinct MI300X null"],
  ])("reads %s", (text, wanted) => {
    const { name, computeCapability } = readGpu(text, lookup);
    expect(`${name} ${computeCapability}`).toBe(wanted);
  });

  it("takes no version that no GPU could have", () => {
    expect(parseComputeCapability("99.9")).toBeNull();
    expect(parseComputeCapability("sm_7")).toBeNull();
    expect(parseComputeCapability("535.10")).toBeNull();
  });

  it("is not slow on a long name", () => {
    const name = `${"a100-".repeat(50_000)}x`;
    expect(readGpu(name, lookup).computeCapability).toBeNull();
  });
});
