import type { PackageName } from "../../python/name.ts";
import type { Requirement } from "../requirement.ts";

/** A version to be written in place of the one that a requirement has. */
export interface SpecifierEdit {
  /** As a reading of the same content gave it. */
  readonly requirement: Requirement;
  /** PEP 440 clauses, such as `>=2.4,<3`; empty for any version. */
  readonly specifier: string;
  /** The hashes of the new version's files, as `sha256:…`. Needed where the requirement has hashes: they pin the old version. */
  readonly hashes?: readonly string[];
  /** The package that takes the place of the requirement's own; absent where it stays. */
  readonly name?: PackageName;
}

export type EditResult =
  | { readonly kind: "edited"; readonly content: string }
  | { readonly kind: "refused"; readonly why: string; readonly hint: string };

export const refused = (why: string, hint: string): EditResult => ({ kind: "refused", why, hint });
