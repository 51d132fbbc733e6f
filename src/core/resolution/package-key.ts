import type { PackageName } from "../python/name.ts";

/**
 * A package as the solver sees it: a project, or a face of one that comes with it at the same version.
 *
 *     torch             the project: what it needs
 *     ray[serve]        what the extra needs beside that
 *     ray[serve]?       somebody asks for the extra, and so for the project and for what the extra needs
 *     numpy{marker}?    somebody asks for the project under a marker that holds, and so for `numpy` and `numpy{marker}`
 *
 * The last two kinds change nothing of what is selected. uv has them, for it can solve for many environments at once,
 * and they bear on the order in which packages are decided, so pins that agree with uv's need them too.
 * The empty key is the root: the manifests. Python is one too, whose version the target settles, and so is what the place has
 * beside it: `<driver>`, `<gpu 7.0>`.
 */
export type PackageKey = string & { readonly [brand]: "PackageKey" };
declare const brand: unique symbol;

export const rootKey = "" as PackageKey;
/** No project can have this name. */
export const pythonKey = "<python>" as PackageKey;

/** A virtual package of the place, in angle brackets: no project can have such a name. */
export type MachineKey = PackageKey & { readonly [machine]: true };
declare const machine: unique symbol;

export const machineKey = (name: string): MachineKey => `<${name}>` as MachineKey;
export const isMachine = (key: PackageKey): key is MachineKey => key.startsWith("<") && key !== pythonKey;

/** What a requirement asks for. */
export function keyOf(name: PackageName, extra: string | null = null, marker: string | null = null): PackageKey {
  const face = faceKey(name, extra, marker);
  return (extra === null && marker === null ? face : `${face}?`) as PackageKey;
}

/** The project's own part, or that of its extra, which has requirements. */
export function faceKey(name: PackageName, extra: string | null, marker: string | null): PackageKey {
  return `${name}${extra === null ? "" : `[${extra}]`}${marker === null ? "" : `{${marker}}`}` as PackageKey;
}

/** It stands for a requirement: it has none of its own but for faces of the same project. */
export const isAsking = (key: PackageKey): boolean => key.endsWith("?");

/** Root, Python and what else the place has are no projects. */
export const isProject = (key: PackageKey): boolean => key !== rootKey && !key.startsWith("<");

export function nameOf(key: PackageKey): PackageName {
  const [end] = partsOf(key);
  return key.slice(0, end) as string as PackageName;
}

export function extraOf(key: PackageKey): string | null {
  const [end, close] = partsOf(key);
  return close === end ? null : key.slice(end + 1, close - 1);
}

export function markerOf(key: PackageKey): string | null {
  const [, close] = partsOf(key);
  return key[close] === "{" ? key.slice(close + 1, key.lastIndexOf("}")) : null;
}

/** What the faces have in common with what a reader would write: `ray[serve]`. */
export function plainKey(key: PackageKey): string {
  const [, close] = partsOf(key);
  return key.slice(0, close);
}

/** Where the name ends, and where the extra behind it does: neither can hold a bracket of either kind. */
function partsOf(key: PackageKey): readonly [number, number] {
  let end = 0;
  while (end < key.length && key[end] !== "[" && key[end] !== "{" && key[end] !== "?") end += 1;
  return [end, key[end] === "[" ? key.indexOf("]", end) + 1 : end];
}
