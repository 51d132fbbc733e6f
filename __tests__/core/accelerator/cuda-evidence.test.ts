import { describe, expect, it } from "@jest/globals";
import { accelerated } from "../../../src/core/accelerator/accelerated.ts";
import type { CarriedCuda } from "../../../src/core/accelerator/cuda-evidence.ts";
import { carriedCuda } from "../../../src/core/accelerator/cuda-evidence.ts";
import { formatCuda } from "../../../src/core/accelerator/cuda-version.ts";
import { nvidiaDistribution } from "../../../src/core/accelerator/nvidia-distribution.ts";
import { cudaOfName, variantOfIndex, variantOfLocal } from "../../../src/core/accelerator/variant.ts";
import { parseVersion } from "../../../src/core/python/version.ts";
import type { Wanted } from "./served.ts";
import { onlyCarrier, resolutionOf, tables, targetOf, torch } from "./served.ts";

const target = targetOf({ driver: "580.95.05", gpu: ["L4"] });

/** What the first package carries, as `13.0 by requirements`. */
function carried(wanted: readonly (Wanted | string)[], at = target): string {
  const resolution = resolutionOf(...wanted);
  const [first] = wanted;
  const name = (typeof first === "string" ? first : (first?.pin ?? "")).split("==")[0];
  const pkg = resolution.packages.find((candidate) => candidate.name === name);
  if (pkg === undefined) throw new Error(`no ${name}`);
  return shown(carriedCuda({ tables, target: at, resolution }, pkg));
}

function shown(found: CarriedCuda): string {
  if (found.kind === "cuda") return `${formatCuda(found.cuda)} by ${found.how}`;
  return found.kind === "follows" ? `follows ${found.package}` : found.kind;
}

describe("carriedCuda", () => {
  it.each<[string, readonly (Wanted | string)[], string]>([
    [
      "a local version comes first",
      [{ pin: "torch==2.9.1+cu126", requires: ["nvidia-cuda-runtime-cu12"] }, "nvidia-cuda-runtime-cu12==12.8.90"],
      "12.6 by local-version",
    ],
    [
      "an index comes next",
      [
        {
          pin: "torch==2.9.1",
          index: "https://download.pytorch.org/whl/cu130",
          requires: ["nvidia-cuda-runtime-cu12"],
        },
        "nvidia-cuda-runtime-cu12==12.8.90",
      ],
      "13.0 by index",
    ],
    ["then what it asks for, as it was resolved", torch("2.11.0"), "13.0 by requirements"],
    ["the suffix knows the major, the run time's version the minor", torch("2.10.0"), "12.8 by requirements"],
    [
      "the toolkit names no suffix from CUDA 13 on",
      [{ pin: "thing==1.0", requires: ["nvidia-cuda-nvrtc"] }, "nvidia-cuda-nvrtc==13.2.51"],
      "13.2 by requirements",
    ],
    [
      "a major that is asked for takes its minor from the tables",
      [{ pin: "torch==2.5.1", requires: ["nvidia-cudnn-cu12"] }, "nvidia-cudnn-cu12==9.1.0.70"],
      "12.4 by requirements",
    ],
    ["a name that states it", ["cudf-cu12==24.12.0"], "12 by name"],
    ["the tables come last", ["onnxruntime-gpu==1.20.0"], "12 by table"],
    ["torch before the nvidia wheels", ["torch==1.12.1"], "10.2 by table"],
    ["a CPU build", ["torch==2.11.0+cpu"], "without"],
    [
      "the folder of an index for the CPU",
      [{ pin: "torch==2.11.0", index: "https://download.pytorch.org/whl/cpu" }],
      "without",
    ],
    ["a companion", ["torchvision==0.26.0"], "follows torch"],
    ["a plain package", ["numpy==2.3.1"], "unrelated"],
    ["bindings are no CUDA", ["cuda-bindings==13.0.3"], "unrelated"],
    ["an nvidia wheel answers for nothing", ["nvidia-cudnn-cu12==9.1.0.70"], "unrelated"],
    ["a release that is newer than the tables", ["onnxruntime-gpu==9.0.0"], "unknown"],
    ["a variant that the tables do not have", ["torch==2.9.1+cu999"], "99.9 by local-version"],
    ["what runs without CUDA says nothing without it", ["tensorflow==2.18.0"], "unrelated"],
    [
      "its extra does",
      [{ pin: "tensorflow==2.18.0", requires: ["nvidia-cuda-runtime-cu12"] }, "nvidia-cuda-runtime-cu12==12.5.82"],
      "12.5 by requirements",
    ],
  ])("%s", (_name, wanted, answer) => {
    expect(carried(wanted)).toBe(answer);
  });

  it("keeps the texts that it rests on", () => {
    const { carried: found } = onlyCarrier(target, resolutionOf(...torch("2.11.0")));
    expect(found.evidence.map(({ fact }) => fact)).toEqual([
      "torch 2.11.0 requires `cuda-toolkit==13.0.2`, resolved to 13.0.2: CUDA 13.0",
    ]);
    expect(found.children).toEqual(["cuda-toolkit 13.0.2", "nvidia-cudnn-cu13 9.19.0.56", "nvidia-nccl-cu13 2.28.9"]);
  });

  it("takes the CUDA of what falls back to the CPU from the image alone", () => {
    expect(
      carried(
        ["tensorflow==2.18.0"],
        targetOf({ driver: "535", image: "nvidia/cuda:12.3.2-cudnn9-runtime-ubuntu22.04" }),
      ),
    ).toBe("12.5 by table");
  });
});

