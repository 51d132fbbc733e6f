import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import { knownBuild, variantOfPackage } from "./build-row.ts";
import type { CarriedCuda, EvidenceFacts } from "./cuda-evidence.ts";
import { carriedCuda, placeOfEvidence } from "./cuda-evidence.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { oncePer, oncePerText } from "./once.ts";
import { partsOf } from "./resolution-parts.ts";
import type { Tables } from "./tables.ts";

/** A package that is answerable for CUDA in a resolution: torch, not the twelve nvidia-* wheels that it asks for. */
export interface CudaCarrier {
  readonly pkg: ResolvedPackage;
  readonly cuda: CudaVersion;
  readonly carried: CarriedCuda & { readonly kind: "cuda" };
}

/** The part of a resolution that runs on GPUs. Packages are in the order of the resolution. */
export interface Accelerated {
  readonly carriers: readonly CudaCarrier[];
  /** Packages that share a carrier's CUDA and have GPU code of their own, such as xformers beside torch. */
  readonly companions: readonly ResolvedPackage[];
  /** Accelerated packages of which it is not known which CUDA they carry. */
  readonly unknown: readonly { readonly pkg: ResolvedPackage; readonly why: string }[];
}

/** Finds what runs on GPUs in a resolution, one entry per group of packages. Asked by nearly every rule, so it is remembered with the facts. */
export const accelerated: (facts: EvidenceFacts) => Accelerated = oncePer((facts: EvidenceFacts) =>
  byPlace(facts.tables)(facts.resolution, placeOfEvidence(facts), () => findAccelerated(facts)),
);

/** And with the resolution, for the targets of which all evidence is the same. */
const byPlace = oncePer<Tables, ReturnType<typeof oncePerText<Resolution, Accelerated>>>(() => oncePerText());

function findAccelerated(facts: EvidenceFacts): Accelerated {
  const found = partsOf(facts.resolution, facts.tables).mayCarry.flatMap((pkg) => {
    const carried = carriedCuda(facts, pkg);
    return carried.kind === "unrelated" ? [] : [{ pkg, carried }];
  });
  const carriers = found.flatMap(({ pkg, carried }) =>
    carried.kind === "cuda" ? [{ pkg, cuda: carried.cuda, carried }] : [],
  );
  const leading = carriers.filter((carrier) => !isLed(facts, carrier, carriers));
  const names = new Set<string>(leading.map(({ pkg }) => pkg.name));
  const companions = found.flatMap(({ pkg, carried }) => {
    const follows =
      carried.kind === "follows" ? carried.package : carried.kind === "cuda" ? followed(facts, pkg) : null;
    return follows !== null && names.has(follows) ? [pkg] : [];
  });
  const unknown = found.flatMap(({ pkg, carried }) => (carried.kind === "unknown" ? [{ pkg, why: carried.why }] : []));
  return { carriers: [...leading, ...orphans(facts, leading)], companions, unknown };
}

/** A companion of the same CUDA major is part of the group that it follows: one finding is enough. */
function isLed(facts: EvidenceFacts, { pkg, cuda }: CudaCarrier, carriers: readonly CudaCarrier[]): boolean {
  const follows = followed(facts, pkg);
  return follows !== null && carriers.some((leader) => leader.pkg.name === follows && leader.cuda.major === cuda.major);
}

function followed({ tables, target }: EvidenceFacts, pkg: ResolvedPackage): string | null {
  const known = knownBuild(tables, target, pkg, variantOfPackage(pkg));
  return known.kind === "row" ? (known.row.follows ?? null) : null;
}

/** nvidia-* packages that no carrier of their major accounts for: pinned by hand, or by a package that is not known. */
function orphans(facts: EvidenceFacts, leading: readonly CudaCarrier[]): readonly CudaCarrier[] {
  const majors = new Set(leading.map(({ cuda }) => cuda.major));
  const groups = new Map<number, CudaCarrier[]>();
  for (const { pkg, distribution } of partsOf(facts.resolution, facts.tables).nvidia) {
    if (distribution.cuda === null || !distribution.binds || majors.has(distribution.cuda.major)) continue;
    const fact = `${pkg.name} ${pkg.version.text} is a part of CUDA`;
    const carried = {
      kind: "cuda",
      cuda: distribution.cuda,
      how: "name",
      evidence: [{ fact, source: pkg.file.url, date: null }],
      children: [],
    } as const;
    const group = groups.get(distribution.cuda.major) ?? [];
    groups.set(distribution.cuda.major, [...group, { pkg, cuda: distribution.cuda, carried }]);
  }
  // The member whose version states the minor speaks for its group.
  return [...groups.values()].flatMap((group) => {
    const speaker = group.find(({ cuda }) => cuda.minor !== null) ?? group[0];
    if (speaker === undefined) return [];
    const children = group.filter((member) => member !== speaker).map(({ pkg }) => `${pkg.name} ${pkg.version.text}`);
    return [{ ...speaker, carried: { ...speaker.carried, children } }];
  });
}
