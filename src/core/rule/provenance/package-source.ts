import type { Origin } from "../../error.ts";
import type { LockedSource } from "../../lock/lock-reading.ts";
import type { LockFacts } from "../../lock/resolution/lock-facts.ts";
import { withoutCredentials } from "../../manifest/quoted.ts";
import type { Requirement } from "../../manifest/requirement.ts";
import type { PackageName } from "../../python/name.ts";
import type { Resolution } from "../../resolution/resolution.ts";

/** Where a package comes from. Addresses are without credentials. */
export interface PackageSource {
  readonly kind: "index" | "address" | "repository" | "path";
  readonly address: string;
  /** The line that says so; null where an index is simply asked. */
  readonly origin: Origin | null;
}

/** What one end of a change says of its packages. */
export interface ProvenanceSide {
  /** Those that apply to the target. */
  readonly requirements: readonly Requirement[];
  /** Null where there is none: then only what the lines name is known. */
  readonly resolution: Resolution | null;
  readonly lock: LockFacts | null;
}

/** Where each package comes from: what the index gave, over it what a lock has, and what only a line names. */
export function sourcesOf({ requirements, resolution, lock }: ProvenanceSide): ReadonlyMap<PackageName, PackageSource> {
  const sources = new Map<PackageName, PackageSource>();
  for (const { name, file } of resolution?.packages ?? [])
    sources.set(name, { kind: "index", address: file.index, origin: null });
  for (const { selected } of lock?.packages ?? []) {
    const { name, source, origin } = selected.entry;
    if (source.kind !== "index") sources.set(name, { ...placeOf(source), origin });
  }
  for (const { specifier, origin, kind } of requirements) {
    // What is installed from an index, or as a lock has it, is not what such a line names: the line belongs to something else.
    if (specifier.url !== null && kind !== "constraint" && !sources.has(specifier.name))
      sources.set(specifier.name, { ...ofAddress(specifier.url), origin });
  }
  return sources;
}

function placeOf(source: Exclude<LockedSource, { readonly kind: "index" }>): Omit<PackageSource, "origin"> {
  switch (source.kind) {
    case "vcs":
      return { kind: "repository", address: plain(source.url) };
    case "url":
      return ofAddress(source.url);
    case "path":
      return { kind: "path", address: source.path };
  }
}

/** PEP 610 and pip's own forms: `git+https://…`, a plain address, or a path. */
function ofAddress(text: string): Omit<PackageSource, "origin"> {
  const address = text.trim();
  if (/^(?:git|hg|svn|bzr)\+|^(?:git|ssh):|^git@/i.test(address))
    return { kind: "repository", address: plain(address) };
  return /^https?:/i.test(address) ? { kind: "address", address: plain(address) } : { kind: "path", address };
}

/** Without credentials, revision, query and fragment: another commit of a repository is the same place. */
function plain(address: string): string {
  const bare = withoutCredentials(address)
    .replace("***@", "")
    .replace(/[?#].*$/s, "");
  const path = bare.indexOf("/", bare.indexOf("://") + 3);
  const revision = bare.lastIndexOf("@");
  return path !== -1 && revision > path ? bare.slice(0, revision) : bare;
}

/** The host of an address; null where it has none. */
export function hostOf(address: string): string | null {
  const bare = address.replace(/^(?:git|hg|svn|bzr)\+/i, "");
  return URL.canParse(bare) ? new URL(bare).hostname : null;
}
