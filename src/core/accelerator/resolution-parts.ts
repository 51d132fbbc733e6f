import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { type GlibcNeed, glibcNeed, glibcReaches } from "./glibc-verdict.ts";
import { isNvidiaName, type NvidiaDistribution, nvidiaDistribution } from "./nvidia-distribution.ts";
import type { Tables } from "./tables.ts";

/**
 * The packages of a resolution by what is asked of them: of a graph of a hundred, a handful has to do with CUDA. Found in one pass for all
 * targets, since nothing of it depends on where the resolution is served. Each list is in the order of the resolution.
 */
export interface ResolutionParts {
  /** May carry CUDA: the tables know them, or their version, name or requirements say so. NVIDIA's own distributions are not among them. */
  readonly mayCarry: readonly ResolvedPackage[];
  readonly nvidia: readonly { readonly pkg: ResolvedPackage; readonly distribution: NvidiaDistribution }[];
  /** The tables have builds of them. */
  readonly known: readonly ResolvedPackage[];
  /** With a local version, such as `+cu126`. */
  readonly local: readonly ResolvedPackage[];
  /** Their file is no wheel. */
  readonly archives: readonly ResolvedPackage[];
}

const partsByResolution = new WeakMap<Resolution, { readonly tables: Tables; readonly parts: ResolutionParts }>();

export function partsOf(tables: Tables, resolution: Resolution): ResolutionParts {
  const found = partsByResolution.get(resolution);
  if (found?.tables === tables) return found.parts;
  const parts = findParts(tables, resolution);
  partsByResolution.set(resolution, { tables, parts });
  return parts;
}

function findParts(tables: Tables, { packages }: Resolution): ResolutionParts {
  const parts = {
    mayCarry: [] as ResolvedPackage[],
    nvidia: [] as { pkg: ResolvedPackage; distribution: NvidiaDistribution }[],
    known: [] as ResolvedPackage[],
    local: [] as ResolvedPackage[],
    archives: [] as ResolvedPackage[],
  };
  for (const pkg of packages) {
    const { name, version } = pkg;
    const distribution = isNvidiaName(name) ? nvidiaDistribution(name, version) : null;
    const known = tables.builds.has(name);
    if (known) parts.known.push(pkg);
    if (version.local !== null) parts.local.push(pkg);
    if (!pkg.file.filename.endsWith(".whl")) parts.archives.push(pkg);
    if (distribution !== null) parts.nvidia.push({ pkg, distribution });
    else if (known || version.local !== null || name.includes("-cu") || pkg.requires.some(({ to }) => isNvidiaName(to)))
      parts.mayCarry.push(pkg);
  }
  return parts;
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
  let newest: string | null = null;
  for (const pkg of resolution.packages) {
    const need = glibcNeed(tables, target, pkg);
    if (need === null) continue;
    needs.push({ pkg, need });
    if (newest === null || (need.glibc !== newest && !glibcReaches(newest, need.glibc))) newest = need.glibc;
  }
  const found = { newest, needs };
  known.set(platform, { tables, found });
  return found;
}
