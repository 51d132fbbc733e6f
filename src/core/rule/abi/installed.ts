import { packagesByName } from "../../resolution/packages-by-name.ts";
import type { Resolution, ResolvedPackage } from "../../resolution/resolution.ts";

/** The packages of a resolution by name. */
export const installed: (resolution: Resolution) => ReadonlyMap<string, ResolvedPackage> = packagesByName;

/** `name version`, as messages and evidence name a package. */
export const labelOf = ({ name, version }: ResolvedPackage): string => `${name} ${version.text}`;
