import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { type GlibcNeed, glibcNeed, glibcReaches } from "./glibc-verdict.ts";
import { isNvidiaName, type NvidiaDistribution, nvidiaDistribution } from "./nvidia-distribution.ts";
import { oncePerBoth } from "./once.ts";
import { type PackageTable, tablesOfName } from "./package-tables.ts";
import type { Tables } from "./tables.ts";

/**
 * The packages of a resolution by what is asked of them: of a graph of a hundred, a handful has to do with CUDA, and most rules have
 * something to say of none. Found in one pass for all rules and targets, since nothing of it depends on where the resolution is served.
 * Each list is in the order of the resolution.
 */
export interface ResolutionParts {
  /** May carry CUDA: the tables know them, or their version, name or requirements say so. NVIDIA's own distributions are not among them. */
  readonly mayCarry: readonly ResolvedPackage[];
  readonly nvidia: readonly { readonly pkg: ResolvedPackage; readonly distribution: NvidiaDistribution }[];
  /** With a local version, such as `+cu126`. */
  readonly local: readonly ResolvedPackage[];
  /** Their file is no wheel. */
  readonly archives: readonly ResolvedPackage[];
  /** Of which an index or the solver says something besides: yanked, marked, contested, in place of a newer release. */
  readonly remarked: readonly ResolvedPackage[];
  /** Of which a table of compatibility speaks. */
  readonly inTable: Readonly<Record<PackageTable, readonly ResolvedPackage[]>>;
}

export const partsOf = oncePerBoth(findParts);

function findParts({ packages }: Resolution, tables: Tables): ResolutionParts {
  const names = tablesOfName(tables);
  const parts = {
    mayCarry: [] as ResolvedPackage[],
    nvidia: [] as { pkg: ResolvedPackage; distribution: NvidiaDistribution }[],
    local: [] as ResolvedPackage[],
    archives: [] as ResolvedPackage[],
    remarked: [] as ResolvedPackage[],
    inTable: emptyTables(),
  };
  for (const pkg of packages) {
    const { name, version, file } = pkg;
    const isLocal = version.local !== null;
    const tablesOfPackage = names.get(name);
    if (tablesOfPackage !== undefined) for (const table of tablesOfPackage) parts.inTable[table].push(pkg);
    if (isLocal) parts.local.push(pkg);
    if (!file.filename.endsWith(".whl")) parts.archives.push(pkg);
    if (isRemarked(pkg)) parts.remarked.push(pkg);
    const distribution = nvidiaDistribution(name, version);
    if (distribution !== null) parts.nvidia.push({ pkg, distribution });
    else if (isLocal || tablesOfPackage?.includes("builds") || name.includes("-cu") || asksForNvidia(pkg))
      parts.mayCarry.push(pkg);
  }
  return parts;
}

const emptyTables = (): Record<PackageTable, ResolvedPackage[]> => ({
  abiBreaks: [],
  builds: [],
  cpuBaselines: [],
  cudnnMajors: [],
  importPackages: [],
  lockstep: [],
  numpyAbi: [],
});

const isRemarked = ({ passedOver, contestedBy, projectState, file }: ResolvedPackage): boolean =>
  passedOver !== undefined || contestedBy !== undefined || projectState !== undefined || file.yanked !== null;

function asksForNvidia({ requires }: ResolvedPackage): boolean {
  for (const { to } of requires) if (isNvidiaName(to)) return true;
  return false;
}

interface GlibcNeeds {
  /** The newest glibc that any of them needs; null where none needs one. */
  readonly newest: string | null;
  readonly needs: readonly { readonly pkg: ResolvedPackage; readonly need: GlibcNeed }[];
}

const needsByResolution = new WeakMap<
  Resolution,
  Map<string, { readonly tables: Tables; readonly found: GlibcNeeds }>
>();

/** The glibc that each wheel of a resolution needs, where its name or the tables say one: the same for all targets of a platform. */
export function glibcNeeds(tables: Tables, target: Target, resolution: Resolution): GlibcNeeds {
  const platform = `${target.os}-${target.arch}`;
  const known = needsByResolution.get(resolution) ?? new Map<string, { tables: Tables; found: GlibcNeeds }>();
  needsByResolution.set(resolution, known);
  const before = known.get(platform);
  if (before?.tables === tables) return before.found;
  const needs: { pkg: ResolvedPackage; need: GlibcNeed }[] = [];
  const versions = new Set<string>();
  for (const pkg of resolution.packages) {
    const need = glibcNeed(tables, target, pkg);
    if (need === null) continue;
    needs.push({ pkg, need });
    versions.add(need.glibc);
  }
  let newest: string | null = null;
  for (const version of versions) if (newest === null || !glibcReaches(newest, version)) newest = version;
  const found = { newest, needs };
  known.set(platform, { tables, found });
  return found;
}
