import { describe, expect, it } from "@jest/globals";
import type { NotAssessed, Resolution } from "../../../../src/core/resolution/resolution.ts";
import type { Finding } from "../../../../src/core/rule/finding.ts";
import { rules } from "../../../../src/core/rule/rules.ts";
import type { ObservedImage } from "../../../../src/core/target/observed-image.ts";
import type { Target } from "../../../../src/core/target/target.ts";
import type { Wanted } from "../../accelerator/served.ts";
import { factsOf, resolutionOf, targetOf, torch } from "../../accelerator/served.ts";

// What ends when has tests of its own: it is the same for every case here.
const platformRules = rules.filter(({ id }) => /^(?:accelerator|platform)\/(?!.*-eol$)/.test(id));

/** What these rules together say of a resolution on a target. */
function judged(
  target: Target,
  resolution: Resolution,
): { readonly findings: readonly Finding[]; readonly notAssessed: readonly NotAssessed[] } {
  const answers = platformRules.map((rule) => rule.check(factsOf(target, resolution)));
  return {
    findings: answers.flatMap(({ findings }) => findings),
    notAssessed: answers.flatMap(({ notAssessed }) => notAssessed),
  };
}

/** A finding as `rule package severity`, which is all that these cases tell apart. */
function shown(finding: Finding): string {
  return [finding.rule.split("/")[1], finding.package, finding.severity].filter((part) => part !== null).join(" ");
}

interface Case {
  readonly name: string;
  readonly target: Target;
  readonly wanted: readonly (Wanted | string)[];
  readonly findings: readonly string[];
  /** Beginnings of what is left open. */
  readonly open?: readonly string[];
}

const pytorchIndex = (variant: string): string => `https://download.pytorch.org/whl/${variant}`;

/** An image that says of itself what it asks of the driver, and nothing more. */
const asking = (requirement: string): ObservedImage => ({
  digest: `sha256:${"0".repeat(64)}`,
  date: "2026-11-01",
  os: null,
  glibc: null,
  musl: null,
  cuda: null,
  cudnn: null,
  python: null,
  torch: null,
  compat: null,
  requires: [requirement],
  libraryPath: null,
  libraries: null,
  compiler: null,
  evidence: [],
});

