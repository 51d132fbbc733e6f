import type { Requirement } from "../manifest/requirement.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { Target } from "../target/target.ts";
import type { AvoidedByName } from "./avoided-versions.ts";
import type { KeptBuilds } from "./kept-builds.ts";
import type { Machine } from "./machine.ts";
import type { acceleratorRules, IndexStrategy } from "./options.ts";

/** What is to be resolved, and how. It holds no clock and no network: the answers decide the rest. */
export interface ResolveRequest {
  /** Direct requirements, pins, constraints and overrides, in the order of the manifests. */
  readonly requirements: readonly Requirement[];
  readonly target: Target;
  readonly options: ResolveOptions;
  /** What versions may need of the place; absent where what runs there is judged afterwards. */
  readonly machine?: Machine;
}

export interface ResolveOptions {
  /**
   * `if-necessary`: a stable version wherever one fits, else a pre-release; the same for the two names that uv keeps
   * for it. `explicit`: pre-releases only of packages for which a direct requirement names one.
   */
  readonly prereleases: "disallow" | "allow" | "if-necessary" | "explicit" | "if-necessary-or-explicit";
  /** Packages of which no pre-release is taken, whatever `prereleases` lets in of others. */
  readonly finalOnly: ReadonlySet<PackageName>;
  readonly resolution: "highest" | "lowest" | "lowest-direct";
  /** How the source of the answers was told to answer. The resolver takes all pages of an answer together, and with
   * `first-match` tries them one after the other. */
  readonly indexStrategy: IndexStrategy;
  /** Normalised names, `:all:` or `:none:`, in order: a later entry for a name wins over `:all:`. */
  readonly onlyBinary: readonly string[];
  readonly noBinary: readonly string[];
  /** ISO 8601 instant: files that appeared then or later are left out, and so are those without a time. */
  readonly excludeNewer: string | null;
  readonly noDeps: boolean;
  /**
   * Versions without a usable wheel. `assume`: what a build recorded in the archive is taken, and marked. `static-only`:
   * only what the archive promises is read, all else is not assessed. `never`: such versions are passed over.
   */
  readonly sdists: "assume" | "static-only" | "never";
  /** Versions to keep where they still fit, such as those of the base or of a lock. */
  readonly preferences: ReadonlyMap<PackageName, Version>;
  /** Packages whose preference is not kept. */
  readonly upgrade: ReadonlySet<PackageName> | "all";
  /**
   * Where a package goes whose preference cannot be kept: `newest`, as if there had been none; `nearest`, to the next version above
   * that fits, and below it only where none above does.
   */
  readonly moves: "newest" | "nearest";
  /** Versions that are not to be chosen. */
  readonly avoid: AvoidedByName;
  /** Builds that alone may be chosen; null for any. */
  readonly builds: KeptBuilds | null;
  /**
   * `ignore`: an upper bound of `Requires-Python` does not rule a version out, as uv has it, and is reported. `honour`:
   * it does, as pip has it.
   */
  readonly pythonUpperBounds: "ignore" | "honour";
  /**
   * `constrain`: a version that the target's driver, GPUs or C library cannot run is not chosen. `check`: versions are chosen as
   * installers do, and what does not run is a finding.
   */
  readonly accelerator: (typeof acceleratorRules)[number];
  /** Whether a refusal says what would make it solvable, which is found by solving with one thing changed, several times. */
  readonly hints: boolean;
  /** What may be spent before the question is given up, as one of many: versions tried, and steps learnt of conflicts. Null for as much as it takes. */
  readonly bound: { readonly decisions: number; readonly conflicts: number } | null;
}

export const defaultResolveOptions: ResolveOptions = {
  prereleases: "if-necessary-or-explicit",
  finalOnly: new Set(),
  resolution: "highest",
  indexStrategy: "first-index",
  onlyBinary: [],
  noBinary: [],
  excludeNewer: null,
  noDeps: false,
  sdists: "assume",
  preferences: new Map(),
  upgrade: new Set(),
  moves: "newest",
  avoid: new Map(),
  builds: null,
  pythonUpperBounds: "ignore",
  accelerator: "check",
  hints: true,
  bound: null,
};
