import type { PackageRule } from "../config/config.ts";
import type { Requirement } from "../manifest/requirement.ts";
import type { PackageName } from "../python/name.ts";
import { parseSpecifierSet } from "../python/specifier.ts";
import type { Version } from "../python/version.ts";
import { rangeOf, singletonRange } from "../python/version-range.ts";
import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import { avoidingMore, keptWithin, noDowngrade, type Shunned } from "./avoidance.ts";
import { lockstepFamilies } from "./lockstep.ts";
import { namesVersion } from "./loosen.ts";
import { installedBefore, type MovableLine } from "./search.ts";
import { type LineKey, lineKey, type Standing } from "./standing.ts";

/**
 * The lines that an edit may move. A line that names its version may, unless policy holds its package; one that declares a range only where policy
 * lets ranges be widened. Lines of a compiled file follow from others, so that moving them costs less; with the line that a person wrote for the same
 * package, and that names its version too, they move together or not at all; so do the pins of a family whose packages ask for each other's very version.
 */
export function movableLines(
  standings: readonly Standing[],
  compiled: ReadonlySet<string>,
  frozen: ReadonlySet<PackageName>,
  mayWiden: boolean,
): ReadonlyMap<LineKey, MovableLine> {
  const lines = new Map<LineKey, MovableLine>();
  for (const { requirements, resolution } of standings) {
    const families = lockstepFamilies(resolution);
    const movable = requirements.filter(
      (one) => !frozen.has(one.specifier.name) && mayBeEdited(one) && (mayWiden || namesVersion(one)),
    );
    const pins = movable.filter(namesVersion);
    for (const { origin, specifier } of movable) {
      const key = lineKey(origin);
      const inList = compiled.has(origin.file);
      const others = pins
        .filter((one) =>
          one.specifier.name === specifier.name
            ? compiled.has(one.origin.file) !== inList
            : families.get(specifier.name)?.has(one.specifier.name) === true,
        )
        .map((one) => lineKey(one.origin));
      const together = [...new Set([...(lines.get(key)?.together ?? []), ...others])];
      lines.set(key, { direct: !inList, together });
    }
  }
  return lines;
}

function mayBeEdited({ site, specifier }: Requirement): boolean {
  return specifier.url === null && (site === undefined || site.kind === "span");
}

/** What no plan may choose: what policy forbids, and anything older than what is installed unless going back is what clears the goals. */
export function ruledOut(
  standings: readonly Standing[],
  rules: readonly PackageRule[],
  mayGoBack: boolean,
): AvoidedByName {
  const installed = installedBefore(standings);
  return avoidingMore(mayGoBack ? new Map() : noDowngrade(installed), heldByPolicy(rules, installed));
}

function heldByPolicy(rules: readonly PackageRule[], installed: ReadonlyMap<PackageName, Version>): Shunned[] {
  return rules.flatMap(({ name, range, frozen, reason }): Shunned[] => {
    const because = reason === null ? "" : ` (${reason})`;
    const version = installed.get(name);
    if (frozen && version !== undefined) {
      return [
        keptWithin(
          name,
          singletonRange(version),
          "policy",
          `is not ${version.text}, at which policy holds ${name}${because}`,
        ),
      ];
    }
    const accepted = range === null ? null : parseSpecifierSet(range);
    if (accepted === null || !accepted.ok) return [];
    return [keptWithin(name, rangeOf(accepted.value), "policy", `is outside ${range}, which policy accepts${because}`)];
  });
}