const cases: readonly Case[] = [
  {
    name: "torch 2.10 on a V100 with driver 550 runs by minor version compatibility",
    target: targetOf({ driver: "550.54.15", gpu: ["V100"] }),
    wanted: torch("2.10.0"),
    findings: ["minor-version-limited torch info"],
  },
  {
    name: "torch 2.11 on a V100 with driver 550 has neither driver nor GPU",
    target: targetOf({ driver: "550.54.15", gpu: ["V100"] }),
    wanted: torch("2.11.0"),
    findings: ["driver-too-old torch critical", "no-kernel-image torch critical"],
  },
  {
    name: "torch 2.10 on a T4 with driver 535 is limited",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"] }),
    wanted: torch("2.10.0"),
    findings: ["minor-version-limited torch info"],
  },
  {
    name: "torch 2.11 on a T4 with driver 535 fails by its driver alone",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"] }),
    wanted: torch("2.11.0"),
    findings: ["driver-too-old torch critical"],
  },
  {
    name: "torch 2.11 on an L4 with driver 580",
    target: targetOf({ driver: "580.95.05", gpu: ["L4"] }),
    wanted: torch("2.11.0"),
    findings: [],
  },
  {
    name: "torch 2.15 on an L4 with driver 595",
    target: targetOf({ driver: "595.58.03", gpu: ["L4"] }),
    wanted: torch("2.15.0"),
    findings: [],
  },
  {
    name: "torch 2.15 on an L4 with driver 580",
    target: targetOf({ driver: "580.95.05", gpu: ["L4"] }),
    wanted: torch("2.15.0"),
    findings: ["minor-version-limited torch info"],
  },
  {
    name: "torch 2.5 has no code for an RTX 5090",
    target: targetOf({ driver: "570.124.06", gpu: ["RTX 5090"] }),
    wanted: torch("2.5.1"),
    findings: ["no-kernel-image torch critical"],
  },
  {
    name: "torch 2.8 has code for an RTX 5090",
    target: targetOf({ driver: "570.124.06", gpu: ["RTX 5090"] }),
    wanted: torch("2.8.0"),
    findings: [],
  },
  {
    name: "torch 2.8 has no code for a P100",
    target: targetOf({ driver: "570.124.06", gpu: ["P100"] }),
    wanted: torch("2.8.0"),
    findings: ["no-kernel-image torch critical"],
  },
  {
    name: "torch 2.7 has code for a P100",
    target: targetOf({ driver: "560.35.05", gpu: ["P100"] }),
    wanted: torch("2.7.1"),
    findings: [],
  },
  {
    name: "a cu118 build on an H100 with driver 525, of which only the branch is said",
    target: targetOf({ driver: "525", gpu: ["H100"] }),
    wanted: ["torch==2.5.1+cu118"],
    findings: [],
  },
  {
    name: "a cu121 build on driver 525, of which only the branch is said, cannot be told",
    target: targetOf({ driver: "525", gpu: ["H100"] }),
    wanted: ["torch==2.5.1+cu121"],
    findings: [],
    open: ["torch 2.5.1+cu121 (CUDA 12.1) on driver 525"],
  },
  {
    name: "a cu121 build below the floor of CUDA 12",
    target: targetOf({ driver: "515.105.01", gpu: ["A100"] }),
    wanted: ["torch==2.5.1+cu121"],
    findings: ["driver-too-old torch critical"],
  },
  {
    name: "a CPU build carries nothing",
    target: targetOf({ driver: "450.80.02", gpu: ["K80"] }),
    wanted: ["torch==2.11.0+cpu"],
    findings: ["cpu-build-on-gpu-target torch high"],
  },
  {
    name: "a ROCm build carries no CUDA",
    target: targetOf({ driver: "450.80.02", gpu: ["K80"] }),
    wanted: ["torch==2.9.1+rocm6.4"],
    findings: ["cpu-build-on-gpu-target torch high"],
  },
  {
    name: "an index names the variant where no local version does",
    target: targetOf({ driver: "515.105.01", gpu: ["A100"] }),
    wanted: [{ pin: "torch==2.9.1", index: pytorchIndex("cu126") }],
    findings: ["driver-too-old torch critical"],
  },
  {
    name: "an index does not make CUDA of what it serves besides",
    target: targetOf({ driver: "450.80.02", gpu: ["A100"] }),
    wanted: [{ pin: "numpy==2.3.1", index: pytorchIndex("cu126") }],
    findings: [],
  },
  {
    name: "onnxruntime-gpu for CUDA 13 on driver 535, which its metadata does not say",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"] }),
    wanted: ["onnxruntime-gpu==1.27.0"],
    findings: ["driver-too-old onnxruntime-gpu critical"],
  },
  {
    name: "onnxruntime-gpu for CUDA 13 has nothing that a GB300 loads",
    target: targetOf({ driver: "580.95.05", gpu: ["GB300"] }),
    wanted: ["onnxruntime-gpu==1.27.0"],
    findings: ["no-kernel-image onnxruntime-gpu critical"],
  },
  {
    name: "jax[cuda12] on driver 535 with what it resolved to",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"] }),
    wanted: [
      { pin: "jax-cuda12-plugin==0.7.2", requires: ["jax-cuda12-pjrt", "nvidia-cuda-runtime-cu12"] },
      "jax-cuda12-pjrt==0.7.2",
      "nvidia-cuda-runtime-cu12==12.9.79",
    ],
    findings: ["minor-version-limited jax-cuda12-plugin info"],
  },
  {
    name: "jax[cuda13] needs what torch 2.11 needs",
    target: targetOf({ driver: "570.124.06", gpu: ["V100"] }),
    wanted: ["jax-cuda13-plugin==0.12.0.1"],
    findings: ["driver-too-old jax-cuda13-plugin critical", "no-kernel-image jax-cuda13-plugin high"],
  },
  {
    name: "torch of CUDA 13 beside jax of CUDA 12",
    target: targetOf({ driver: "580.95.05", gpu: ["L4"] }),
    wanted: [
      ...torch("2.11.0"),
      { pin: "jax-cuda12-plugin==0.7.2", requires: ["nvidia-cuda-runtime-cu12", "nvidia-cudnn-cu12"] },
      "nvidia-cuda-runtime-cu12==12.9.79",
      "nvidia-cudnn-cu12==9.10.2.21",
    ],
    findings: ["mixed-cuda-majors jax-cuda12-plugin high"],
  },
  {
    name: "xgboost's NCCL of CUDA 12 overwrites that of torch 2.11",
    target: targetOf({ driver: "580.95.05", gpu: ["L4"] }),
    wanted: [...torch("2.11.0"), { pin: "xgboost==3.0.2", requires: ["nvidia-nccl-cu12"] }, "nvidia-nccl-cu12==2.27.5"],
    findings: ["mixed-cuda-majors xgboost moderate"],
  },
  {
    name: "xgboost beside torch of the same major",
    target: targetOf({ driver: "570.124.06", gpu: ["L4"] }),
    wanted: [...torch("2.10.0"), { pin: "xgboost==3.0.2", requires: ["nvidia-nccl-cu12"] }],
    findings: [],
  },
  {
    name: "xgboost's NCCL alone does not bind to a driver",
    target: targetOf({ driver: "470.57.02", gpu: ["T4"] }),
    wanted: [{ pin: "xgboost==3.0.2", requires: ["nvidia-nccl-cu12"] }, "nvidia-nccl-cu12==2.27.5"],
    findings: [],
  },
  {
    name: "torch and torchvision of two variants",
    target: targetOf({ driver: "570.124.06", gpu: ["L4"] }),
    wanted: ["torch==2.5.1+cu118", "torchvision==0.20.1+cu121"],
    findings: ["mixed-cuda-majors torch high"],
    open: ["GPU code of torchvision 0.20.1+cu121"],
  },
  {
    name: "torchvision of the same variant is in torch's group",
    target: targetOf({ driver: "515.105.01", gpu: ["L4"] }),
    wanted: ["torch==2.5.1+cu121", "torchvision==0.20.1+cu121"],
    findings: ["gpu-dropped-by-driver critical", "driver-too-old torch critical"],
  },
  {
    name: "a torch that is newer than the tables is judged by what it asks for, and its code is left open",
    target: targetOf({ driver: "550.54.15", gpu: ["T4"] }),
    wanted: [{ pin: "torch==2.99.0", requires: ["cuda-toolkit"] }, "cuda-toolkit==13.2.2"],
    findings: ["driver-too-old torch critical"],
    open: ["GPU code of torch 2.99.0"],
  },
  {
    name: "a torch that is newer than the tables and asks for nothing is not known",
    target: targetOf({ driver: "550.54.15", gpu: ["T4"] }),
    wanted: ["torch==2.99.0"],
    findings: [],
    open: ["CUDA of torch 2.99.0"],
  },
  {
    name: "driver 590 dropped the V100, whatever the wheel",
    target: targetOf({ driver: "590.48.01", gpu: ["V100"] }),
    wanted: torch("2.10.0"),
    findings: ["gpu-dropped-by-driver critical"],
  },
  {
    name: "driver 550 is too old for an RTX 5090",
    target: targetOf({ driver: "550.54.15", gpu: ["RTX 5090"] }),
    wanted: torch("2.8.0"),
    findings: ["gpu-dropped-by-driver critical", "minor-version-limited torch info"],
  },
  {
    name: "driver 580 still has the V100",
    target: targetOf({ driver: "580.95.05", gpu: ["V100"] }),
    wanted: torch("2.10.0"),
    findings: [],
  },
  {
    name: "a driver that is newer than the tables runs every CUDA in them, and may have dropped the GPU",
    target: targetOf({ driver: "700.10", gpu: ["T4"] }),
    wanted: torch("2.11.0"),
    findings: [],
    open: ["driver 700.10 for NVIDIA T4"],
  },
  {
    name: "a GPU target without a driver",
    target: targetOf({ gpu: ["T4"] }),
    wanted: torch("2.11.0"),
    findings: [],
    open: ["NVIDIA driver of target `prod`"],
  },
  {
    name: "a driver without GPUs",
    target: targetOf({ driver: "580.95.05" }),
    wanted: torch("2.11.0"),
    findings: [],
    open: ["GPUs of target `prod`"],
  },
  {
    name: "a GPU that nobody knows",
    target: targetOf({ driver: "580.95.05", gpu: ["Potato 9000"] }),
    wanted: torch("2.11.0"),
    findings: [],
    open: ["GPU `Potato 9000`"],
  },
  { name: "a CPU target is silent", target: targetOf(), wanted: torch("2.11.0"), findings: [] },
  {
    name: "a GPU target without CUDA packages is silent",
    target: targetOf({ gpu: ["T4"] }),
    wanted: ["fastapi==0.115.0"],
    findings: [],
  },
  {
    name: "Windows wheels of the public index have no CUDA",
    target: targetOf({ os: "windows", driver: "531.14", gpu: ["T4"] }),
    wanted: ["torch==2.11.0"],
    findings: ["cpu-build-on-gpu-target torch high"],
  },
  {
    name: "TensorFlow for Windows has no CUDA from 2.11 on",
    target: targetOf({ os: "windows", driver: "551.61", gpu: ["T4"] }),
    wanted: ["tensorflow==2.18.0"],
    findings: ["cpu-build-on-gpu-target tensorflow high"],
  },
  {
    name: "wheels for ARM servers before 2.11 have no CUDA",
    target: targetOf({ arch: "aarch64", driver: "535.183.01", gpu: ["GH200"] }),
    wanted: ["torch==2.9.1"],
    findings: ["cpu-build-on-gpu-target torch high"],
  },
  {
    name: "wheels for ARM servers from 2.11 on need driver 580",
    target: targetOf({ arch: "aarch64", driver: "535.183.01", gpu: ["GH200"] }),
    wanted: ["torch==2.11.0"],
    findings: ["driver-too-old torch critical"],
  },
  {
    name: "nvidia wheels that nobody asks for are one finding",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"] }),
    wanted: ["nvidia-cublas==13.1.0.3", "nvidia-cuda-runtime==13.0.96", "nvidia-cudnn-cu13==9.19.0.56"],
    findings: ["driver-too-old nvidia-cuda-runtime critical"],
    open: ["GPU code of nvidia-cuda-runtime 13.0.96"],
  },
  {
    name: "pins without edges are one finding, of torch",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"] }),
    wanted: ["torch==2.11.0", "cuda-toolkit==13.0.2", "nvidia-cuda-runtime==13.0.96", "nvidia-cudnn-cu13==9.19.0.56"],
    findings: ["driver-too-old torch critical"],
  },
  {
    name: "flash-attn does not support a T4",
    target: targetOf({ driver: "570.124.06", gpu: ["T4"] }),
    wanted: [...torch("2.10.0"), "flash-attn==2.8.3"],
    findings: ["no-kernel-image flash-attn high"],
  },
  {
    name: "xformers left the V100 before torch did",
    target: targetOf({ driver: "570.124.06", gpu: ["V100"] }),
    wanted: [...torch("2.8.0"), "xformers==0.0.32"],
    findings: ["no-kernel-image xformers high"],
  },
  {
    name: "a companion is not named beside the package that it follows",
    target: targetOf({ driver: "580.95.05", gpu: ["V100"] }),
    wanted: [...torch("2.11.0"), "xformers==0.0.35"],
    findings: ["no-kernel-image torch critical"],
  },
  {
    name: "tensorflow without its CUDA extra on an image without CUDA finds no libraries",
    target: targetOf({ driver: "470.57.02", gpu: ["T4"], image: "python:3.11-slim-bookworm" }),
    wanted: ["tensorflow==2.18.0"],
    findings: ["library-from-image-mismatch tensorflow moderate"],
  },
  {
    name: "tensorflow that takes CUDA from its image",
    target: targetOf({
      driver: "470.57.02",
      gpu: ["T4"],
      image: "harbor.example/hub/nvidia/cuda:12.3.2-cudnn-runtime-ubuntu22.04",
    }),
    wanted: ["tensorflow==2.18.0"],
    findings: ["driver-too-old tensorflow critical"],
  },
  {
    name: "forward compatibility of an NVIDIA image on a data center GPU",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"], image: "nvidia/cuda:13.0.1-runtime-ubuntu22.04" }),
    wanted: torch("2.11.0"),
    findings: ["needs-forward-compat torch moderate"],
  },
  {
    name: "forward compatibility of an image of one's own, by its configuration",
    target: {
      ...targetOf({ driver: "535.183.01", gpu: ["T4"], image: "team/model:1" }),
      observed: { ...asking("cuda>=12.2"), compat: "13.0" },
    },
    wanted: torch("2.11.0"),
    findings: ["needs-forward-compat torch moderate"],
  },
  {
    name: "forward compatibility does not work on a GeForce, and its image does not start",
    target: targetOf({ driver: "535.183.01", gpu: ["RTX 4090"], image: "nvidia/cuda:13.0.1-runtime-ubuntu22.04" }),
    wanted: torch("2.11.0"),
    findings: ["driver-too-old torch critical", "container-gate high"],
  },
  {
    name: "an image that asks for more than the code",
    target: targetOf({ driver: "545.23.08", gpu: ["T4"], image: "nvidia/cuda:12.6.3-runtime-ubuntu22.04" }),
    wanted: torch("2.5.1"),
    findings: ["minor-version-limited torch info", "container-gate high"],
  },
  {
    name: "an image of one's own that asks for more than the code, by its configuration",
    target: {
      ...targetOf({ driver: "545.23.08", gpu: ["T4"], image: "team/model:1" }),
      observed: asking("cuda>=12.6"),
    },
    wanted: torch("2.5.1"),
    findings: ["minor-version-limited torch info", "container-gate high"],
  },
  {
    name: "an image of one's own that asks for what the driver brings",
    target: {
      ...targetOf({ driver: "545.23.08", gpu: ["T4"], image: "team/model:1" }),
      observed: asking("cuda>=12.0"),
    },
    wanted: torch("2.5.1"),
    findings: ["minor-version-limited torch info"],
  },
  {
    name: "an image of one's own whose list names the driver's branch",
    target: {
      ...targetOf({ driver: "535.183.01", gpu: ["T4"], image: "team/model:1" }),
      observed: asking("cuda>=12.6 brand=tesla,driver>=535,driver<536"),
    },
    wanted: torch("2.5.1"),
    findings: ["minor-version-limited torch info"],
  },
  {
    name: "an image whose list depends on a brand that is not known",
    target: targetOf({ driver: "535.183.01", gpu: ["sm_75"], image: "nvidia/cuda:12.6.3-runtime-ubuntu22.04" }),
    wanted: torch("2.4.1"),
    findings: [],
    open: ["start of nvidia/cuda:12.6.3-runtime-ubuntu22.04 on driver 535.183.01"],
  },
  {
    name: "a wheel whose tag says less than it needs",
    target: targetOf({ glibc: 12 }),
    wanted: torch("2.6.0"),
    findings: [
      "glibc-too-old nvidia-cuda-runtime-cu12 high",
      "glibc-too-old nvidia-cudnn-cu12 high",
      "glibc-too-old nvidia-nccl-cu12 high",
      "glibc-too-old torch high",
    ],
  },
  {
    name: "a wheel on a glibc that reaches it",
    target: targetOf({ glibc: 28 }),
    wanted: torch("2.11.0"),
    findings: [],
  },
  {
    name: "a custom build that asks for none of the CUDA libraries",
    target: targetOf({ driver: "535.183.01", gpu: ["T4"] }),
    wanted: [{ pin: "torch==2.11.0", requires: ["sympy"] }, "sympy==1.14.0"],
    findings: [],
    open: ["CUDA of torch 2.11.0"],
  },
  {
    name: "a package whose name states its CUDA",
    target: targetOf({ driver: "515.105.01", gpu: ["A100"] }),
    wanted: ["cudf-cu12==24.12.0"],
    findings: ["driver-too-old cudf-cu12 critical"],
    open: ["GPU code of cudf-cu12 24.12.0"],
  },
  {
    name: "an unsuffixed placeholder of NVIDIA's older naming is no CUDA",
    target: targetOf({ driver: "515.105.01", gpu: ["A100"] }),
    wanted: ["nvidia-cuda-runtime==0.0.1"],
    findings: [],
  },
];

