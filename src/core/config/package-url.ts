import { PackageURL } from "packageurl-js";
import { isValidName, normalizeName, type PackageName } from "../python/name.ts";
import { compareVersions, parseVersion, type Version, withoutLocal } from "../python/version.ts";

/** Packages that a package URL of type `pypi` stands for. */
export interface PackagePattern {
  /** Normalised; with `isPrefix`, what the name begins with. */
  readonly name: string;
  /** The URL ended in `*`. */
  readonly isPrefix: boolean;
  /** Null for every version. */
  readonly version: Version | null;
  /** As it is written. */
  readonly text: string;
}

/** Reads `pkg:pypi/torch`, `pkg:pypi/torch@2.6.0` or `pkg:pypi/nvidia-*`; null for what is none of them. */
export function parsePackageUrl(text: string): PackagePattern | null {
  const trimmed = text.trim();
  if (trimmed.length > 300) return null;
  let url: PackageURL;
  try {
    url = PackageURL.fromString(trimmed);
  } catch {
    return null;
  }
  if (url.type !== "pypi" || url.namespace || typeof url.name !== "string") return null;
  const isPrefix = url.name.endsWith("*");
  const name = isPrefix ? url.name.slice(0, -1) : url.name;
  const version = url.version ? parseVersion(url.version) : null;
  if ((url.version && version === null) || !isValidName(name.replace(/[-_.]+$/, ""))) return null;
  return { name: isPrefix ? name.replace(/[-_.]+/g, "-").toLowerCase() : normalizeName(name), isPrefix, version, text };
}

/** With no version a pattern means every version; a version without a local part means its local versions too, as `==` does. */
export function matchesPackage(
  pattern: PackagePattern,
  { name, version }: { readonly name: PackageName; readonly version: Version },
): boolean {
  const named = pattern.isPrefix ? name.startsWith(pattern.name) : pattern.name === name;
  if (!named || pattern.version === null) return named;
  const other = pattern.version.local === null ? withoutLocal(version) : version;
  return compareVersions(other, pattern.version) === 0;
}
