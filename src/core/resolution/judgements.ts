import { supportedTags, type TagSet } from "../python/supported-tags.ts";
import type { Target } from "../target/target.ts";
import type { Assessment } from "./assessment.ts";
import type { ListedVersion } from "./listing.ts";
import type { ResolveOptions } from "./request.ts";

/** What a text of `Requires-Python` says to the target's Python. */
export interface PythonVerdict {
  readonly admitted: boolean;
  readonly invalid: boolean;
  /** An upper bound of it was ignored. */
  readonly capped: boolean;
}

/**
 * What was judged of files for one target under one set of rules about files. A search asks hundreds of questions that differ in the versions that
 * they rule out and in nothing that a file is judged by.
 */
export interface Judgements {
  readonly tags: TagSet;
  /** Index pages repeat a handful of texts over thousands of files. */
  readonly python: Map<string, PythonVerdict>;
  /** Of versions for which no manifest allows single files. */
  readonly versions: WeakMap<ListedVersion, Assessment>;
}

/** Options that bear on what a file is worth. */
type FileOptions = Pick<ResolveOptions, "excludeNewer" | "onlyBinary" | "noBinary" | "sdists" | "pythonUpperBounds">;

const byTarget = new WeakMap<Target, Map<string, Judgements>>();

/** One for all requests of a target whose options judge files alike. */
export function judgementsFor(target: Target, options: FileOptions): Judgements {
  const { excludeNewer, onlyBinary, noBinary, sdists, pythonUpperBounds } = options;
  const key = JSON.stringify([excludeNewer, onlyBinary, noBinary, sdists, pythonUpperBounds]);
  const known = byTarget.get(target) ?? new Map<string, Judgements>();
  byTarget.set(target, known);
  const present = known.get(key);
  if (present !== undefined) return present;
  const created: Judgements = { tags: supportedTags(target), python: new Map(), versions: new WeakMap() };
  known.set(key, created);
  return created;
}
