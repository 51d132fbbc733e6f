import type { Requirement } from "../manifest/requirement.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { VersionRange } from "../python/version-range.ts";
import type { MachineKey } from "./package-key.ts";

/** What the outside world said that an incompatibility rests on. The explanation puts it in words. */
export type Fact =
  /** A line of a manifest asks for it. */
  | { readonly kind: "line"; readonly requirement: Requirement }
  /** A constraint of a manifest keeps the package within bounds, whoever asks for it. */
  | { readonly kind: "constraint"; readonly requirement: Requirement }
  /** A package's metadata asks for it, in these words. */
  | { readonly kind: "requires"; readonly text: string }
  /** A package asks for the project, and an override of a manifest says what it gets. */
  | { readonly kind: "override"; readonly requirement: Requirement }
  /** A version of a package asks for another Python than the target has. */
  | { readonly kind: "requires-python"; readonly requires: string }
  /** The target has the Python that it has. */
  | { readonly kind: "target-python" }
  /** A version needs something of the place: a driver, a GPU. */
  | { readonly kind: "machine-need"; readonly key: MachineKey; readonly text: string }
  /** The place has this version of the package, and nothing is installed in its place. */
  | { readonly kind: "provided"; readonly name: PackageName; readonly version: Version }
  /** The place has what it has. */
  | { readonly kind: "machine"; readonly key: MachineKey }
  /** An extra needs its own project, at the same version. */
  | { readonly kind: "same-project" }
  /** Every index that was asked has no such project. */
  | { readonly kind: "absent"; readonly name: PackageName; readonly asked: readonly string[] }
  /** The indexes have the project, and no version of this range that could be selected. */
  | { readonly kind: "no-version"; readonly name: PackageName; readonly range: VersionRange }
  /** A version whose metadata rules it out. */
  | { readonly kind: "unusable"; readonly name: PackageName; readonly version: Version; readonly reason: string };
