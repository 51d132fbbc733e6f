import { describe, expect, it } from "@jest/globals";
import { cpuHas } from "../../../../src/core/accelerator/cpu-level.ts";
import { parseVersion } from "../../../../src/core/python/version.ts";
import type { Resolution } from "../../../../src/core/resolution/resolution.ts";
import { cpuFeatures } from "../../../../src/core/rule/platform/cpu-features.ts";
import { driverBranchEol } from "../../../../src/core/rule/platform/driver-branch-eol.ts";
import { glibcTooOld } from "../../../../src/core/rule/platform/glibc-too-old.ts";
import { isOver } from "../../../../src/core/rule/platform/lifecycle.ts";
import { noWheelForTarget } from "../../../../src/core/rule/platform/no-wheel-for-target.ts";
import { osEol } from "../../../../src/core/rule/platform/os-eol.ts";
import { pythonEol } from "../../../../src/core/rule/platform/python-eol.ts";
import { silentFallback } from "../../../../src/core/rule/platform/silent-fallback.ts";
import { factsOf, resolutionOf, targetOf } from "../../accelerator/served.ts";
import { cpython } from "../../python/targets.ts";

describe("platform/cpu-features", () => {
  it.each([
    ["numpy==2.4.1", ["x86-64-v1"], 1, 0],
    ["numpy==2.3.5", ["x86-64-v1"], 0, 0],
    ["numpy==2.4.1", ["x86-64-v2"], 0, 0],
    ["numpy==2.4.1", ["avx2"], 0, 0],
    ["numpy==2.4.1", ["sse2"], 1, 0],
    ["numpy==2.4.1", [], 0, 0],
    ["numpy==9.0.0", ["x86-64-v1"], 0, 1],
    ["tensorflow==2.18.0", ["x86-64-v2"], 1, 0],
    ["tensorflow==2.18.0", ["x86-64-v3"], 0, 0],
    ["polars==1.20.0", ["avx2"], 0, 1],
    ["jaxlib==0.7.1", ["x86-64-v2"], 1, 0],
    ["jaxlib==0.7.1", ["avx"], 0, 0],
    ["jaxlib==0.12.0", ["avx"], 1, 0],
    ["jaxlib==0.12.0", ["x86-64-v3"], 0, 0],
  ])("%s with %j: %d found, %d open", (pin, cpu, found, open) => {
    const answer = cpuFeatures.check(factsOf(targetOf({ cpu }), resolutionOf(pin)));
    expect([answer.findings.length, answer.notAssessed.length]).toEqual([found, open]);
  });

  it("says what is missing, what is there and how it shows", () => {
    const [finding] = cpuFeatures.check(
      factsOf(targetOf({ cpu: ["x86-64-v1"] }), resolutionOf("numpy==2.4.1")),
    ).findings;
    expect(finding?.message).toBe(
      "numpy 2.4.1 needs a processor with x86-64-v2; the target has x86-64-v1. It shows as `NumPy was built with baseline optimizations: (X86_V2)`.",
    );
  });

  it.each([
    [["x86-64-v3"], "avx2", "has"],
    [["amd64/v2"], "avx", "unknown"],
    [["x86-64-v2"], "avx", "lacks"],
    [["SSE4_2"], "sse4.1", "has"],
    [["sse4.2"], "x86-64-v2", "has"],
    [["avx2"], "x86-64-v3", "unknown"],
    [["avx"], "x86-64-v3", "lacks"],
    [["neon"], "avx", "unknown"],
    [["x86-64-v3", "avx512f"], "avx512f", "has"],
  ])("%j and %s: %s", (declared, needed, expected) => {
    expect(cpuHas(declared, needed)).toBe(expected);
  });
});

describe("platform/no-wheel-for-target", () => {
  it("tells of a source archive that is taken because no wheel fits", () => {
    const pin = {
      pin: "tokenizers==0.13.3",
      filename: "tokenizers-0.13.3.tar.gz",
      files: ["tokenizers-0.13.3-cp310-cp310-macosx_12_0_arm64.whl", "tokenizers-0.13.3-cp310-cp310-win_amd64.whl"],
    };
    const [finding] = noWheelForTarget.check(factsOf(targetOf(), resolutionOf(pin))).findings;
    expect(finding?.message).toBe(
      "tokenizers 0.13.3 has 2 wheels, and none for Python 3.11 on linux with glibc 2.35, x86_64: tokenizers-0.13.3.tar.gz would be compiled there.",
    );
    expect(finding?.evidence[0]?.fact).toBe("its wheels are for cp310 macosx_12_0_arm64, cp310 win_amd64");
  });

  it("has nothing against an archive whose wheels for other Pythons have no compiled code", () => {
    const pin = {
      pin: "pure-sasl==0.6.2",
      filename: "pure-sasl-0.6.2.tar.gz",
      files: ["pure_sasl-0.6.2-py2-none-any.whl"],
    };
    expect(noWheelForTarget.check(factsOf(targetOf(), resolutionOf(pin))).findings).toEqual([]);
  });

  it("has nothing against a release that never had a wheel, nor against a wheel", () => {
    const wanted = [{ pin: "antlr==4.9.3", filename: "antlr-4.9.3.tar.gz" }, "torch==2.11.0"];
    expect(noWheelForTarget.check(factsOf(targetOf(), resolutionOf(...wanted))).findings).toEqual([]);
  });
});

