import type { Sourced } from "./tables.ts";

/** A minor of CPython with the month in which its security fixes end. */
export interface PythonReleaseRow extends Sourced {
  readonly python: string;
  /** `YYYY-MM` */
  readonly endOfLife: string;
}

/** A distribution with the month in which its free security fixes end. */
export interface OsLifecycleRow extends Sourced {
  /** Id of `images-os.json`. */
  readonly os: string;
  /** `YYYY-MM` */
  readonly endOfLife: string;
  readonly note?: string;
}

/** What a range of releases asks of the processor beyond its architecture. */
export interface CpuBaselineRow extends Sourced {
  readonly package: string;
  readonly from: string;
  readonly through: string;
  readonly arch: "x86_64" | "aarch64";
  /** As targets name them: `avx2`, `x86-64-v2`. */
  readonly needs: readonly string[];
  readonly symptom: string | null;
}

/** A package that compiles CUDA code where it is installed from source. */
export interface SourceBuildRow extends Sourced {
  readonly package: string;
  /** Why it may be installed without a compiler all the same; null where it cannot. */
  readonly prebuilt: string | null;
  readonly what: string;
}