describe("accelerated", () => {
  it("has torch answer for its companions and its libraries", () => {
    const { carriers, companions } = accelerated({
      tables,
      target,
      resolution: resolutionOf(...torch("2.10.0"), "torchvision==0.25.0", "xformers==0.0.35"),
    });
    expect(carriers.map(({ pkg }) => pkg.name)).toEqual(["torch"]);
    expect(companions.map(({ name }) => name)).toEqual(["torchvision", "xformers"]);
  });

  it("counts no companion of a build without CUDA", () => {
    const found = accelerated({ tables, target, resolution: resolutionOf("torch==2.10.0+cpu", "xformers==0.0.35") });
    expect([found.carriers.length, found.companions.length, found.unknown.length]).toEqual([0, 0, 0]);
  });
});

describe("nvidiaDistribution", () => {
  it.each([
    ["nvidia-cuda-runtime-cu12==12.8.90", "cuda-runtime 12.8"],
    ["nvidia-cublas-cu12==12.8.4.1", "cublas 12"],
    ["nvidia-cudnn-cu13==9.19.0.56", "cudnn 13"],
    ["nvidia-nvtx-cu11==11.7.91", "nvtx 11.7"],
    ["cuda-toolkit==13.2.2", "toolkit 13.2"],
    ["nvidia-cuda-runtime==13.0.96", "cuda-runtime 13.0"],
    ["nvidia-cufft==12.0.0.61", "cufft -"],
    ["nvidia-cublas==0.0.1", "cublas -"],
    ["nvidia-ml-py==13.580.82", null],
    ["nvidia-cudnn-frontend==1.19.1", null],
    ["nvidia-cutlass-dsl-libs-cu13==4.5.2", null],
    ["torch==2.11.0", null],
  ])("reads %s", (pin, wanted) => {
    const [name = "", text = ""] = pin.split("==");
    const version = parseVersion(text);
    const found = version === null ? null : nvidiaDistribution(name, version);
    expect(found === null ? null : `${found.library} ${found.cuda === null ? "-" : formatCuda(found.cuda)}`).toBe(
      wanted,
    );
  });
});

describe("variants", () => {
  it.each([
    ["2.5.1+cu118", "cu118"],
    ["2.1.2+pt24cu124", "cu124"],
    ["2.8.3+cu12torch2.8cxx11abitrue", "cu12"],
    ["2.9.1+cpu", "cpu"],
    ["2.9.1+rocm6.4", "rocm6"],
    ["2.9.0a0+145a3a7bda.nv25.10", null],
    ["2.9.0+cuda", null],
    ["2.9.0", null],
  ])("reads the local version of %s", (text, name) => {
    const version = parseVersion(text);
    expect(version === null ? undefined : (variantOfLocal(version)?.name ?? null)).toBe(name);
  });

  it("reads the folder of an index, not its host", () => {
    expect(variantOfIndex("https://download.pytorch.org/whl/cu126/")?.name).toBe("cu126");
    expect(variantOfIndex("https://cpu.example.com/simple")).toBeNull();
    expect(variantOfIndex("https://example.com/cpu-builds/simple")).toBeNull();
  });

  it.each([
    ["cupy-cuda12x", "12"],
    ["cupy-cuda110", "11.0"],
    ["nvidia-dali-cuda120", "12.0"],
    ["jax-cuda13-plugin", "13"],
    ["faiss-gpu-cu12", "12"],
    ["mxnet-cu112", "11.2"],
    ["numba-cuda", null],
    ["nvidia-cutlass-dsl-libs-cu12", null],
    ["tensorrt-cu12-libs", null],
    ["cucim", null],
  ])("reads the name %s", (name, cuda) => {
    const found = cudaOfName(name);
    expect(found === null ? null : formatCuda(found)).toBe(cuda);
  });
});
