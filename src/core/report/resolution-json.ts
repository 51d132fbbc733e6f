import type { PackageName } from "../python/name.ts";
import type { Conflict, ProofNode } from "../resolution/conflict.ts";
import { sourceIsAssumed } from "../resolution/metadata-source.ts";
import type { NotAssessed, Resolution, ResolutionOutcome, ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { demandText } from "./demand-text.ts";

/** What `resolve --format json` prints; schemas/resolve.schema.json describes it. */
export interface ResolutionJson {
  /** Null where it could not be found out: then `notAssessed` says why. */
  readonly satisfiable: boolean | null;
  readonly target: Target;
  readonly packages: readonly PackageJson[];
  /** What the target brings: it is there, and nothing installs it. Absent where it brings nothing. */
  readonly provided?: readonly ProvidedJson[];
  /** What the pins ask of one another and do not have, where `--no-deps` takes them as they are. Absent where they agree. */
  readonly unmet?: readonly UnmetJson[];
  readonly conflict: { readonly text: string; readonly tree: ProofNode; readonly hints: readonly string[] } | null;
  readonly notAssessed: readonly NotAssessed[];
}

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly extras: readonly string[];
  readonly index: string;
  /** Other indexes that list a project of this name and were asked too. */
  readonly alsoOn: readonly string[];
  readonly file: string;
  readonly url: string;
  readonly hashes: Readonly<Record<string, string>>;
  /** Bytes; null where the index does not say. */
  readonly size: number | null;
  readonly requires: readonly string[];
  readonly via: readonly string[];
  /** True where the requirements were recorded by a build and are not promised for this target. */
  readonly assumed: boolean;
  readonly yanked: string | null;
  readonly reason: string | null;
}

export interface ProvidedJson {
  readonly name: string;
  readonly version: string;
  readonly via: readonly string[];
}

export interface UnmetJson {
  readonly name: string;
  readonly version: string;
  /** As its metadata has it. */
  readonly requires: string;
  /** What would be installed of the package that it is about. */
  readonly installed: { readonly name: string; readonly version: string };
}

/** What `resolve --format json` prints for several targets. */
export interface ResolutionsJson {
  /** True where every target has a resolution, false where one has none; null where that could not be found out. */
  readonly satisfiable: boolean | null;
  /** One for each target, in the order in which they were named. */
  readonly resolutions: readonly ResolutionJson[];
}

export function resolutionsJson(resolutions: readonly ResolutionJson[]): ResolutionsJson {
  const answers = resolutions.map(({ satisfiable }) => satisfiable);
  return { satisfiable: answers.includes(false) ? false : answers.includes(null) ? null : true, resolutions };
}

export function resolutionJson(outcome: ResolutionOutcome, target: Target): ResolutionJson {
  switch (outcome.kind) {
    case "resolved":
      return {
        satisfiable: true,
        target,
        packages: outcome.resolution.packages.map(packageJson),
        ...(outcome.resolution.provided !== undefined && { provided: outcome.resolution.provided.map(providedJson) }),
        ...(outcome.resolution.unmet !== undefined && { unmet: unmetJson(outcome.resolution) }),
        conflict: null,
        notAssessed: outcome.resolution.notAssessed,
      };
    case "unsatisfiable":
      return {
        satisfiable: false,
        target,
        packages: [],
        conflict: conflictJson(outcome.conflict),
        notAssessed: outcome.notAssessed,
      };
    case "incomplete":
      return { satisfiable: null, target, packages: [], conflict: null, notAssessed: outcome.notAssessed };
  }
}

/** What does not agree among pins that were taken as they are, with the versions that do not. */
export function unmetJson({ packages, unmet = [] }: Resolution): readonly UnmetJson[] {
  const versions = new Map(packages.map(({ name, version }) => [name, version.text]));
  const at = (name: PackageName): { name: string; version: string } => ({ name, version: versions.get(name) ?? "" });
  return unmet.map(({ by, of, text }) => ({ ...at(by), requires: text, installed: at(of) }));
}

function packageJson(one: ResolvedPackage): PackageJson {
  return {
    name: one.name,
    version: one.version.text,
    extras: one.extras,
    index: one.file.index,
    alsoOn: one.alsoOn,
    file: one.file.filename,
    url: one.file.url,
    hashes: one.file.hashes,
    size: one.file.size,
    requires: one.requires.map((edge) => edge.text),
    via: one.demandedBy.map(demandText),
    assumed: sourceIsAssumed(one.metadataSource),
    yanked: one.file.yanked,
    reason: one.reason,
  };
}

const providedJson = ({ name, version, demandedBy }: ResolvedPackage): ProvidedJson => ({
  name,
  version: version.text,
  via: demandedBy.map(demandText),
});

function conflictJson(conflict: Conflict): { text: string; tree: ProofNode; hints: readonly string[] } {
  return { text: conflict.text, tree: conflict.tree, hints: conflict.hints };
}
