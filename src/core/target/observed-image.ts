import type { Evidence } from "../rule/finding.ts";
import type { ImageFacts } from "./image-facts.ts";

/** What an image's own configuration says of it, read from its registry. Each fact is known by the digest of that configuration. */
export interface ObservedImage {
  /** Digest of the configuration. */
  readonly digest: string;
  /** Day on which the registry named it, `YYYY-MM-DD`. */
  readonly date: string;
  /** What it tells of the same fields that the tables have; null for what it does not. */
  readonly os: string | null;
  readonly glibc: string | null;
  readonly musl: string | null;
  readonly cuda: string | null;
  readonly cudnn: string | null;
  readonly python: string | null;
  /** torch that the image brings, such as `2.6.0`. */
  readonly torch: string | null;
  /** CUDA of the `cuda-compat` package in it, such as `12.4`. */
  readonly compat: string | null;
  /** The text of each `NVIDIA_REQUIRE_*`, every one of which has to hold for the container to start; empty where it asks nothing. */
  readonly requires: readonly string[];
  /** Where its loader looks for libraries first, by `LD_LIBRARY_PATH`; null where that is not set. */
  readonly libraryPath: string | null;
  /** Whether cuBLAS, and whether the compiler are in it; null where it does not tell. */
  readonly libraries: boolean | null;
  readonly compiler: boolean | null;
  /** Each fact with where it stands, for a reader. */
  readonly evidence: readonly Evidence[];
}

/** How evidence names where a fact of an image's configuration stands. */
export const configurationSource = (digest: string): string => `image configuration ${digest}`;

/**
 * What the tables know of an image, and where they know nothing, what its configuration says. Where it is taken for theirs by its name alone,
 * its configuration comes first. Each field keeps where it came from.
 * Null where neither knows anything.
 */
export function knownOfImage(ofTables: ImageFacts | null, observed: ObservedImage | null): ImageFacts | null {
  if (observed === null) return ofTables;
  const source = configurationSource(observed.digest);
  const { date } = observed;
  const own: ImageFacts = ofTables ?? {
    os: null,
    glibc: null,
    musl: null,
    cuda: null,
    cudnn: null,
    python: null,
    source,
    date,
  };
  const sources: Partial<Record<ImageField, { readonly source: string; readonly date: string | null }>> = {};
  const take = (field: ImageField): string | null => {
    const isToldFirst = own.takenFor !== undefined || own[field] === null;
    if (!isToldFirst || observed[field] === null) return own[field];
    sources[field] = { source, date };
    return observed[field];
  };
  // An image of one libc has not the other, whoever says so.
  const toldLibc = observed.glibc !== null || observed.musl !== null;
  const keepsLibc = own.glibc !== null || own.musl !== null ? own.takenFor === undefined || !toldLibc : false;
  const libc = (field: "glibc" | "musl"): string | null => {
    if (keepsLibc) return own[field];
    if (observed[field] !== null) sources[field] = { source, date };
    return observed[field];
  };
  return {
    ...own,
    os: take("os"),
    glibc: libc("glibc"),
    musl: libc("musl"),
    cuda: take("cuda"),
    cudnn: take("cudnn"),
    python: take("python"),
    sources,
  };
}

export type ImageField = "os" | "glibc" | "musl" | "cuda" | "cudnn" | "python";

/** Where a field of an image's facts can be looked up. */
export function sourceOfField(
  facts: ImageFacts,
  field: ImageField,
): { readonly source: string; readonly date: string | null } {
  return facts.sources?.[field] ?? { source: facts.source, date: facts.date };
}
