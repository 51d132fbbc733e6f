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

/**
 * Packages that are installed and that no line of a person names: what asks for them says which version comes, and an older one where that is what the
 * fix was made with, as torch does of NVIDIA's libraries.
 */
export function unnamedPackages(
  standings: readonly Standing[],
  compiled: ReadonlySet<string>,
): ReadonlySet<PackageName> {
  const named = new Set(
    standings.flatMap(({ requirements }) =>
      requirements.flatMap(({ origin, specifier }) => (compiled.has(origin.file) ? [] : [specifier.name])),
    ),
  );
  return new Set([...installedBefore(standings).keys()].filter((name) => !named.has(name)));
}

/** What no plan may choose: what policy forbids, and anything older than what is installed of a package that may not go back. */
export function ruledOut(
  standings: readonly Standing[],
  rules: readonly PackageRule[],
  mayGoBack: (name: PackageName) => boolean,
): AvoidedByName {
  const installed = installedBefore(standings);
  const staying = new Map([...installed].filter(([name]) => !mayGoBack(name)));
  return avoidingMore(noDowngrade(staying), heldByPolicy(rules, installed));
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