describe("accelerator and platform rules", () => {
  it.each(cases.map((entry) => [entry.name, entry] as const))(
    "%s",
    (_name, { target, wanted, findings, open = [] }) => {
      const answer = judged(target, resolutionOf(...wanted));
      expect(answer.findings.map(shown)).toEqual(findings);
      expect(answer.notAssessed).toHaveLength(open.length);
      for (const [at, start] of open.entries()) expect(answer.notAssessed[at]?.what.startsWith(start)).toBe(true);
    },
  );

  it("shows a source with every fact of every finding, and a sentence with numbers", () => {
    for (const { target, wanted } of cases) {
      for (const finding of judged(target, resolutionOf(...wanted)).findings) {
        expect(finding.evidence.length).toBeGreaterThan(0);
        for (const { fact, source } of finding.evidence)
          expect([fact.length > 0, source.length > 0]).toEqual([true, true]);
        expect(finding.message).toMatch(/\d/);
        expect(finding.message.endsWith(".")).toBe(true);
        expect(finding.key).not.toMatch(/\d+\.\d+\.\d+/);
      }
    }
  });

  it("names the configuration by which an image of one's own has the compatibility package", () => {
    const said = cases
      .flatMap(({ target, wanted }) => judged(target, resolutionOf(...wanted)).findings)
      .filter(({ rule }) => rule === "accelerator/needs-forward-compat")
      .map(({ evidence }) => evidence.some(({ source }) => source.startsWith("image configuration sha256:")));
    expect(said.filter((byConfiguration) => byConfiguration)).toHaveLength(1);
    expect(said.length).toBeGreaterThan(1);
  });

  it("gives each rule an id of its own", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });
});
