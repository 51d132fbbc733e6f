import type { Origin } from "../error.ts";
import type { DependencySpecifier } from "../python/dependency-specifier.ts";
import type { PackageName } from "../python/name.ts";
import type { IndexStrategy } from "../resolution/options.ts";
import type { EditSite } from "./edit/edit-site.ts";

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
  /** It stands in a file that a manifest of the model includes, which may be another model's. Absent where it stands in a manifest itself. */
  readonly included?: true;
  /** Where its version stands in the file, for an edit; absent where a reader knows no edit of it. */
  readonly site?: EditSite;
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
  readonly indexUrl: IndexAddress | null;
  readonly extraIndexUrls: readonly IndexAddress[];
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
  /** How the tool that reads this manifest asks several indexes: pip or uv. Null where the manifest does not tell the tool. */
  readonly indexStrategy: IndexStrategy | null;
}

/** An index that is meant for one package. */
export interface PackageIndex {
  readonly name: PackageName;
  readonly index: IndexAddress;
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
  indexStrategy: null,
};

export interface LocatedText {
  readonly text: string;
  readonly origin: Origin;
}

/** The address of an index, with the name that the manifest gives it: credentials in the environment go by it. */
export interface IndexAddress extends LocatedText {
  readonly name?: string;
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
  /** The CUDA that the manifest itself installs or asks for. Absent where the format cannot say one. */
  readonly cuda?: readonly StatedCuda[];
  /** Environments that `[tool.uv]` resolves for or requires wheels for. Absent where the format cannot say one. */
  readonly environments?: readonly StatedEnvironment[];
  /** The tool that compiled the file, as its head says; absent where none did. */
  readonly compiled?: CompiledHead;
}

/** A marker under which the project is installed. */
export interface StatedEnvironment {
  /** PEP 508, and valid. */
  readonly text: string;
  /** There have to be wheels for it (`required-environments`); otherwise it is one of those that are resolved for. */
  readonly required: boolean;
  readonly origin: Origin;
}

/** What pip-compile and uv write at the head of a requirements file that they compile. */
export interface CompiledHead {
  readonly tool: "pip-compile" | "uv";
  /** The command, as written. */
  readonly command: string;
  /** The Python that it was compiled with or for, such as `3.11`; null where the head does not say. */
  readonly python: string | null;
  /** The files that it was compiled from, as the command names them. */
  readonly sources: readonly string[];
  readonly origin: Origin;
}

/** A CUDA version that a manifest states: conda's `cudatoolkit`, Pixi's system requirement. */
export interface StatedCuda {
  /** As written, such as `11.8` or `>=12.1,<13`. */
  readonly version: string;
  /** The package or field that says it. */
  readonly statedBy: string;
  /** `runtime`: its libraries are installed. `driver`: what the machine's driver must offer (conda's `__cuda`). */
  readonly role: "runtime" | "driver";
  readonly origin: Origin;
}
