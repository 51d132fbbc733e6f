import { describe, expect, it } from "@jest/globals";
import { cpuBuildOnGpuTarget } from "../../../../src/core/rule/accelerator/cpu-build-on-gpu-target.ts";
import { libraryFromImageMismatch } from "../../../../src/core/rule/accelerator/library-from-image-mismatch.ts";
import { ptxJit } from "../../../../src/core/rule/accelerator/ptx-jit.ts";
import { toolkitNeededToBuild } from "../../../../src/core/rule/accelerator/toolkit-needed-to-build.ts";
import type { Finding } from "../../../../src/core/rule/finding.ts";
import type { Rule, RuleAnswer } from "../../../../src/core/rule/rule.ts";
import { factsOf, resolutionOf, tables, targetOf, torch, type Wanted } from "../../accelerator/served.ts";

const answer = (rule: Rule, wanted: readonly (Wanted | string)[], said: Parameters<typeof targetOf>[0]): RuleAnswer =>
  rule.check(factsOf(targetOf(said), resolutionOf(...wanted)));
const shown = ({ findings }: { readonly findings: readonly Finding[] }): readonly string[] =>
  findings.map(({ package: name, severity }) => `${name} ${severity}`);

describe("accelerator/ptx-jit", () => {
  it("tells of PTX where there is no machine code, and of nothing where there is", () => {
    const row = tables.builds.get("torch")?.find(({ from, variant }) => from === "2.11.0" && variant === "cu128");
    if (row === undefined) throw new Error("the tables have no torch 2.11.0+cu128");
    const builds = new Map([...tables.builds, ["torch", [{ ...row, sm: ["75", "80"], ptx: ["90"] }]]]);
    const of = (gpu: string): RuleAnswer =>
      ptxJit.check({
        ...factsOf(targetOf({ driver: "580.65.06", gpu: [gpu] }), resolutionOf("torch==2.11.0+cu128")),
        tables: { ...tables, builds },
      });
    expect(shown(of("RTX 5090"))).toEqual(["torch low"]);
    expect(of("RTX 5090").findings[0]?.message).toContain(
      "the driver compiles its PTX (compute_90) at the first start",
    );
    expect(shown(of("L4"))).toEqual([]);
    expect(shown(of("V100"))).toEqual([]);
  });
});

describe("accelerator/library-from-image-mismatch", () => {
  const gpu = { driver: "580.65.06", gpu: ["T4"] };
  it.each([
    // onnxruntime-gpu takes CUDA 13 from 1.27 on, and its metadata does not say so.
    [["onnxruntime-gpu==1.27.0"], "nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04", ["onnxruntime-gpu high"]],
    [["onnxruntime-gpu==1.26.0"], "nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04", []],
    [["onnxruntime-gpu==1.26.0"], "nvidia/cuda:12.6.3-base-ubuntu22.04", ["onnxruntime-gpu high"]],
    [["onnxruntime-gpu==1.26.0"], "nvidia/cuda:12.6.3-runtime-ubuntu22.04", ["onnxruntime-gpu high"]],
    [["onnxruntime-gpu==1.18.0"], "nvidia/cuda:12.3.2-cudnn9-runtime-ubuntu22.04", ["onnxruntime-gpu high"]],
    [["onnxruntime-gpu==1.26.0"], "python:3.11-slim", ["onnxruntime-gpu high"]],
    [["onnxruntime-gpu==1.26.0", ...torch("2.10.0")], "python:3.11-slim", []],
    [["ctranslate2==4.6.3"], "python:3.11-slim", ["ctranslate2 moderate"]],
    [["onnxruntime-gpu==1.26.0"], "ghcr.io/nobody/knows:this", []],
    // torch brings its own libraries, and compiles extensions with the image's nvcc.
    [torch("2.1.0"), "nvidia/cuda:11.8.0-cudnn8-devel-ubuntu22.04", ["torch moderate"]],
    [torch("2.1.0"), "nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04", []],
    [torch("2.1.0"), "nvidia/cuda:12.4.1-devel-ubuntu22.04", []],
  ])("%j in %s: %j", (pins, image, expected) => {
    expect(shown(answer(libraryFromImageMismatch, pins, { ...gpu, image }))).toEqual(expected);
  });

  it("names the image and where it is described", () => {
    const [finding] = answer(libraryFromImageMismatch, ["onnxruntime-gpu==1.27.0"], {
      ...gpu,
      image: "nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04",
    }).findings;
    expect(finding?.message).toBe(
      "onnxruntime-gpu 1.27.0 looks for the libraries of CUDA 13, and nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04 brings CUDA 12.6.",
    );
    expect(finding?.evidence.every(({ source }) => source !== "")).toBe(true);
  });

  it("asks nothing where a target has neither a GPU nor CUDA", () => {
    expect(
      answer(libraryFromImageMismatch, ["onnxruntime-gpu==1.26.0"], { image: "python:3.11-slim" }).findings,
    ).toEqual([]);
  });
});

