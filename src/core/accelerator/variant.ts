import type { Version } from "../python/version.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { parseCudaDigits } from "./cuda-version.ts";

/** What a build's local version or index says of the accelerator that it was built for. */
export type Variant =
  | { readonly kind: "cuda"; readonly cuda: CudaVersion /** `cu126` */; readonly name: string }
  /** A build for the CPU, ROCm or another accelerator: it carries no CUDA. */
  | { readonly kind: "other"; readonly name: string };

/** Reads `+cu126`, `+cpu`, `+rocm6.2`, `+pt24cu124`, `+cu12torch2.8cxx11abitrue`; null where the local version says nothing of it. */
export function variantOfLocal(version: Version): Variant | null {
  for (const segment of version.local ?? []) {
    const variant = typeof segment === "string" ? variantOf(segment) : null;
    if (variant !== null) return variant;
  }
  return null;
}

/** How the folders of variants begin. */
const folder = /\/(?:cu|cpu|rocm|xpu)/;

/** Reads the folder of an index such as `https://download.pytorch.org/whl/cu126/`; null where its path names none. */
export function variantOfIndex(index: string): Variant | null {
  // Asked of the address of every file, and nearly none has such a folder.
  if (!folder.test(index)) return null;
  const path = index.replace(/^[a-z]+:\/\/[^/]*/i, "");
  for (const part of path.split("/").slice(0, 32)) {
    const variant = /^(?:cu\d{2,3}|cpu|rocm[\d.]+|xpu)$/.test(part) ? variantOf(part) : null;
    if (variant !== null) return variant;
  }
  return null;
}

/**
 * The CUDA in a package's own name: `cupy-cuda12x`, `faiss-gpu-cu12`, `jax-cuda13-plugin`, `nvidia-dali-cuda120`. NVIDIA's `-cu12` packages
 * are parts of others, which answer for them.
 */
export function cudaOfName(name: string): CudaVersion | null {
  if (/^nvidia-.*-cu\d+$/.test(name)) return null;
  const match = /-cu(?:da)?(\d{2,3})x?(?:-(?:plugin|pjrt))?$/.exec(name);
  return match === null ? null : parseCudaDigits(match[1] ?? "");
}

function variantOf(segment: string): Variant | null {
  if (segment === "cpu" || segment === "xpu" || /^rocm[\d.]*$/.test(segment)) return { kind: "other", name: segment };
  const match = /^(?:pt\d{1,4})?(cu(\d{2,3}))(?!\d)/.exec(segment);
  const cuda = match === null ? null : parseCudaDigits(match[2] ?? "");
  return cuda === null ? null : { kind: "cuda", cuda, name: match?.[1] ?? "" };
}
