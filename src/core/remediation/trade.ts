import { carriedCuda, type EvidenceFacts } from "../accelerator/cuda-evidence.ts";
import { variantOfLocal } from "../accelerator/variant.ts";
import type { PackageName } from "../python/name.ts";
import { type Version, withoutLocal } from "../python/version.ts";
import { singletonRange } from "../python/version-range.ts";
import type { KeptBuilds } from "../resolution/kept-builds.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import type { Shunned } from "./avoidance.ts";

/** What a package that is installed before and after stands on, and that a move of it changed. */
export interface Trade {
  readonly package: PackageName;
  /** Of what comes. */
  readonly version: Version;
  /** `cuda`: the major of the CUDA that it carries. `build`: the local part of its version. `index`: where it comes from. */
  readonly kind: "cuda" | "build" | "index";
  /** `CUDA 12`, `+cu126`, an index's address. */
  readonly from: string;
  readonly to: string;
}

/**
 * What of a resolution left the CUDA major, the build or the index that it was on. The major is known by the evidence that the accelerator rules go by: the
 * local version, the index, NVIDIA's packages that come along, the name, the tables. What was not known before cannot be left; what is not known afterwards is
 * told as such. An index is left only where the project is still on it.
 */
export function tradesOf(before: EvidenceFacts, after: Resolution): readonly Trade[] {
  const now = new Map(after.packages.map((one) => [one.name, one]));
  return before.resolution.packages.flatMap((old): readonly Trade[] => {
    const next = now.get(old.name);
    if (next === undefined || next === old) return [];
    const trade = (kind: Trade["kind"], from: string, to: string): readonly Trade[] =>
      from === to ? [] : [{ package: old.name, version: next.version, kind, from, to }];
    const [was, is] = [cudaText(before, old), cudaText({ ...before, resolution: after }, next)];
    const stays = next.file.index === old.file.index || !next.alsoOn.includes(old.file.index);
    return [
      ...(was === null ? [] : trade("cuda", was, is ?? "a CUDA that is not known")),
      ...trade("build", buildText(old.version), buildText(next.version)),
      ...(stays ? [] : trade("index", old.file.index, next.file.index)),
    ];
  });
}

/** Null where it is not known, or follows from another package. */
function cudaText(facts: EvidenceFacts, pkg: ResolvedPackage): string | null {
  const carried = carriedCuda(facts, pkg);
  if (carried.kind === "without") return "no CUDA";
  return carried.kind === "cuda" ? `CUDA ${carried.cuda.major}` : null;
}

/** A local part that names an accelerator is read as that; any other is what it is. */
function buildText(version: Version): string {
  const variant = variantOfLocal(version);
  if (variant !== null) return `+${variant.name}`;
  return version.local === null ? "no local part" : `+${version.local.join(".")}`;
}

/** The builds that are installed, for packages whose version names one; null where none does. */
export function buildsOf({ packages }: Resolution): KeptBuilds | null {
  const builds = new Map(
    packages.flatMap(({ name, version }) => (version.local === null ? [] : [[name, buildText(version)]])),
  );
  if (builds.size === 0) return null;
  return {
    id: JSON.stringify([...builds]),
    problem: (name, version) => {
      const kept = builds.get(name);
      return kept === undefined || buildText(version) === kept ? null : `is no ${kept} build, which is installed`;
    },
  };
}

/** The version that left something, ruled out with all its builds: which of them may be chosen, `buildsOf` says. */
export function shunnedTrade({ package: name, version, from, to }: Trade): Shunned {
  return {
    name,
    versions: { range: singletonRange(withoutLocal(version)), why: `leaves ${from} for ${to}`, cause: "build" },
  };
}

/** `torch 2.11.0: CUDA 12 → CUDA 13` */
export const tradeText = ({ package: name, version, from, to }: Trade): string =>
  `${name} ${version.text}: ${from} → ${to}`;
