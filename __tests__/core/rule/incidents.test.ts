import { describe, expect, it } from "@jest/globals";
import { rules } from "../../../src/core/rule/rules.ts";
import { factsOf, resolutionOf, targetOf, torch, type Wanted } from "../accelerator/served.ts";

/**
 * Breakages that happened: what was pinned when it broke and what was pinned when it ran, each with the page that tells of it. Those that the
 * requirements themselves refuse are the resolver's, and stand in its tests.
 */
interface Incident {
  readonly name: string;
  readonly source: string;
  readonly rule: string;
  readonly bad: readonly (Wanted | string)[];
  readonly good: readonly (Wanted | string)[];
  readonly target?: Parameters<typeof targetOf>[0];
}

const incidents: readonly Incident[] = [
  {
    name: "NumPy 2 beside an onnxruntime that was compiled against NumPy 1",
    source: "https://github.com/microsoft/onnxruntime/issues/21063",
    rule: "abi/numpy2-abi",
    bad: ["onnxruntime==1.18.0", "numpy==2.0.0"],
    good: ["onnxruntime==1.18.0", "numpy==1.26.4"],
  },
  {
    name: "NumPy 2 beside torch 2.1",
    source: "https://github.com/nagadomi/nunif/issues/135",
    rule: "abi/numpy2-abi",
    bad: ["torch==2.1.2", "torchvision==0.16.2", "numpy==2.0.0"],
    good: ["torch==2.1.2", "torchvision==0.16.2", "numpy==1.26.4"],
  },
  {
    name: "MarkupSafe 2.1 beside Jinja2 2",
    source: "https://github.com/pallets/jinja/issues/1594",
    rule: "abi/markupsafe-2.1",
    bad: ["jinja2==2.11.3", "markupsafe==2.1.0"],
    good: ["jinja2==2.11.3", "markupsafe==2.0.1"],
  },
  {
    name: "Werkzeug 3 beside Flask 2.2",
    source: "https://github.com/pallets/werkzeug/issues/2789",
    rule: "abi/werkzeug-3",
    bad: ["flask==2.2.2", "werkzeug==3.0.0"],
    good: ["flask==2.2.2", "werkzeug==2.3.7"],
  },
  {
    name: "a security fix of Werkzeug that breaks Flask",
    source: "https://github.com/microsoft/responsible-ai-toolbox/pull/2577",
    rule: "abi/werkzeug-3",
    bad: ["flask==2.2.2", "werkzeug==3.0.3"],
    good: ["flask==3.0.3", "werkzeug==3.0.3"],
  },
  {
    name: "torch.load of torch 2.6 beside an old ultralytics",
    source: "https://github.com/ultralytics/ultralytics/issues/19778",
    rule: "abi/torch-load-weights-only",
    bad: ["ultralytics==8.0.196", "torch==2.6.0", "torchvision==0.21.0"],
    good: ["ultralytics==8.0.196", "torch==2.5.1", "torchvision==0.20.1"],
  },
  {
    name: "a configuration that vllm and transformers both register",
    source: "https://github.com/EuroEval/EuroEval/issues/1117",
    rule: "abi/transformers-aimv2",
    bad: ["vllm==0.9.2", "transformers==4.54.0"],
    good: ["vllm==0.9.2", "transformers==4.53.3"],
  },
  {
    name: "torchvision that was not pinned beside torch",
    source: "https://github.com/vllm-project/vllm-ascend/pull/479",
    rule: "abi/lockstep",
    bad: ["torch==2.5.1", "torchvision==0.21.0"],
    good: ["torch==2.5.1", "torchvision==0.20.1"],
  },
  {
    name: "vllm that moves to CUDA 13 through torch",
    source: "https://github.com/vllm-project/router/pull/154",
    rule: "accelerator/driver-too-old",
    bad: [{ pin: "vllm==0.20.0", requires: ["torch"], platform: "manylinux_2_35_x86_64" }, ...torch("2.11.0")],
    good: [{ pin: "vllm==0.19.1", requires: ["torch"], platform: "manylinux_2_31_x86_64" }, ...torch("2.10.0")],
    target: { driver: "550.144.03", gpu: ["A100"], glibc: 35 },
  },
  {
    name: "torch of CUDA 12 in an image that compiles for CUDA 11",
    source: "https://github.com/modal-labs/modal-examples/pull/465",
    rule: "accelerator/library-from-image-mismatch",
    bad: [{ pin: "vllm==0.2.0", requires: ["torch"] }, ...torch("2.1.0")],
    good: [
      { pin: "vllm==0.2.0", requires: ["torch"] },
      { pin: "torch==2.0.1", requires: ["nvidia-cuda-runtime-cu11"] },
      "nvidia-cuda-runtime-cu11==11.7.99",
    ],
    target: { image: "nvidia/cuda:11.8.0-cudnn8-devel-ubuntu22.04" },
  },
  {
    name: "an RTX 5090 and torch 2.6",
    source: "https://github.com/pytorch/pytorch/issues/150733",
    rule: "accelerator/no-kernel-image",
    bad: torch("2.6.0"),
    good: torch("2.8.0"),
    target: { driver: "570.133.07", gpu: ["RTX 5090"] },
  },
  {
    name: "a GTX 1050 and torch 2.8",
    source: "https://github.com/bnsreenu/digitalsreeni-image-annotator/issues/57",
    rule: "accelerator/no-kernel-image",
    bad: torch("2.8.0"),
    good: torch("2.7.1"),
    target: { driver: "550.163.01", gpu: ["GTX 1050"] },
  },
  {
    name: "a V100 and torch 2.11",
    source: "https://github.com/pytorch/pytorch/issues/172352",
    rule: "accelerator/no-kernel-image",
    bad: torch("2.11.0"),
    good: torch("2.10.0"),
    target: { driver: "580.82.07", gpu: ["V100"] },
  },
  {
    name: "NumPy 2.4 on an old processor",
    source: "https://github.com/BETSRG/GHEDesigner/pull/165",
    rule: "platform/cpu-features",
    bad: ["numpy==2.4.1"],
    good: ["numpy==2.3.5"],
    target: { cpu: ["x86-64-v1"] },
  },
  {
    name: "a release wheel of flash-attn for the other C++ ABI",
    source: "https://github.com/Dao-AILab/flash-attention/issues/1717",
    rule: "abi/flash-attn-2.8.0",
    bad: ["flash-attn==2.8.0.post2", "torch==2.6.0"],
    good: ["flash-attn==2.7.4.post1", "torch==2.6.0"],
  },
];

/** What a reader is told to act on. */
function told(wanted: readonly (Wanted | string)[], target: Incident["target"]): readonly string[] {
  const facts = factsOf(targetOf(target), resolutionOf(...wanted));
  return rules
    .flatMap((rule) => rule.check(facts).findings)
    .flatMap(({ rule, severity }) => (severity === "info" ? [] : [rule]));
}

describe("what broke", () => {
  it.each(incidents.map((one) => [one.name, one] as const))("%s", (_name, { rule, bad, good, target }) => {
    expect(told(bad, target)).toContain(rule);
    expect(told(good, target)).toEqual([]);
  });
});
