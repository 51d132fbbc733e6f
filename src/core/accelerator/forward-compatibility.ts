import type { Evidence } from "../rule/finding.ts";
import type { DriverVersion } from "../target/driver.ts";
import type { Gpu, OperatingSystem } from "../target/target.ts";
import { cite } from "./cite.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { compareCuda, parseCuda } from "./cuda-version.ts";
import type { Tables } from "./tables.ts";

export interface ForwardCompatibilityQuestion {
  readonly driver: DriverVersion;
  readonly os: OperatingSystem;
  readonly gpus: readonly Gpu[];
  readonly cuda: CudaVersion;
  /** CUDA of an NVIDIA CUDA image, which brings the `cuda-compat` package of that CUDA; null for any other image. */
  readonly imageCuda: string | null;
}

/** The package by which the code runs on a driver that is too old for it, or null where none does. */
export interface ForwardCompatibility {
  readonly package: string;
  readonly evidence: readonly Evidence[];
}

/**
 * Whether the image's `cuda-compat` package lets the code run: its CUDA reaches the code's, the driver's branch is in NVIDIA's matrix for
 * it, and every GPU is a data center GPU on Linux, since others answer with error 804.
 */
export function forwardCompatibility(
  tables: Tables,
  question: ForwardCompatibilityQuestion,
): ForwardCompatibility | null {
  const { driver, os, gpus, cuda, imageCuda } = question;
  const image = imageCuda === null ? null : parseCuda(imageCuda);
  if (os !== "linux" || image === null || image.minor === null || compareCuda(image, cuda) < 0) return null;
  if (gpus.length === 0 || gpus.some((gpu) => gpu.class !== "data-center")) return null;
  const row = tables.forwardCompatibility.get(`${image.major}.${image.minor}`);
  if (row === undefined || !row.branches.includes(driver.branch)) return null;
  return {
    package: row.package,
    evidence: cite(tables, row, `${row.package} may be used on driver branch R${driver.branch}`),
  };
}
