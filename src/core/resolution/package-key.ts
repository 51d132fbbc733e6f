import type { PackageName } from "../python/name.ts";

/**
 * A package as the solver sees it: a project (`torch`) or a project with one of its extras (`ray[serve]`), which needs
 * the project at the same version and what the extra asks for. The empty key is the root: the manifests.
 */
export type PackageKey = string & { readonly [brand]: "PackageKey" };
declare const brand: unique symbol;

export const rootKey = "" as PackageKey;

export const keyOf = (name: PackageName, extra: string | null = null): PackageKey =>
  (extra === null ? name : `${name}[${extra}]`) as string as PackageKey;

export function nameOf(key: PackageKey): PackageName {
  const bracket = key.indexOf("[");
  return (bracket === -1 ? key : key.slice(0, bracket)) as string as PackageName;
}

export function extraOf(key: PackageKey): string | null {
  const bracket = key.indexOf("[");
  return bracket === -1 ? null : key.slice(bracket + 1, -1);
}
