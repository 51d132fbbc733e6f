import type { Requirement } from "../manifest/requirement.ts";
import type { MarkerEnvironment } from "../python/marker.ts";
import type { PackageName } from "../python/name.ts";
import { parseVersion, type Version } from "../python/version.ts";
import { appliesAlways } from "../resolution/requires.ts";

/** Versions to keep, by package: what a lock, or a compiled file, has now. */
export type Pins = ReadonlyMap<PackageName, Version>;

/**
 * The pins of a compiled requirements file as they hold on a target. Lines that name no single version say nothing of what is
 * in use; of two pins of one package the first that applies counts.
 */
export function requirementPins(requirements: readonly Requirement[], environment: MarkerEnvironment): Pins {
  const pins = new Map<PackageName, Version>();
  for (const { specifier } of requirements) {
    if (specifier.url !== null || pins.has(specifier.name) || !appliesAlways(specifier, environment)) continue;
    const [only, ...others] = specifier.specifier.specifiers;
    if (only === undefined || others.length > 0 || only.wildcard) continue;
    if (only.operator !== "==" && only.operator !== "===") continue;
    const version = parseVersion(only.versionText);
    if (version !== null) pins.set(specifier.name, version);
  }
  return pins;
}

/** Several sources as one: the earlier one counts. */
export function mergedPins(sources: readonly Pins[]): Pins {
  return new Map(sources.toReversed().flatMap((pins) => [...pins]));
}
