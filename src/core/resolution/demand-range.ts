import { parseLenientDependencySpecifier } from "../python/dependency-specifier.ts";
import { rangeOf, type VersionRange } from "../python/version-range.ts";
import type { Demand } from "./resolution.ts";

/** The versions that a demand takes; null where it names an address, or is no requirement that can be read. */
export function rangeOfDemand(demand: Demand): VersionRange | null {
  const specifier = specifierOf(demand);
  return specifier === null || specifier.url !== null ? null : rangeOf(specifier.specifier);
}

function specifierOf(demand: Demand) {
  if (demand.kind === "root") return demand.requirement.specifier;
  const read = parseLenientDependencySpecifier(demand.text);
  return read.ok ? read.value.value : null;
}
