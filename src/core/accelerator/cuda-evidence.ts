import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import type { Evidence } from "../rule/finding.ts";
import type { Target } from "../target/target.ts";
import type { KnownBuild } from "./build-row.ts";
import { knownBuild, variantOfPackage } from "./build-row.ts";
import { cite } from "./cite.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { compareCuda, formatCuda, parseCuda } from "./cuda-version.ts";
import { imageFactsOf } from "./image-of-target.ts";
import { isNvidiaName, nvidiaDistribution } from "./nvidia-distribution.ts";
import { oncePer } from "./once.ts";
import { partsOf } from "./resolution-parts.ts";
import type { Tables } from "./tables.ts";
import type { Variant } from "./variant.ts";
import { cudaOfName, variantOfLocal } from "./variant.ts";

/** Which CUDA a resolved package carries, and how that is known. */
export type CarriedCuda =
  | {
      readonly kind: "cuda";
      readonly cuda: CudaVersion;
      readonly how: "local-version" | "index" | "requirements" | "name" | "table";
      readonly evidence: readonly Evidence[];
      /** The nvidia-* packages that it asks for, `name version`, by name. */
      readonly children: readonly string[];
    }
  /** It carries none: a build for the CPU or for another accelerator. */
  | { readonly kind: "without"; readonly evidence: readonly Evidence[] }
  /** Its CUDA is that of another package of the resolution. */
  | { readonly kind: "follows"; readonly package: string }
  /** It is known to be an accelerated package, and not with which CUDA. */
  | { readonly kind: "unknown"; readonly why: string }
  /** Nothing says that it has to do with CUDA. */
  | { readonly kind: "unrelated" };

export interface EvidenceFacts {
  readonly tables: Tables;
  readonly target: Target;
  readonly resolution: Resolution;
}

const unrelated: CarriedCuda = { kind: "unrelated" };

/**
 * Reads which CUDA a package carries, from what is closest to the file: its local version, its index, the nvidia-* packages that
 * it asks for as they are resolved, its own name, and at last the tables.
 */
export function carriedCuda(facts: EvidenceFacts, pkg: ResolvedPackage): CarriedCuda {
  // A vendor's own build of a release is another than that of the tables, unless its version says which.
  if (pkg.metadataSource === "provided" && variantOfLocal(pkg.version) === null) return unrelated;
  if (!mayCarry(facts.tables, pkg) || nvidiaDistribution(pkg.name, pkg.version) !== null) return unrelated;
  const variant = variantOfPackage(pkg);
  const known = knownBuild(facts.tables, facts.target, pkg, variant);
  // An index such as `whl/cu126` serves every dependency too: its name speaks of the packages that the tables know alone.
  const speaks = pkg.version.local !== null || known.kind !== "no-rows" ? variant : null;
  if (speaks?.kind === "other") return { kind: "without", evidence: [named(pkg, speaks)] };
  const children = nvidiaChildren(facts, pkg);
  const labels = children.map(({ label }) => label);
  if (speaks?.kind === "cuda") {
    const how = pkg.version.local === null ? "index" : "local-version";
    return {
      kind: "cuda",
      cuda: precise(speaks.cuda, children),
      how,
      evidence: [named(pkg, speaks)],
      children: labels,
    };
  }
  const required = requiredCuda(pkg, children);
  if (required !== null) return { ...required, cuda: refine(required.cuda, known) };
  const cuda = cudaOfName(pkg.name);
  if (cuda !== null && known.kind !== "row" && !isQuiet(facts.tables, pkg)) return ofName(pkg, cuda, labels);
  return ofTables(facts, pkg, known, labels);
}

/** A look at what is cheapest: nearly every package of a graph has nothing to do with CUDA. */
function mayCarry(tables: Tables, pkg: ResolvedPackage): boolean {
  if (pkg.version.local !== null || tables.builds.has(pkg.name) || pkg.name.includes("-cu")) return true;
  return pkg.requires.some(({ to }) => isNvidiaName(to));
}

interface Child {
  readonly label: string;
  readonly cuda: CudaVersion | null;
  readonly binds: boolean;
  readonly speaks: boolean;
  readonly text: string;
  readonly version: string;
}

/** The nvidia-* packages that a package asks for directly, as the resolution has them. */
function nvidiaChildren({ tables, resolution }: EvidenceFacts, pkg: ResolvedPackage): readonly Child[] {
  const names = new Map<string, string>();
  for (const { to, text } of pkg.requires) if (isNvidiaName(to)) names.set(to, text);
  // Most packages ask for none.
  if (names.size === 0) return [];
  return partsOf(resolution, tables).nvidia.flatMap(({ pkg: { name, version }, distribution }) => {
    const text = names.get(name);
    if (text === undefined) return [];
    return [
      {
        label: `${name} ${version.text}`,
        cuda: distribution.cuda,
        binds: distribution.binds,
        speaks: distribution.library === "toolkit" || distribution.library === "cuda-runtime",
        text,
        version: version.text,
      },
    ];
  });
}

