import type { Origin } from "../error.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { ComparedFinding, Evidence } from "../rule/finding.ts";

/** `swapped`: same version from another index, source or local version. */
export type ChangeKind = "added" | "removed" | "upgraded" | "downgraded" | "swapped";

/** A difference between the base and the head resolution. */
export interface Change {
  readonly kind: ChangeKind;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  /** The chain of requirements that pulled it in, outermost first: `requirements.txt:3 torch==2.11.0`, `cuda-toolkit==13.0.2` … */
  readonly via: readonly string[];
  /** The manifest's line that the chain begins with; of a removed package the base's. Null where there is none. */
  readonly location: Origin | null;
  /** Where the same version came from and comes from, where that is what changed. */
  readonly swap?: { readonly from: string; readonly to: string };
  /** Of an added or a removed package: its counterpart under another name, such as `nvidia-cublas` for `nvidia-cublas-cu12`. */
  readonly pairedWith?: string;
  /** What each end's metadata says of its licence: an SPDX expression, or its words; null where it does not tell. Absent where neither does. */
  readonly licence?: { readonly from: string | null; readonly to: string | null };
}

/** What the drivers and GPUs of a target would have to be, before and after. */
export interface AcceleratorDelta {
  readonly driverFloor: { readonly base: string | null; readonly head: string | null };
  readonly gpus: {
    /** Compute capabilities for which the wheels hold code; null where that is not known. */
    readonly base: readonly string[] | null;
    readonly head: readonly string[] | null;
    /** Capabilities of the base that the head has no code for, with well-known GPUs of each. */
    readonly lost: readonly { readonly computeCapability: string; readonly names: readonly string[] }[];
  };
}

/** What an image is before and after, and from which driver branch on NVIDIA's container tools start it. */
export interface ImageDelta {
  readonly base: string | null;
  readonly head: string | null;
  /** Branch that brings the image's CUDA; null where the image asks for none, or where it is not known. */
  readonly startsFrom: { readonly base: number | null; readonly head: number | null };
  /** Absent where the change does not move the image. */
  readonly size?: ImageSize;
  /** What the image's own configuration says at both ends; absent where no registry told. */
  readonly facts?: { readonly base: readonly Evidence[]; readonly head: readonly Evidence[] };
}

/** Bytes of the compressed layers for the target's platform, which a pull downloads. */
export interface ImageSize {
  /** Null where it is not known. */
  readonly base: number | null;
  readonly head: number | null;
  /** Of the head's, those of layers that the base does not have; null where either is not known. */
  readonly new: number | null;
  /** Why a size is not known, by image. */
  readonly unknown: readonly NotAssessed[];
}

/** The sizes of all files of a resolution together; null where the index does not give the size of each. */
export interface DownloadDelta {
  readonly base: number | null;
  readonly head: number | null;
}

/** One model on one target. */
export interface TargetReport {
  readonly id: string;
  readonly changes: readonly Change[];
  readonly findings: readonly ComparedFinding[];
  readonly notAssessed: readonly NotAssessed[];
  readonly driverFloor: AcceleratorDelta["driverFloor"];
  readonly gpus: AcceleratorDelta["gpus"];
  /** The serving image of both ends; absent where neither end has one. */
  readonly image?: ImageDelta;
  /** Bytes that an installation downloads; absent where there is no change to report. */
  readonly download?: DownloadDelta;
  /** Verdict of each compatibility question of the head: what was asked, and ok, limited, fail or unknown. */
  readonly compatibility: readonly CompatibilityVerdict[];
  /** Number of packages of the head resolution; null where there is none. */
  readonly packages: number | null;
  readonly verdict: Verdict;
  /** Why the head has no resolution, as prose; null where it has one or where it is not known. */
  readonly conflict: string | null;
}

export interface CompatibilityVerdict {
  /** `torch 2.11.0 (CUDA 13.0) on driver 535.183.01` */
  readonly subject: string;
  readonly question: "driver" | "gpu" | "driver-supports-gpu" | "glibc" | "cuda-majors";
  readonly verdict: "ok" | "limited" | "fail" | "unknown";
  readonly detail: string;
}

export interface ModelReport {
  readonly id: string;
  readonly path: string;
  readonly targets: readonly TargetReport[];
}

export type Verdict = "pass" | "warn" | "fail" | "incomplete";

/** What a check found: the JSON that `check --format json` prints is this, see schemas/check.schema.json. */
export interface CheckReport {
  readonly verdict: Verdict;
  readonly models: readonly ModelReport[];
  /** What the answers are worth: when, from which indexes and advisory source, with which tables. */
  readonly snapshot: Snapshot;
  /** What was wrong with the configuration or the discovery, and is not bound to one model. */
  readonly notAssessed: readonly NotAssessed[];
}

export interface Snapshot {
  /** Moment of the check, ISO 8601 in UTC. */
  readonly at: string;
  readonly base: string | null;
  readonly head: string;
  readonly indexes: readonly string[];
  readonly excludeNewer: string | null;
  readonly advisories: { readonly source: string | null; readonly asOf: string | null };
  /** Date of the compatibility tables, `YYYY-MM-DD`. */
  readonly tables: string;
  readonly version: string;
}
