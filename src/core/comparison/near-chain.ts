import type { PackageName } from "../python/name.ts";
import type { ResolvedPackage } from "../resolution/resolution.ts";
import { chainOfLine, chainThrough, type DemandChain } from "./demand-chain.ts";

/** Most packages that are looked at: past it the whole graph is walked, once for all that ask. */
const most = 48;

/**
 * The chain to one package, as `demandChains` has it, found from the package up: nearly all that is asked about stands a step or two below a
 * manifest's line. `far` where it is not that near.
 */
export function nearChain(
  byName: ReadonlyMap<PackageName, ResolvedPackage>,
  name: PackageName,
): DemandChain | null | "far" {
  const seen = new Set<PackageName>([name]);
  const levels: ResolvedPackage[][] = [[...named(byName, name)]];
  for (;;) {
    const level = levels.at(-1) ?? [];
    if (level.length === 0) return null;
    const chains = new Map<PackageName, DemandChain>();
    for (const one of level) {
      const chain = chainOfLine(one);
      if (chain !== null) chains.set(one.name, chain);
    }
    if (chains.size > 0) return downFrom(chains, levels, name);
    const next: ResolvedPackage[] = [];
    for (const { demandedBy } of level)
      for (const demand of demandedBy) {
        if (demand.kind !== "package" || seen.has(demand.name)) continue;
        seen.add(demand.name);
        next.push(...named(byName, demand.name));
      }
    if (seen.size > most) return "far";
    levels.push(next);
  }
}

/** Every package of a level whose own chain goes through the level above gets it: those are the shortest ones. */
function downFrom(
  top: ReadonlyMap<PackageName, DemandChain>,
  levels: readonly (readonly ResolvedPackage[])[],
  name: PackageName,
): DemandChain | null {
  let above = top;
  for (const level of levels.slice(0, -1).reverse()) {
    const chains = new Map<PackageName, DemandChain>();
    for (const one of level) {
      const chain = chainThrough(one, above);
      if (chain !== null) chains.set(one.name, chain);
    }
    above = chains;
  }
  return above.get(name) ?? null;
}

function named(byName: ReadonlyMap<PackageName, ResolvedPackage>, name: PackageName): readonly ResolvedPackage[] {
  const one = byName.get(name);
  return one === undefined ? [] : [one];
}
