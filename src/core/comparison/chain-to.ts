import type { PackageName } from "../python/name.ts";
import { packagesByName } from "../resolution/packages-by-name.ts";
import type { Resolution } from "../resolution/resolution.ts";
import { type DemandChain, demandChains } from "./demand-chain.ts";
import { nearChain } from "./near-chain.ts";

/** The chain to one package; null where nothing asks for it. See `demandChains`, which is for many. */
export function chainTo(resolution: Resolution, name: PackageName): DemandChain | null {
  const near = nearChain(packagesByName(resolution), name);
  return near === "far" ? (demandChains(resolution).get(name) ?? null) : near;
}
