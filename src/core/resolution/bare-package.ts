import type { ResolvedPackage } from "./resolution.ts";

type Known = Pick<ResolvedPackage, "name" | "version" | "file" | "metadataSource"> &
  Partial<Pick<ResolvedPackage, "files" | "demandedBy" | "reason">>;

/** A package that nothing was resolved for: its name, version and file are known, and no more unless it is given. */
export function barePackage(known: Known): ResolvedPackage {
  return { extras: [], files: [], alsoOn: [], requires: [], demandedBy: [], reason: null, ...known };
}
