import { accelerated } from "../../accelerator/accelerated.ts";
import { variantOfPackage } from "../../accelerator/build-row.ts";
import { carriedCuda } from "../../accelerator/cuda-evidence.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import { installed } from "../abi/installed.ts";
import type { Evidence, Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/cpu-build-on-gpu-target";

/**
 * The target has a GPU, and nothing that would be installed can use it, although a framework that could is there in its build for the CPU
 * or for GPUs of another maker. It starts, and is slow.
 */
export const cpuBuildOnGpuTarget: Rule = {
  id,
  check: (facts) => {
    const { gpus } = facts.target;
    // A build for the CPU beside one for the GPU is a choice.
    if (gpus.length === 0 || accelerated(facts).carriers.length > 0) return nothing;
    const names = gpus.map(({ name }) => name).join(", ");
    const findings = facts.resolution.packages.flatMap((pkg): Finding[] => {
      const why = buildForCpu(facts, pkg);
      if (why === null) return [];
      return [
        packageFinding(facts, {
          rule: id,
          severity: "high",
          pkg,
          message: `${pkg.name} ${pkg.version.text} ${why.what}; the target has ${names}.`,
          evidence: [...why.evidence, targetEvidence(facts, "gpus", `the target's GPU is ${names}`)],
          fixedIn: [],
        }),
      ];
    });
    return { findings, notAssessed: [] };
  },
};

interface Why {
  readonly what: string;
  readonly evidence: readonly Evidence[];
}

/** Frameworks for GPUs; others of the tables are companions of these. */
const frameworks = new Set(["torch", "tensorflow", "paddlepaddle-gpu", "jaxlib"]);

/** Distributions of such frameworks for AMD's GPUs, by the name that says so. */
const otherMakers = /^(?:tensorflow-rocm|onnxruntime-(?:rocm|migraphx)|cupy-rocm-[\d-]+|jax-rocm\d*-plugin)$/;

function buildForCpu(facts: Facts, pkg: ResolvedPackage): Why | null {
  const { gpus } = facts.target;
  // NVIDIA's are known by their compute capability; of any other the maker is not known.
  const maybeOthers = gpus.some(({ computeCapability }) => computeCapability === null);
  if (otherMakers.test(pkg.name))
    return maybeOthers
      ? null
      : {
          what: "is the distribution for AMD's GPUs",
          evidence: [{ fact: `the name ${pkg.name} says so`, source: pkg.file.url, date: null }],
        };
  if (pkg.name === "tensorflow-cpu" || pkg.name === "paddlepaddle")
    return {
      what: "is the distribution for the CPU",
      evidence: [{ fact: `the name ${pkg.name} says so`, source: pkg.file.url, date: null }],
    };
  if (pkg.name === "jaxlib") return withoutPlugin(facts, pkg);
  const carried = frameworks.has(pkg.name) ? carriedCuda(facts, pkg) : null;
  if (carried?.kind !== "without") return null;
  const variant = variantOfPackage(pkg);
  if (variant?.kind === "other" && variant.name !== "cpu")
    return maybeOthers
      ? null
      : { what: `is a build for GPUs of another maker (${variant.name})`, evidence: carried.evidence };
  return { what: "is a build without CUDA", evidence: carried.evidence };
}

/** jax finds GPUs through a plugin of its own; jaxlib before 0.4.26 had CUDA inside of builds that say so. */
function withoutPlugin({ resolution, target }: Facts, pkg: ResolvedPackage): Why | null {
  if (pkg.version.local !== null) return null;
  const maybeOthers = target.gpus.some(({ computeCapability }) => computeCapability === null);
  const plugin = [...installed(resolution).keys()].some(
    (name) => /^jax-cuda\d+-p/.test(name) || name === "jax-metal" || (maybeOthers && /^jax-rocm\d*-p/.test(name)),
  );
  if (plugin) return null;
  const fact = "no jax-cuda12-plugin or jax-cuda13-plugin is resolved, without which jax runs on the CPU";
  return {
    what: "has no CUDA plugin beside it",
    evidence: [{ fact, source: "https://docs.jax.dev/en/latest/installation.html", date: null }],
  };
}
