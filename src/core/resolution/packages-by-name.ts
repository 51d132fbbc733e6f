import { oncePer } from "../accelerator/once.ts";
import type { PackageName } from "../python/name.ts";
import type { Resolution, ResolvedPackage } from "./resolution.ts";

/** The packages of a resolution by name: what every look-up in one starts from, so that it is remembered with the resolution. */
export const packagesByName: (resolution: Resolution) => ReadonlyMap<PackageName, ResolvedPackage> = oncePer(
  ({ packages }: Resolution) => new Map(packages.map((pkg) => [pkg.name, pkg])),
);
