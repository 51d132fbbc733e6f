import type { WheelFilename } from "../python/wheel-filename.ts";
import type { AvoidedVersions } from "./avoided-versions.ts";

/** Why a version that an index lists cannot be selected, whatever else is selected. */
export type Unusable =
  | { readonly kind: "yanked" /** As the index gives it; may be empty. */; readonly reason: string }
  | {
      readonly kind: "python" /** The text of `Requires-Python`. */;
      readonly requires: string;
      readonly invalid: boolean;
      /** Its tags fit, so that nothing but the Python stands in the way. */
      readonly fits: boolean;
    }
  /** There are wheels and the target can load none. */
  | { readonly kind: "no-fitting-wheel"; readonly wheels: readonly WheelFilename[]; readonly sdist: boolean }
  /** There is nothing but a source archive, and policy passes those over. */
  | { readonly kind: "only-sdist" }
  /** Policy asks for a source archive and there is none. */
  | { readonly kind: "only-wheels" }
  | { readonly kind: "prerelease" }
  /** It is not to be chosen, whatever its files are. The end of a sentence whose subject is the version. */
  | { readonly kind: "avoided"; readonly why: string; readonly cause: AvoidedVersions["cause"] }
  /** All its files are newer than the cut-off, or carry no time. */
  | { readonly kind: "too-new" }
  /** No file has a hash that the manifest allows. */
  | { readonly kind: "hash" }
  /** File names that tell no tags. */
  | { readonly kind: "unreadable"; readonly reason: string };