describe("accelerator/cpu-build-on-gpu-target", () => {
  it.each([
    [["torch==2.11.0+cpu"], ["T4"], ["torch high"]],
    [["torch==2.11.0+cpu"], [], []],
    [["torch==2.11.0+cpu", "onnxruntime-gpu==1.26.0"], ["T4"], []],
    [["tensorflow-cpu==2.16.1"], ["T4"], ["tensorflow-cpu high"]],
    [["jax==0.5.3", "jaxlib==0.5.3"], ["T4"], ["jaxlib high"]],
    [["jax==0.5.3", "jaxlib==0.5.3", "jax-cuda12-plugin==0.5.3"], ["T4"], []],
    [["jax==0.5.3", "jaxlib==0.5.3", "jax-rocm60-pjrt==0.5.3"], ["T4"], ["jaxlib high"]],
    [["jax==0.5.3", "jaxlib==0.5.3", "jax-rocm60-pjrt==0.5.3"], ["MI300X"], []],
    [["torch==2.4.1+rocm6.1"], ["T4"], ["torch high"]],
    [["torch==2.4.1+rocm6.1"], ["MI300X"], []],
    [["torch==2.4.1+cpu"], ["MI300X"], ["torch high"]],
    [["tensorflow-rocm==2.14.0.600"], ["T4"], ["tensorflow-rocm high"]],
    [["tensorflow-rocm==2.14.0.600"], ["MI300X"], []],
    [["onnxruntime-rocm==1.19.0"], ["L4"], ["onnxruntime-rocm high"]],
    [["onnxruntime==1.19.0"], ["L4"], []],
    [["fastapi==0.115.0"], ["T4"], []],
    [[...torch("2.10.0")], ["T4"], []],
  ])("%j on %j: %j", (pins, gpu, expected) => {
    expect(shown(answer(cpuBuildOnGpuTarget, pins, { gpu }))).toEqual(expected);
  });
});

describe("accelerator/toolkit-needed-to-build", () => {
  const source = { pin: "deepspeed==0.16.0", filename: "deepspeed-0.16.0.tar.gz" };
  const scatter = { pin: "torch-scatter==2.1.2", filename: "torch_scatter-2.1.2.tar.gz" };
  const gpu = { driver: "580.65.06", gpu: ["T4"] };
  it.each([
    [source, "nvidia/cuda:12.4.1-runtime-ubuntu22.04", ["deepspeed moderate"]],
    [scatter, "nvidia/cuda:12.4.1-runtime-ubuntu22.04", ["torch-scatter high"]],
    [scatter, "python:3.11-slim", ["torch-scatter high"]],
    [scatter, "nvidia/cuda:12.4.1-devel-ubuntu22.04", []],
    [scatter, "nvidia/cuda:11.8.0-devel-ubuntu22.04", ["torch-scatter high"]],
    ["torch-scatter==2.1.2+pt210cu128", "python:3.11-slim", []],
  ])("%j in %s: %j", (pin, image, expected) => {
    expect(shown(answer(toolkitNeededToBuild, [pin, ...torch("2.10.0")], { ...gpu, image }))).toEqual(expected);
  });

  it("leaves open what an image that is not known has, and says how to tell", () => {
    const { findings, notAssessed } = answer(toolkitNeededToBuild, [scatter], gpu);
    expect(findings).toEqual([]);
    expect(notAssessed[0]?.why).toContain("add `image` to target `prod`");
  });
});
