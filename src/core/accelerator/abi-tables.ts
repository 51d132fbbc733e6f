import type { Sourced } from "./tables.ts";

/** A contradiction between releases that no metadata states. */
export interface AbiBreakRow extends Sourced {
  readonly id: string;
  readonly title: string;
  readonly kind: "runtime" | "import" | "resolve" | "build" | "image";
  /** All of them together: requirements of PEP 508, and words for what is not a package. */
  readonly when: readonly string[];
  /** What the user sees; null where no message says it. */
  readonly symptom: string | null;
  readonly remedy: readonly string[];
  readonly severity?: "high" | "moderate" | "low";
  /** Each of them alone is the contradiction. Absent where another rule decides, or none can. */
  readonly checks?: readonly AbiCheck[];
  /** The rule that finds it, or `nothing: ` and why. */
  readonly decidedBy: string;
}

/** What can be decided of a contradiction from a resolution and its target. */
export interface AbiCheck {
  /** Requirements of PEP 508 that are all met. */
  readonly all: readonly string[];
  /** Packages of which none is installed. */
  readonly without?: readonly string[];
  readonly os?: "linux" | "windows" | "macos";
  /** Compute capabilities of which the target has one. */
  readonly capabilities?: readonly string[];
  /** Versions of the target's Python, as PEP 440 clauses. */
  readonly python?: string;
  /** Versions of the CUDA that torch carries, as PEP 440 clauses; met by no torch of which it is not known. */
  readonly cuda?: string;
  /** Which of the packages the finding is about. */
  readonly package: string;
  /** Releases of that package that are fine, the nearest first. */
  readonly fixedIn: readonly string[];
}

/** The first release of a package whose wheels were compiled against NumPy 2, and so run with NumPy 1 and 2. */
export interface NumpyAbiRow extends Sourced {
  readonly package: string;
  readonly since: string;
  readonly symptom?: string | null;
}

/** The major of cuDNN that a range of releases loads; torch's stands in its own table. */
export interface CudnnMajorRow extends Sourced {
  readonly package: string;
  readonly from: string;
  readonly through: string;
  readonly cudnn: number;
}

/** Releases of a package that run with certain releases of another one alone. */
export interface LockstepRow extends Sourced {
  readonly package: string;
  /** PEP 440. */
  readonly releases: string;
  readonly with: string;
  /** PEP 440, or `same`: the same release, compared in `parts` of its numbers. */
  readonly accepts: string;
  readonly parts?: number;
  readonly symptom?: string | null;
}

/** An import package that several distributions install, each over the other's files. */
export interface ImportPackageRow extends Sourced {
  readonly import: string;
  readonly distributions: readonly string[];
  readonly symptom: string | null;
}
