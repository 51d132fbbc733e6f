/**
 * One file of a project as an index lists it (PEP 503, 592, 658, 691, 700, 714). A file that a page parser made reads its fields when
 * they are asked for: copy it with `plainFile`, for spreading an object loses its getters.
 */
export interface DistributionFile {
  readonly filename: string;
  /** Absolute, without credentials and without a fragment. */
  readonly url: string;
  /** The index that listed it: its base address, without credentials. */
  readonly index: string;
  /** Algorithm, lower case, to hex digest. Empty where the index gives none. */
  readonly hashes: Readonly<Record<string, string>>;
  /** The text of `requires-python`, unescaped; null where the index gives none. */
  readonly requiresPython: string | null;
  /** PEP 592: null when not yanked, else the reason, which may be empty. */
  readonly yanked: string | null;
  /** ISO 8601 in UTC, null where the index gives none. */
  readonly uploadTime: string | null;
  /** Bytes; null where the index gives none. */
  readonly size: number | null;
  /** PEP 658/714: whether `<url>.metadata` is promised. `false` says not; null says that the index is silent. */
  readonly coreMetadata: boolean | null;
  /** PEP 714: digests of the promised `<url>.metadata`, where the index gives any. */
  readonly coreMetadataHashes?: Readonly<Record<string, string>>;
  /** PEP 740: address of the attestations; absent where the index gives none. */
  readonly provenance?: string | undefined;
}

/** A file of which nothing is known but where it is, and what is called so. */
export function bareFile(place: Pick<DistributionFile, "filename" | "url" | "index">): DistributionFile {
  return {
    ...place,
    hashes: {},
    requiresPython: null,
    yanked: null,
    uploadTime: null,
    size: null,
    coreMetadata: null,
  };
}

/** What one index lists for one project. */
export interface ProjectPage {
  /** The base address of the index, without credentials. */
  readonly index: string;
  readonly files: readonly DistributionFile[];
  /** PEP 792 project status, such as `archived` or `quarantined`; null where the index gives none. */
  readonly status: string | null;
  /** Why, in the words of the project or the index; absent where it gives none. */
  readonly statusReason?: string;
  /** A list of files of any project (`--find-links`), which stands beside the indexes and has no place in their order. */
  readonly flat?: true;
}
