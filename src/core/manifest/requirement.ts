import type { Origin } from "../error.ts";
import type { DependencySpecifier } from "../python/dependency-specifier.ts";
import type { PackageName } from "../python/name.ts";

/** How a manifest's line takes part in the resolution. */
export type RequirementKind = "direct" | "constraint" | "override" | "pin";

/** One PEP 508 line of a manifest, with where it came from. */
export interface Requirement {
  readonly specifier: DependencySpecifier;
  /** The line's text as written, without hashes and comments. */
  readonly text: string;
  readonly kind: RequirementKind;
  readonly origin: Origin;
  /** `sha256:…` and the like, as `--hash` gives them. Empty where the line has none. */
  readonly hashes: readonly string[];
}

/** Something that a manifest says and that could not be read, or was refused, with the edit that would mend it. */
export interface ManifestProblem {
  readonly origin: Origin;
  /** `requirements/invalid-line`, `requirements/include-outside-tree` … */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** `error`: the request is wrong. `not-assessed`: the rest is still right, and this is listed as not assessed. */
  readonly severity: "error" | "not-assessed";
}

/** Options of a manifest that change where and how packages are found. */
export interface IndexOptions {
  /** `--index-url`, the last that was given; null where none was. */
  readonly indexUrl: LocatedText | null;
  readonly extraIndexUrls: readonly LocatedText[];
  readonly findLinks: readonly LocatedText[];
  readonly noIndex: boolean;
  /** Normalised names, or `:all:` / `:none:` as pip takes them, in order. */
  readonly noBinary: readonly string[];
  readonly onlyBinary: readonly string[];
  /** `--pre` */
  readonly prereleases: boolean;
  readonly requireHashes: boolean;
  /** Packages that come from one named index and from no other, such as `tool.uv.sources` says. */
  readonly packageIndexes: readonly PackageIndex[];
}

/** An index that is meant for one package. */
export interface PackageIndex {
  readonly name: PackageName;
  readonly index: LocatedText;
  /** The marker under which it holds, as written; null where it always does. */
  readonly marker: string | null;
}

/** No option given: what a manifest without any option line has. */
export const noIndexOptions: IndexOptions = {
  indexUrl: null,
  extraIndexUrls: [],
  findLinks: [],
  noIndex: false,
  noBinary: [],
  onlyBinary: [],
  prereleases: false,
  requireHashes: false,
  packageIndexes: [],
};

export interface LocatedText {
  readonly text: string;
  readonly origin: Origin;
}

/** What a model's manifests say, read together. */
export interface ManifestReading {
  readonly requirements: readonly Requirement[];
  readonly options: IndexOptions;
  readonly problems: readonly ManifestProblem[];
  /** Every file that was read, in order, so that a change of one of them can be told. */
  readonly files: readonly string[];
  /** `requires-python` of a pyproject.toml, with its place; null where none is said. */
  readonly requiresPython: LocatedText | null;
}
