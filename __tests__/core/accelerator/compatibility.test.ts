import { describe, expect, it } from "@jest/globals";
import { assessCompatibility } from "../../../src/core/accelerator/compatibility.ts";
import { nearestVersions } from "../../../src/core/accelerator/nearest-version.ts";
import type { Resolution } from "../../../src/core/resolution/resolution.ts";
import type { Target } from "../../../src/core/target/target.ts";
import { cpython } from "../python/targets.ts";
import { resolutionOf, tables, targetOf, torch } from "./served.ts";

const assess = (target: Target, resolution: Resolution): ReturnType<typeof assessCompatibility> =>
  assessCompatibility({ tables, target, resolution });
const turing = targetOf({ driver: "535.183.01", gpu: ["T4"], glibc: 31 });

describe("assessCompatibility", () => {
  it("answers each question of a target", () => {
    const { verdicts } = assess(turing, resolutionOf(...torch("2.10.0")));
    expect(verdicts.map(({ question, subject, verdict }) => `${question}: ${subject}: ${verdict}`)).toEqual([
      "driver-supports-gpu: driver 535.183.01 for NVIDIA T4: ok",
      "driver: torch 2.10.0 (CUDA 12.8) on driver 535.183.01: limited",
      "gpu: torch 2.10.0 on NVIDIA T4: ok",
      "glibc: torch 2.10.0 on glibc 2.31: ok",
      "cuda-majors: CUDA libraries of the environment: ok",
    ]);
  });

  it("moves the driver floor and the GPUs with a plain version bump", () => {
    const before = assess(turing, resolutionOf(...torch("2.10.0")));
    const after = assess(turing, resolutionOf(...torch("2.11.0")));
    expect([before.driverFloor, after.driverFloor]).toEqual(["525.60.13", "580"]);
    expect(before.gpus?.filter((capability) => after.gpus?.includes(capability) !== true)).toEqual(["7.0"]);
    expect(after.gpus).toEqual(
      expect.arrayContaining(["7.5", "8.0", "8.6", "8.9", "9.0", "10.0", "10.3", "12.0", "12.1"]),
    );
  });

  it("tells floor and GPUs of a target that declares neither, and asks nothing of it", () => {
    const { driverFloor, gpus, verdicts } = assess(targetOf(), resolutionOf(...torch("2.11.0")));
    expect([driverFloor, gpus?.[0]]).toEqual(["580", "7.5"]);
    expect(verdicts.map(({ question }) => question)).toEqual(["glibc", "cuda-majors"]);
  });

  it("has nothing to say of what does not run on GPUs", () => {
    expect(assess(turing, resolutionOf("fastapi==0.115.0"))).toEqual({ verdicts: [], driverFloor: null, gpus: null });
    expect(assess(turing, resolutionOf("torch==2.11.0+cpu"))).toEqual({ verdicts: [], driverFloor: null, gpus: null });
  });

  it("takes the highest floor and the GPUs that every package serves", () => {
    const both = assess(turing, resolutionOf(...torch("2.10.0"), "flash-attn==2.8.3", "onnxruntime-gpu==1.27.0"));
    expect(both.driverFloor).toBe("580");
    // onnxruntime-gpu for CUDA 13 leaves out 10.3, flash-attn what is older than 8.0.
    expect(both.gpus).toEqual(["8.0", "8.6", "8.9", "9.0", "10.0", "12.0", "12.1"]);
  });

  it("says unknown where the target leaves something out", () => {
    const { verdicts } = assess(targetOf({ gpu: ["Potato 9000"] }), resolutionOf(...torch("2.11.0")));
    expect(verdicts.filter(({ verdict }) => verdict === "unknown").map(({ question }) => question)).toEqual([
      "driver",
      "gpu",
    ]);
  });

  it("counts forward compatibility as limited", () => {
    const target = targetOf({ driver: "535.183.01", gpu: ["T4"], image: "nvidia/cuda:13.0.1-runtime-ubuntu22.04" });
    const driver = assess(target, resolutionOf(...torch("2.11.0"))).verdicts.find(
      ({ question }) => question === "driver",
    );
    expect(driver).toMatchObject({ verdict: "limited", detail: "only through cuda-compat-13-0 of the image" });
  });
});

describe("nearestVersions", () => {
  const nearest = (target: Target, pin: string): readonly string[] => {
    const [pkg] = resolutionOf(pin).packages;
    return pkg === undefined ? [] : nearestVersions(tables, target, pkg);
  };

  it.each([
    ["torch==2.11.0", { driver: "550.54.15", gpu: ["V100"] }, ["2.10.0", "2.11.0+cu126"]],
    ["torch==2.11.0", { driver: "535.183.01", gpu: ["T4"] }, ["2.10.0", "2.11.0+cu128", "2.11.0+cu126"]],
    ["torch==2.5.1", { driver: "570.124.06", gpu: ["RTX 5090"] }, ["2.8.0"]],
    ["torch==2.8.0", { driver: "570.124.06", gpu: ["P100"] }, ["2.7.1", "2.8.0+cu126"]],
    ["torch==2.5.1+cu121", { driver: "515.105.01", gpu: ["A100"] }, ["2.0.1", "2.5.1+cu118"]],
    ["torch==2.15.0", { driver: "450.36.06", gpu: ["T4"] }, []],
    ["onnxruntime-gpu==1.27.0", { driver: "535.183.01", gpu: ["T4"] }, ["1.26.0"]],
    ["flash-attn==2.8.3", { driver: "535.183.01", gpu: ["T4"] }, []],
    ["numpy==2.3.1", { driver: "535.183.01", gpu: ["T4"] }, []],
  ] as const)("%s on %j: %j", (pin, said, versions) => {
    expect(nearest(targetOf(said), pin)).toEqual(versions);
  });

  it("names nothing that the target's Python or glibc cannot load", () => {
    const python = cpython(13);
    expect(nearest({ ...targetOf({ driver: "515.105.01", gpu: ["A100"] }), python }, "torch==2.5.1+cu121")).toEqual([
      "2.5.1+cu118",
    ]);
    expect(nearest(targetOf({ driver: "535.183.01", gpu: ["T4"], glibc: 17 }), "torch==2.11.0")).toContain("2.6.0");
  });
});