function requiredCuda(
  pkg: ResolvedPackage,
  children: readonly Child[],
): (CarriedCuda & { readonly kind: "cuda" }) | null {
  const binding = children.filter(({ binds, cuda }) => binds && cuda !== null);
  const newest = binding.reduce<Child | null>(
    (best, child) => (best === null || compare(child, best) > 0 ? child : best),
    null,
  );
  if (newest === null || newest.cuda === null) return null;
  // Its marker held, or the edge would not be there.
  const text = newest.text.split(";")[0]?.trim() ?? "";
  const fact = `${pkg.name} ${pkg.version.text} requires \`${text}\`, resolved to ${newest.version}: CUDA ${formatCuda(newest.cuda)}`;
  return {
    kind: "cuda",
    cuda: newest.cuda,
    how: "requirements",
    evidence: [{ fact, source: pkg.file.url, date: null }],
    children: children.map(({ label }) => label),
  };
}

/**
 * A version that is known to its minor says more than a major; among those the newest decides what the driver must have. Of equals the
 * toolkit and the run time, which every reader knows, are named.
 */
function compare(left: Child, right: Child): number {
  if (left.cuda === null || right.cuda === null) return 0;
  const byMinor = Number(left.cuda.minor !== null) - Number(right.cuda.minor !== null);
  const byName = Number(left.speaks) - Number(right.speaks);
  return left.cuda.major - right.cuda.major || byMinor || compareCuda(left.cuda, right.cuda) || byName;
}

/** `+cu12` names the major alone; the libraries beside it know the minor. */
function precise(cuda: CudaVersion, children: readonly Child[]): CudaVersion {
  if (cuda.minor !== null) return cuda;
  return children.find((child) => child.cuda?.major === cuda.major && child.cuda.minor !== null)?.cuda ?? cuda;
}

function refine(cuda: CudaVersion, known: KnownBuild): CudaVersion {
  const listed = known.kind === "row" && known.row.cuda !== null ? parseCuda(known.row.cuda) : null;
  return cuda.minor === null && listed?.major === cuda.major ? listed : cuda;
}

function ofName(pkg: ResolvedPackage, cuda: CudaVersion, children: readonly string[]): CarriedCuda {
  const fact = `the name ${pkg.name} says CUDA ${formatCuda(cuda)}`;
  return { kind: "cuda", cuda, how: "name", evidence: [{ fact, source: pkg.file.url, date: null }], children };
}

function ofTables(
  facts: EvidenceFacts,
  pkg: ResolvedPackage,
  known: KnownBuild,
  children: readonly string[],
): CarriedCuda {
  if (known.kind === "no-rows") return unrelated;
  if (known.kind === "not-listed") return isQuiet(facts.tables, pkg) ? unrelated : { kind: "unknown", why: known.why };
  const { row } = known;
  const subject = `${pkg.name} ${pkg.version.text}`;
  if (row.follows !== undefined) return { kind: "follows", package: row.follows };
  const cuda = row.cuda === null ? null : parseCuda(row.cuda);
  if (cuda === null)
    return { kind: "without", evidence: cite(facts.tables, row, `${subject} has no CUDA on ${row.platform}`) };
  const named = cudaOfName(pkg.name);
  if (row.confidence === "low")
    return named === null || named.major !== cuda.major
      ? { kind: "unknown", why: `which CUDA ${subject} carries is not verified` }
      : ofName(pkg, named, children);
  if (row.optional === true && !imageHasCuda(facts)) return unrelated;
  // The public build asks for the libraries that it needs. One that asks for others, but for none of them, is another build.
  if (row.variant !== null && row.libraries === "wheels" && pkg.requires.length > 0 && children.length === 0)
    return { kind: "unknown", why: `${subject} asks for none of the CUDA libraries that the public build asks for` };
  const fact = `${subject} is built with CUDA ${formatCuda(cuda)}`;
  return { kind: "cuda", cuda, how: "table", evidence: cite(facts.tables, row, fact), children };
}

/** A companion of another package, and what runs without CUDA too, are no finding by themselves when a release is not listed. */
function isQuiet(tables: Tables, pkg: ResolvedPackage): boolean {
  return (
    tables.builds.get(pkg.name)?.some(({ follows, optional }) => follows !== undefined || optional === true) === true
  );
}

function imageHasCuda({ tables, target }: Pick<EvidenceFacts, "tables" | "target">): boolean {
  return imageFactsOf(tables, target)?.cuda != null;
}

/**
 * All of a target that `carriedCuda` looks at: targets for which it is the same have the same evidence. Its image matters to a package
 * that runs without CUDA too, and to no other.
 */
export function placeOfEvidence({ tables, target, resolution }: EvidenceFacts): string {
  const platform = `${target.os}-${target.arch}`;
  const optional = optionalBuilds(tables);
  const looksAtImage = partsOf(resolution, tables).inTable.builds.some(({ name }) => optional.has(name));
  return looksAtImage ? `${platform} ${imageHasCuda({ tables, target })}` : platform;
}

const optionalBuilds = oncePer(({ builds }: Tables): ReadonlySet<string> => {
  const optional = [...builds].filter(([, rows]) => rows.some((row) => row.optional === true));
  return new Set(optional.map(([name]) => name));
});

function named(pkg: ResolvedPackage, variant: Variant): Evidence {
  const says = variant.kind === "cuda" ? `CUDA ${formatCuda(variant.cuda)}` : "a build without CUDA";
  const where = pkg.version.local === null ? `its index \`${pkg.file.index}\`` : `its version ${pkg.version.text}`;
  return { fact: `${where} names ${variant.name}: ${says}`, source: pkg.file.url, date: null };
}
