import type { MarkerEnvironment } from "../python/marker.ts";
import type { ObservedImage } from "./observed-image.ts";

export type OperatingSystem = "linux" | "macos" | "windows";
/** As wheel tags and `platform_machine` spell it on Linux. */
export type Architecture = "x86_64" | "aarch64" | "i686" | "armv7l" | "ppc64le" | "s390x" | "riscv64";

/** The C library of a Linux target with the version that it has: the highest manylinux or musllinux tag it can load. */
export interface Libc {
  readonly family: "glibc" | "musl";
  readonly major: number;
  readonly minor: number;
}

/** A GPU as the target names it, with its CUDA compute capability such as "7.5"; null where it is not known. */
export interface Gpu {
  readonly name: string;
  readonly computeCapability: string | null;
  readonly class: "data-center" | "workstation" | "consumer" | "jetson" | null;
}

/** Fields of a target that may be declared, inferred from something, or assumed. */
export type TargetField = "python" | "platform" | "libc" | "driver" | "gpus" | "image" | "cpuFeatures" | "provides";

/** Where a field's value came from, in words that a maintainer can check: `declared in .github/pinwarden.yml:7`. */
export interface FieldSource {
  readonly how: "declared" | "inferred" | "assumed" | "command-line";
  readonly from: string;
  /** How sure an inference is; see `confidenceOf` for what holds where it is absent. */
  readonly confidence?: Confidence;
}

/** `high`: a file of the repository says it. `medium`: it follows by what a tool or an image is known to do. `low`: a guess. */
export type Confidence = "high" | "medium" | "low";

/** How sure a field is: what is declared is taken at its word, what is inferred is likely, what is assumed is a guess. */
export function confidenceOf(source: FieldSource): Confidence {
  if (source.confidence !== undefined) return source.confidence;
  if (source.how === "declared" || source.how === "command-line") return "high";
  return source.how === "inferred" ? "medium" : "low";
}

/** Where a model is served. Never the machine that Pinwarden runs on. A field that is not known is null. */
export interface Target {
  readonly id: string;
  readonly python: {
    /** Full version used for markers, such as "3.11.0". */
    readonly full: string;
    readonly major: number;
    readonly minor: number;
    readonly implementation: "cpython" | "pypy";
    readonly freeThreaded: boolean;
    /** True where only `3.11` was said, so that the patch 0 is an assumption. */
    readonly patchAssumed: boolean;
  };
  readonly os: OperatingSystem;
  readonly arch: Architecture;
  /** Null on macOS and Windows. */
  readonly libc: Libc | null;
  /** Least macOS version, on macOS alone. */
  readonly macos: { readonly major: number; readonly minor: number } | null;
  /** NVIDIA driver, such as "535.183.01" or "535"; null where not known. */
  readonly driver: string | null;
  readonly gpus: readonly Gpu[];
  /** Container image reference of the serving image; null where not known. */
  readonly image: string | null;
  readonly cpuFeatures: readonly string[];
  /** Packages that are there before anything is installed, as `boto3==1.34.42`; absent where none is declared. */
  readonly provides?: readonly string[];
  /** What the image's configuration says; absent where its registry was not asked, or did not tell. */
  readonly observed?: ObservedImage;
  readonly sources: Readonly<Partial<Record<TargetField, FieldSource>>>;
}

export type { MarkerEnvironment };