describe("platform/silent-fallback", () => {
  const fallen = (): Resolution => {
    const { packages } = resolutionOf("torch==2.6.0");
    const version = parseVersion("2.15.0");
    if (version === null) throw new Error("no version");
    const passedOver = { version, wheels: ["torch-2.15.0-cp312-cp312-manylinux_2_28_x86_64.whl"] };
    return { packages: packages.map((pkg) => ({ ...pkg, passedOver })), notAssessed: [] };
  };

  it("names the release that was passed over and what its wheels are for", () => {
    const [finding] = silentFallback.check(factsOf(targetOf({ glibc: 26 }), fallen())).findings;
    expect(finding?.message).toBe(
      "torch 2.6.0 is resolved in place of 2.15.0, which has no wheel for Python 3.11 on linux with glibc 2.26, x86_64.",
    );
    expect(finding?.evidence[0]?.fact).toContain("cp312 manylinux_2_28_x86_64");
  });

  it("says nothing where the glibc is assumed, and where nothing was passed over", () => {
    const assumed = targetOf({ glibc: 26, sources: { libc: { how: "assumed", from: "uv" } } });
    expect(silentFallback.check(factsOf(assumed, fallen())).findings).toEqual([]);
    expect(silentFallback.check(factsOf(targetOf(), resolutionOf("torch==2.6.0"))).findings).toEqual([]);
  });
});

describe("a glibc that is assumed", () => {
  const assumed = targetOf({ glibc: 28, sources: { libc: { how: "assumed", from: "what uv takes" } } });

  it("is no ground for a finding, and is asked for", () => {
    const facts = factsOf(assumed, resolutionOf({ pin: "vllm==0.9.2", platform: "manylinux1_x86_64" }));
    const { findings, notAssessed } = glibcTooOld.check(facts);
    expect([findings, notAssessed[0]?.what]).toEqual([[], "glibc for vllm 0.9.2"]);
    expect(notAssessed[0]?.why).toContain("add `glibc` or `image`");
  });

  it("does not make a source archive of a wheel that a newer one would load", () => {
    const newer = {
      pin: "vllm==0.13.0",
      filename: "vllm-0.13.0.tar.gz",
      files: ["vllm-0.13.0-cp38-abi3-manylinux_2_31_x86_64.whl"],
    };
    expect(noWheelForTarget.check(factsOf(assumed, resolutionOf(newer))).findings).toEqual([]);
    expect(noWheelForTarget.check(factsOf(targetOf({ glibc: 28 }), resolutionOf(newer))).findings).toHaveLength(1);
  });
});

describe("what ends", () => {
  const python = (minor: number, how: "declared" | "assumed"): ReturnType<typeof targetOf> =>
    targetOf({
      python: cpython(minor),
      sources: { python: { how, from: ".github/pinwarden.yml:7" } },
    });

  it("lasts through its month", () => {
    expect([isOver("2026-10", "2026-10-31"), isOver("2026-10", "2026-11-01")]).toEqual([false, true]);
  });

  it("is told of a Python that somebody chose", () => {
    const of = (target: ReturnType<typeof targetOf>): readonly string[] =>
      pythonEol.check(factsOf(target, resolutionOf())).findings.map(({ message }) => message);
    expect(of(python(9, "declared"))).toEqual([
      "Python 3.9 gets no security fixes since 2025-10. Python 3.11 is the oldest that still gets them.",
    ]);
    expect(of(python(9, "assumed"))).toEqual([]);
    expect(of(python(12, "declared"))).toEqual([]);
    expect(of(python(40, "declared"))).toEqual([]);
  });

  it("is told of the distribution of an image", () => {
    const of = (image: string): readonly string[] =>
      osEol.check(factsOf(targetOf({ image }), resolutionOf())).findings.map(({ message }) => message);
    expect(of("nvidia/cuda:12.2.2-runtime-ubuntu20.04")).toEqual([
      "Ubuntu 20.04 in nvidia/cuda:12.2.2-runtime-ubuntu20.04 gets no free security fixes since 2025-05.",
    ]);
    expect(of("python:3.11-slim-bullseye")).toHaveLength(1);
    expect(of("python:3.11-slim-bookworm")).toEqual([]);
    expect(of("ghcr.io/nobody/knows:this")).toEqual([]);
  });

  it("is told of a driver branch, by what NVIDIA says of its end", () => {
    const of = (driver: string): readonly string[] =>
      driverBranchEol.check(factsOf(targetOf({ driver }), resolutionOf())).findings.map(({ message }) => message);
    expect(of("535.183.01")).toEqual([
      "Driver branch R535 gets no security fixes since 2026-06. Still supported: R580, R595.",
    ]);
    expect(of("580.65.06")).toEqual([]);
    expect(of("990.1")).toEqual([]);
  });

  it("never fails a check", () => {
    const facts = factsOf(targetOf({ driver: "535.183.01", image: "ubuntu:18.04" }), resolutionOf());
    for (const rule of [osEol, driverBranchEol]) expect(rule.check(facts).findings[0]?.severity).toBe("info");
  });
});
