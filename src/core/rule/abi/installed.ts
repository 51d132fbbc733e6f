import { oncePer } from "../../accelerator/once.ts";
import type { PackageName } from "../../python/name.ts";
import type { Resolution, ResolvedPackage } from "../../resolution/resolution.ts";

/** The packages of a resolution by name. */
export const installed: (resolution: Resolution) => ReadonlyMap<string, ResolvedPackage> = oncePer(
  ({ packages }: Resolution) => new Map<PackageName, ResolvedPackage>(packages.map((pkg) => [pkg.name, pkg])),
);

/** `name version`, as messages and evidence name a package. */
export const labelOf = ({ name, version }: ResolvedPackage): string => `${name} ${version.text}`;
