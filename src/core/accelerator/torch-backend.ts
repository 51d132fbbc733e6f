import { normalizeName, type PackageName } from "../python/name.ts";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { variantOfPackage } from "./build-row.ts";
import { compareCuda, parseCudaDigits } from "./cuda-version.ts";
import { oncePer } from "./once.ts";
import { driverOf } from "./serving.ts";
import type { Tables } from "./tables.ts";

/** Where PyTorch publishes its builds, a folder for each variant: `whl/cu126`, `whl/cpu`. */
export const pytorchIndex = "https://download.pytorch.org/whl";

/** What PyTorch builds anew for each variant. All else of its indexes is a copy of the public one. */
export const torchFamily: ReadonlySet<PackageName> = new Set(
  [
    "torch",
    "torchvision",
    "torchaudio",
    "torchtext",
    "torchao",
    "torch-tensorrt",
    "fbgemm-gpu",
    "fbgemm-gpu-genai",
    "xformers",
    "pytorch-triton",
  ].map(normalizeName),
);

/** Reads `auto`, or the name of a variant as PyTorch's index has it: `cpu`, `cu126`, `rocm6.4`, `xpu`. */
export function parseTorchBackend(text: string): Parsed<string> {
  const isKnown = /^(?:auto|cpu|xpu|cu\d{2,3}|rocm\d{1,2}(?:\.\d{1,2}){1,2})$/.test(text);
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return isKnown
    ? parsed(text)
    : unparsed(`Expected \`auto\` or a variant such as \`cu126\` or \`cpu\`, found \`${shown}\`.`);
}

/** Which variants of torch and its family may be chosen for a target. */
export type TorchVariants =
  /** The newest CUDA first. */
  | { readonly kind: "among"; readonly names: readonly string[] }
  /** The target does not say what would decide, so that the family comes from where all else comes. */
  | { readonly kind: "undecided"; readonly why: string };

/**
 * The variants that `auto` chooses among: those for CUDA where the target has a driver or a GPU, the build for the CPU where it is said to
 * have none. Which of them it is the solve decides: the newest release that the driver, the GPUs, the glibc and the rest of the graph leave.
 */
export function torchVariants(tables: Tables, target: Target, backend: string): TorchVariants {
  if (backend !== "auto") return { kind: "among", names: [backend] };
  if (target.os === "macos") return { kind: "undecided", why: "macOS has one build of torch" };
  if (driverOf(target) !== null || target.gpus.length > 0) return { kind: "among", names: cudaVariants(tables) };
  if (target.sources.gpus !== undefined) return { kind: "among", names: ["cpu"] };
  return {
    kind: "undecided",
    why: "neither the driver nor the GPUs of the target are known, so that no variant was chosen; say them, or that there is no GPU",
  };
}

/** The variants for CUDA that the tables have of torch, the newest first. */
const cudaVariants = oncePer((tables: Tables): readonly string[] => {
  const names = new Set(tables.builds.get("torch")?.flatMap(({ variant }) => variant ?? []) ?? []);
  return [...names]
    .flatMap((name) => {
      const cuda = name.startsWith("cu") ? parseCudaDigits(name.slice(2)) : null;
      return cuda === null ? [] : [{ name, cuda }];
    })
    .sort((left, right) => compareCuda(right.cuda, left.cuda))
    .map(({ name }) => name);
});

/** A package that was taken from an index of one variant, and why it is this one. */
export interface ChosenVariant {
  readonly pkg: ResolvedPackage;
  readonly variant: string;
  /** `torch 2.14.1+cu126 is the cu126 build from …: 2.15.0+cu132 carries CUDA 13, which needs driver 580 or newer (…)` */
  readonly text: string;
}

/** What of a resolution came from the indexes of variants, and why. */
export function chosenVariants(resolution: Resolution, backend: string): readonly ChosenVariant[] {
  return resolution.packages.flatMap((pkg) => {
    const variant = torchFamily.has(pkg.name) ? variantOfPackage(pkg) : null;
    if (variant === null) return [];
    const why =
      pkg.reason ??
      (backend === "auto" ? "the newest of all variants that the target runs" : "the variant that was asked for");
    const text = `${pkg.name} ${pkg.version.text} is the ${variant.name} build from ${pkg.file.index}: ${why}`;
    return [{ pkg, variant: variant.name, text }];
  });
}
