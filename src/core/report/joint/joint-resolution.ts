import type { PackageName } from "../../python/name.ts";
import type { Version } from "../../python/version.ts";
import type { Resolution, ResolvedPackage } from "../../resolution/resolution.ts";
import type { Target } from "../../target/target.ts";
import { separatingMarker, visible } from "./condition.ts";

/** A package at one version, as the targets that install it have it. */
export interface JointPackage {
  readonly name: PackageName;
  readonly version: Version;
  /** PEP 508: where it is installed; null for every target. */
  readonly marker: string | null;
  /** One for each target that installs it, in the targets' order. */
  readonly packages: readonly ResolvedPackage[];
}

export interface TargetResolution {
  readonly target: Target;
  readonly resolution: Resolution;
}

/** Resolutions of several targets as one list of packages, or a package for which no marker could say which is which. */
export type JointResolution =
  | { readonly kind: "joint"; readonly packages: readonly JointPackage[] }
  | {
      readonly kind: "indistinct";
      readonly name: PackageName;
      /** Ids of the two targets. */
      readonly targets: readonly [string, string];
      /** What each installs, null for nothing. */
      readonly versions: readonly [string | null, string | null];
    };

/**
 * Joins what several targets install. Where they agree there is one entry without a marker; where they do not, there is
 * one for each version, with the marker of the targets that it is for. Targets that no marker tells apart must agree.
 */
export function jointResolution(sides: readonly TargetResolution[]): JointResolution {
  const targets = sides.map(({ target }) => target);
  const marks = targets.map(visible);
  const byTarget = sides.map(({ resolution }) => new Map(resolution.packages.map((one) => [one.name, one])));
  const names = [...new Set(byTarget.flatMap((packages) => [...packages.keys()]))].sort();
  const joint: JointPackage[] = [];
  for (const name of names) {
    const clash = indistinct(name, sides, marks, byTarget);
    if (clash !== null) return clash;
    joint.push(...entriesOf(name, targets, byTarget));
  }
  return { kind: "joint", packages: joint };
}

type Packages = ReadonlyMap<PackageName, ResolvedPackage>;

function indistinct(
  name: PackageName,
  sides: readonly TargetResolution[],
  marks: readonly string[],
  byTarget: readonly Packages[],
): Extract<JointResolution, { kind: "indistinct" }> | null {
  const seen = new Map<string, number>();
  for (const [at, mark] of marks.entries()) {
    const first = seen.get(mark) ?? at;
    seen.set(mark, first);
    const versions = [versionAt(byTarget[first], name), versionAt(byTarget[at], name)] as const;
    if (versions[0] === versions[1]) continue;
    const targets = [sides[first]?.target.id ?? "", sides[at]?.target.id ?? ""] as const;
    return { kind: "indistinct", name, targets, versions };
  }
  return null;
}

const versionAt = (packages: Packages | undefined, name: PackageName): string | null =>
  packages?.get(name)?.version.text ?? null;

function entriesOf(name: PackageName, targets: readonly Target[], byTarget: readonly Packages[]): JointPackage[] {
  const groups = new Map<string, { version: Version; members: Set<number>; packages: ResolvedPackage[] }>();
  for (const [at, packages] of byTarget.entries()) {
    const one = packages.get(name);
    if (one === undefined) continue;
    const group = groups.get(one.version.text) ?? { version: one.version, members: new Set(), packages: [] };
    group.members.add(at);
    group.packages.push(one);
    groups.set(one.version.text, group);
  }
  return [...groups.values()].map(({ version, members, packages }) => ({
    name,
    version,
    marker: separatingMarker(targets, members),
    packages,
  }));
}
