import type { AbiBreakRow, CudnnMajorRow, ImportPackageRow, LockstepRow, NumpyAbiRow } from "./abi-tables.ts";
import type { CpuBaselineRow, OsLifecycleRow, PythonReleaseRow, SourceBuildRow } from "./lifecycle-tables.ts";

/**
 * The compatibility tables: what is known of CUDA toolkits, drivers, GPUs, wheels and images, as the files of `tables/` have
 * it, with the indexes that the lookups need. `loadTables` builds them. Every fact names its sources and its confidence.
 */
export interface Tables {
  /** Day on which the newest fact was read, `YYYY-MM-DD`. */
  readonly date: string;
  /** By the source's id. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Newest first. */
  readonly toolkits: readonly ToolkitRow[];
  /** By CUDA major. */
  readonly minorVersionFloors: ReadonlyMap<number, MinorVersionFloorRow>;
  /** Oldest first. */
  readonly driverBranches: readonly DriverBranchRow[];
  /** By CUDA, such as `12.8`. */
  readonly forwardCompatibility: ReadonlyMap<string, ForwardCompatibilityRow>;
  readonly containerGates: ContainerGates;
  /** By each name as `gpuKey` writes it. */
  readonly gpus: ReadonlyMap<string, GpuRow>;
  /** By compute capability, such as `7.5`. */
  readonly smSupport: ReadonlyMap<string, SmRow>;
  /** By package name, in the order of the file. */
  readonly builds: ReadonlyMap<string, readonly BuildRow[]>;
  /** By torch version. */
  readonly torchReleases: ReadonlyMap<string, TorchReleaseRow>;
  /** By torch minor, such as `2.9`. */
  readonly pyg: ReadonlyMap<string, PygRow>;
  /** By package name. */
  readonly glibcFloors: ReadonlyMap<string, readonly GlibcFloorRow[]>;
  readonly manylinux: readonly ManylinuxRow[];
  readonly images: ImageTables;
  readonly instanceTypes: readonly InstanceTypeRow[];
  readonly abiBreaks: readonly AbiBreakRow[];
  /** By package name. */
  readonly numpyAbi: ReadonlyMap<string, NumpyAbiRow>;
  /** By package name. */
  readonly cudnnMajors: ReadonlyMap<string, readonly CudnnMajorRow[]>;
  /** By package name. */
  readonly lockstep: ReadonlyMap<string, readonly LockstepRow[]>;
  readonly importPackages: readonly ImportPackageRow[];
  /** By minor, such as `3.11`. */
  readonly pythonReleases: ReadonlyMap<string, PythonReleaseRow>;
  /** By the id of the distribution. */
  readonly osLifecycle: ReadonlyMap<string, OsLifecycleRow>;
  /** By package name. */
  readonly cpuBaselines: ReadonlyMap<string, readonly CpuBaselineRow[]>;
  /** By package name. */
  readonly sourceBuilds: ReadonlyMap<string, SourceBuildRow>;
}

/** Where a fact can be looked up. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** When it was read, or the month of the state that was read: `YYYY-MM-DD` or `YYYY-MM`. */
  readonly date: string;
}

/**
 * `high`: a vendor's own document, metadata or binary, or two sources that agree. `medium`: one secondary source, or inferred
 * from a measured sibling. `low`: not verified; kept to be seen, never decided on unless the rule says so.
 */
export type Confidence = "high" | "medium" | "low";

/** A fact of a table. */
export interface Sourced {
  /** Ids of `sources.json`, the strongest first. */
  readonly source: readonly string[];
  readonly confidence: Confidence;
}

/** One CUDA toolkit release with the driver that it was shipped with. */
export interface ToolkitRow extends Sourced {
  readonly cuda: string;
  readonly branch: number;
  /** Null where NVIDIA publishes the branch alone. */
  readonly driverLinux: string | null;
  readonly driverWindows: string | null;
  /** Newest PTX ISA that its compiler writes. */
  readonly ptxIsa: string;
}

/** The oldest driver on which code of a CUDA major runs by minor version compatibility. */
export interface MinorVersionFloorRow extends Sourced {
  readonly cudaMajor: number;
  readonly driverLinux: string;
  readonly driverWindows: string;
}

/** A driver branch with the CUDA and the PTX ISA that it brings. */
export interface DriverBranchRow extends Sourced {
  readonly branch: number;
  readonly cuda: string;
  readonly ptxIsa: string;
  readonly designation: "long-term" | "production" | "new-feature" | null;
  /** `YYYY-MM`. */
  readonly endOfLife: string | null;
  /** Where `endOfLife` is said; absent where it is null. */
  readonly endOfLifeSource?: readonly string[];
}

/** A `cuda-compat` package and the driver branches below it on which it may be used. */
export interface ForwardCompatibilityRow extends Sourced {
  readonly cuda: string;
  readonly package: string;
  readonly ownBranch: number | null;
  readonly branches: readonly number[];
}

export interface ContainerGates {
  /** Names of `brandGroups` to NVIDIA's brand names. */
  readonly brandGroups: ReadonlyMap<string, readonly string[]>;
  /** By CUDA of the image, such as `12.4`. */
  readonly byCuda: ReadonlyMap<string, ContainerGateRow>;
}

/** What an image's `NVIDIA_REQUIRE_CUDA` lets start below its own CUDA. */
export interface ContainerGateRow extends Sourced {
  readonly cuda: string;
  readonly branches: readonly { readonly branch: number; readonly brands: string }[];
}

