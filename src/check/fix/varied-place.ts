import type { PackageName } from "../../core/python/name.ts";
import { overrideOf, type SwappedLine, type Variant, withSwaps } from "../../core/remediation/variant.ts";
import type { Tree } from "../../shell/files/tree.ts";
import { type ConstraintHome, constraintHome } from "./constraint-home.ts";
import type { FixingPlace } from "./fixing-place.ts";

/** A place as a variant has it: `standing` asks for what the variant makes of the manifests. */
export interface VariedPlace extends FixingPlace {
  readonly swapped: readonly SwappedLine[];
  readonly overridden: readonly { readonly name: PackageName; readonly home: ConstraintHome }[];
}

/** The places with what the variant lets a plan do; null where the manifests have no way to say it. */
export async function variedPlaces(
  tree: Tree,
  places: readonly FixingPlace[],
  { swaps, overrides }: Variant,
): Promise<readonly VariedPlace[] | null> {
  const varied: VariedPlace[] = [];
  for (const one of places) {
    const compiled = new Set(
      one.place.model.manifests.flatMap(({ path, compiledFrom }) => (compiledFrom === null ? [] : [path])),
    );
    const { requirements, swapped } = withSwaps(one.standing.requirements, swaps, compiled);
    const installed = new Set(one.standing.resolution.packages.map(({ name }) => name));
    const overridden: VariedPlace["overridden"][number][] = [];
    for (const name of overrides.filter((each) => installed.has(each))) {
      const home = await constraintHome(tree, one.place, "override");
      if (home === null) return null;
      overridden.push({ name, home });
    }
    const more = overridden.map(({ name, home }) => overrideOf(name, home.file));
    const standing = { ...one.standing, requirements: [...requirements, ...more] };
    varied.push({ ...one, standing, swapped, overridden });
  }
  const known = new Set(varied.flatMap(({ swapped }) => swapped.map(({ swap }) => swap)));
  return swaps.every((swap) => known.has(swap)) ? varied : null;
}
