import type { Origin } from "../../error.ts";
import type { Requirement } from "../../manifest/requirement.ts";
import type { Resolution, ResolvedPackage } from "../../resolution/resolution.ts";

/** The manifest's line that brings a package in, and the names from there to the package. */
export interface DemandPath {
  readonly location: Origin | null;
  readonly via: readonly string[];
}

/** The shortest way from a manifest's line to a package, breadth first, so that a direct requirement is always named before a far one. */
export function demandPath(resolution: Resolution, name: string): DemandPath {
  const packages = new Map<string, ResolvedPackage>(resolution.packages.map((pkg) => [pkg.name, pkg]));
  const seen = new Set([name]);
  const queue: { readonly name: string; readonly via: readonly string[] }[] = [{ name, via: [name] }];
  for (let next = 0; next < queue.length; next += 1) {
    const step = queue[next];
    const pkg = step === undefined ? undefined : packages.get(step.name);
    if (step === undefined || pkg === undefined) continue;
    const root = rootOf(pkg);
    if (root !== null) return { location: root.origin, via: step.via };
    for (const demand of pkg.demandedBy) {
      if (demand.kind !== "package" || seen.has(demand.name)) continue;
      seen.add(demand.name);
      queue.push({ name: demand.name, via: [demand.name, ...step.via] });
    }
  }
  return { location: null, via: [name] };
}

/** A constraint says how a package must be, not that it is wanted: it stands in only where nothing else names the package. */
function rootOf(pkg: ResolvedPackage): Requirement | null {
  const roots = pkg.demandedBy.flatMap((demand) => (demand.kind === "root" ? [demand.requirement] : []));
  return roots.find(({ kind }) => kind !== "constraint") ?? roots[0] ?? null;
}
