import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";

/** Which builds of a release may be chosen, where an index has several under one version: `+cu126` and `+cpu`. What they are is not known here. */
export interface KeptBuilds {
  /** Two with one text are one. */
  readonly id: string;
  /** The end of a sentence whose subject is the version; null where it may be chosen. */
  problem(name: PackageName, version: Version): string | null;
}
