import type { DistributionFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { VersionRange } from "../python/version-range.ts";
import type { Dependency } from "../solver/provider.ts";
import type { Fact } from "./fact.ts";
import type { MachineKey, PackageKey } from "./package-key.ts";

/**
 * What the place has beside its Python, as virtual packages: a driver, GPUs, a C library, one CUDA for all. What a version needs of them
 * decides with everything else which version is chosen, and a refusal names them as it names packages. What they are is not known here.
 */
export interface Machine {
  /** Two machines with one text are one: whatever decides is in it. */
  readonly id: string;
  /** What a version needs. A need that the place meets may be left out; of what is not known there is none. */
  needsOf(name: PackageName, version: Version, file: DistributionFile): readonly MachineNeed[];
  /** The version of a virtual package within a range; null where the place has none in it. */
  versionOf(key: MachineKey, among: VersionRange): Version | null;
  /** `the target has driver 525.60.13` */
  has(key: MachineKey): string;
  /** Places that have a little more, the nearest first, each with what is said where it is enough. */
  readonly better: readonly { readonly machine: Machine; readonly hint: string }[];
}

/** A requirement of a version on a virtual package. */
export interface MachineNeed {
  readonly key: MachineKey;
  readonly range: VersionRange;
  /** Stands behind the version: `carries CUDA 13, which needs driver 580 or newer`. */
  readonly text: string;
  /** False: the place does not have it, whatever else is chosen. */
  readonly isMet: boolean;
}

/** A need as the end of a sentence: `… which needs driver 580 or newer (the target has driver 525)`. */
export function needText(need: Pick<MachineNeed, "key" | "text">, machine: Machine | undefined): string {
  const has = machine?.has(need.key) ?? "";
  return has === "" ? need.text : `${need.text} (${has})`;
}

/** The need as the solver takes it. */
export function machineDependency({ key, range, text }: MachineNeed): Dependency<PackageKey, VersionRange, Fact> {
  return { package: key, set: range, fact: { kind: "machine-need", key, text }, pull: "ranged" };
}
