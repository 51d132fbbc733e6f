import { oncePerText } from "../accelerator/once.ts";
import { chainTo } from "../comparison/chain-to.ts";
import type { Origin } from "../error.ts";
import type { PackageName } from "../python/name.ts";
import type { Resolution } from "../resolution/resolution.ts";

/** The manifest's line that brings a package in, and the names from there to the package. */
export interface DemandPath {
  /** Null where nothing asks for the package, or a requirement of the command line does, which has no line. */
  readonly location: Origin | null;
  readonly via: readonly string[];
}

/** The shortest way from a manifest's line to a package. */
export function demandPath(resolution: Resolution, name: PackageName): DemandPath {
  return paths(resolution, name, () => {
    const chain = chainTo(resolution, name);
    if (chain === null) return { location: null, via: [name] };
    return { location: chain.root.origin.line === 0 ? null : chain.root.origin, via: chain.names };
  });
}

/** A few packages of a resolution have findings, and those have several, on several targets. */
const paths = oncePerText<Resolution, DemandPath>();
