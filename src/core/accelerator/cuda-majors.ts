import { packagesByName } from "../resolution/packages-by-name.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import { variantOfPackage } from "./build-row.ts";
import { isNvidiaName, nvidiaDistribution } from "./nvidia-distribution.ts";
import { oncePer } from "./once.ts";

/** The packages of a resolution that are of one CUDA major. */
export interface CudaMajorGroup {
  readonly major: number;
  /** nvidia-* packages of this major, `name version`. */
  readonly libraries: readonly string[];
  /** Packages that ask for them or are built for the major, in the order of the resolution. */
  readonly owners: readonly ResolvedPackage[];
  /** Whether it brings more than libraries that stand beside the toolkit, such as NCCL. */
  readonly hasToolkit: boolean;
}

/** Two CUDA majors in one environment, with what they write over each other. */
export interface CudaMajors {
  /** By major, ascending. */
  readonly groups: readonly CudaMajorGroup[];
  /** Libraries that two majors write to the same files: `nccl`, `cudnn` … */
  readonly overwritten: readonly string[];
}

interface Draft {
  readonly libraries: string[];
  readonly owners: Map<string, ResolvedPackage>;
  readonly shared: Set<string>;
  hasToolkit: boolean;
}

/**
 * The CUDA majors whose libraries a resolution installs, or for which a build in it was made by its local version. Packages that
 * only know CUDA by name or by the tables take their libraries from the image and are not counted.
 */
export const cudaMajors: (resolution: Resolution) => CudaMajors = oncePer(findMajors);

function findMajors(resolution: Resolution): CudaMajors {
  const drafts = new Map<number, Draft>();
  const draftOf = (major: number): Draft => {
    const draft = drafts.get(major) ?? { libraries: [], owners: new Map(), shared: new Set(), hasToolkit: false };
    drafts.set(major, draft);
    return draft;
  };
  const byName: ReadonlyMap<string, ResolvedPackage> = packagesByName(resolution);
  for (const pkg of resolution.packages) {
    // Nearly all have nothing to do with it.
    if (pkg.version.local === null && !isNvidiaName(pkg.name)) continue;
    const distribution = nvidiaDistribution(pkg.name, pkg.version);
    const variant = distribution === null && pkg.version.local !== null ? variantOfPackage(pkg) : null;
    if (variant?.kind === "cuda") {
      const draft = draftOf(variant.cuda.major);
      draft.owners.set(pkg.name, pkg);
      draft.hasToolkit = true;
    }
    if (distribution?.cuda == null) continue;
    const draft = draftOf(distribution.cuda.major);
    draft.libraries.push(`${pkg.name} ${pkg.version.text}`);
    if (distribution.binds) draft.hasToolkit = true;
    if (distribution.sharesPath) draft.shared.add(distribution.library);
    for (const demand of pkg.demandedBy) {
      const owner = demand.kind === "package" ? byName.get(demand.name) : undefined;
      if (owner !== undefined && nvidiaDistribution(owner.name, owner.version) === null)
        draft.owners.set(owner.name, owner);
    }
  }
  const majors = [...drafts].sort(([left], [right]) => left - right);
  const groups = majors.map(([major, { libraries, owners, hasToolkit }]) => ({
    major,
    libraries,
    owners: [...owners.values()],
    hasToolkit,
  }));
  const all = majors.flatMap(([, { shared }]) => [...shared]);
  return { groups, overwritten: [...new Set(all.filter((library, at) => all.indexOf(library) !== at))].sort() };
}