export interface GpuRow extends Sourced {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly computeCapability: string;
  readonly architecture: string;
  readonly class: "data-center" | "workstation" | "consumer" | "jetson";
}

/** What supports a compute capability: toolkits, driver branches, PTX ISA. Null means no bound is known. */
export interface SmRow extends Sourced {
  readonly sm: string;
  readonly computeCapability: string;
  readonly architecture: string;
  /** Jetson and other systems on a chip, whose libraries differ from a desktop's. */
  readonly embedded: boolean;
  readonly firstCuda: string;
  readonly lastCuda: string | null;
  readonly firstBranch: number | null;
  readonly lastBranch: number | null;
  readonly firstPtxIsa: string;
}

/** Where a build finds its CUDA libraries: nvidia-* wheels, itself, the image, what it follows, or nowhere: it has none. */
export type Libraries = "wheels" | "bundled" | "image" | "shared" | "none";

/** What a range of releases of a package was built with, on one platform and for one variant such as `cu126`. */
export interface BuildRow extends Sourced {
  readonly package: string;
  /** First release. */
  readonly from: string;
  /** Last release, with every release below it: `1.26` takes `1.26.3` in. What is newer is not known. */
  readonly through: string;
  /** `linux-x86_64`, or an operating system for all of its machines. */
  readonly platform: string;
  readonly variant: string | null;
  /** Whether the public index serves this variant. */
  readonly default: boolean;
  /** `13.0`, or `13` where the minor is not known; null for a build without CUDA or one that follows another package. */
  readonly cuda: string | null;
  readonly libraries: Libraries;
  /** Machine code, such as `75`, `90a`, `100f`; null where it is not known. */
  readonly sm: readonly string[] | null;
  /** PTX, such as `90`; null where it is not known, empty where there is none. */
  readonly ptx: readonly string[] | null;
  readonly codeSource: readonly string[];
  readonly codeConfidence: Confidence | null;
  /** Lowest compute capability that the project supports, where no list of code is known. */
  readonly minimumCapability?: string;
  /** Compute capabilities on which it is known to fail, where no list of code is known. */
  readonly noCodeFor?: readonly string[];
  /** The package whose CUDA it shares. */
  readonly follows?: string;
  /** Whether it is meant to run without CUDA too, so that it says nothing unless CUDA is there. */
  readonly optional?: boolean;
}

export interface TorchReleaseRow extends Sourced {
  readonly torch: string;
  readonly uploaded: string | null;
  /** First and last Python that it has a wheel for on Linux x86_64. */
  readonly python: readonly [string, string];
  readonly default: string;
  readonly torchvision: string | null;
  readonly torchaudio: string | null;
  readonly triton: string | null;
  readonly cudnn: string | null;
  readonly cxx11Abi: boolean;
  readonly numpy: readonly number[];
}

export interface PygRow extends Sourced {
  readonly torch: string;
  readonly variants: readonly string[];
}

/** The glibc that a range of releases says it needs in its file names, and the one that it needs. */
export interface GlibcFloorRow extends Sourced {
  readonly package: string;
  readonly from: string;
  readonly through: string;
  readonly platform: string;
  /** The one build that the row speaks of, such as `cu126`; without it, all that have no row of their own. */
  readonly variant?: string;
  readonly tag: string;
  readonly needs: string;
}

export interface ManylinuxRow extends Sourced {
  readonly tag: string;
  readonly aliases: readonly string[];
  readonly glibc: string;
  readonly glibcxx: string;
}

/** The GPU of a cloud's machine type. */
export interface InstanceTypeRow extends Sourced {
  readonly provider: "aws" | "gcp" | "azure" | "huggingface";
  /** In lower case; `*` stands for any text. */
  readonly pattern: string;
  /** A name of the GPUs' table. */
  readonly gpu: string;
  readonly arch: "x86_64" | "aarch64";
}

export interface ImageTables {
  readonly os: readonly OsRow[];
  readonly nvidiaCuda: readonly NvidiaCudaImageRow[];
  readonly pytorch: readonly PytorchImageRow[];
  /** By `repository:tag`; the tag is `*` where it makes no difference. */
  readonly tagged: ReadonlyMap<string, TaggedImageRow>;
  /** The distribution of an image whose tag names none, by repository. */
  readonly floating: ReadonlyMap<string, FloatingImageRow>;
}

export interface OsRow extends Sourced {
  readonly id: string;
  readonly os: string;
  readonly glibc: string | null;
  readonly musl: string | null;
  /** Repositories of the distribution's own images, without a registry. */
  readonly repositories: readonly string[];
  /** The release part of those images' tags; `*` where every tag is meant. */
  readonly tags: readonly string[];
  /** How other images' tags name the distribution. */
  readonly suffixes: readonly string[];
}

export interface NvidiaCudaImageRow extends Sourced {
  readonly cuda: string;
  readonly os: readonly string[];
  /** By cuDNN major. */
  readonly cudnn: Readonly<Record<string, string>>;
  readonly withdrawn: boolean;
}

export interface PytorchImageRow extends Sourced {
  readonly from: string;
  readonly through: string;
  readonly os: string;
  readonly python: string;
}

export interface TaggedImageRow extends Sourced {
  readonly repository: string;
  readonly tag: string;
  readonly os: string | null;
  readonly python: string | null;
  readonly cuda: string | null;
  readonly cudnn: string | null;
}

export interface FloatingImageRow extends Sourced {
  readonly repository: string;
  /** First and last Python whose tags have moved to `os`. */
  readonly python: readonly [string, string];
  readonly os: string;
}
