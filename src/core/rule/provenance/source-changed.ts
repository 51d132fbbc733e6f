import { isPublicName, isWellKnownHost } from "../../index/well-known-hosts.ts";
import { withoutTrailingSlashes } from "../../trailing.ts";
import type { Finding } from "../finding.ts";
import { hostOf, type PackageSource, type ProvenanceSide, sourcesOf } from "./package-source.ts";

const id = "provenance/source-changed";

/**
 * Packages that a change takes from elsewhere: from an index to an address, a repository or an index that nobody has named before, or from one repository to
 * another. Whoever controls that place controls what runs. A move back to an index, to a path of the repository or between public indexes
 * (which is how a build for another CUDA is chosen) is not one.
 *
 * `trusted`: addresses of indexes that the configuration names, or of which something else is said.
 */
export function sourcesChanged(
  base: ProvenanceSide,
  head: ProvenanceSide,
  trusted: readonly string[],
): readonly Finding[] {
  const before = sourcesOf(base);
  const known = new Set(
    [...trusted, ...[...before.values()].filter(({ kind }) => kind === "index").map(({ address }) => address)].map(
      withoutTrailingSlashes,
    ),
  );
  const versions = new Map(head.resolution?.packages.map((one) => [one.name, one.version.text]) ?? []);
  return [...sourcesOf(head)].flatMap(([name, to]): readonly Finding[] => {
    const from = before.get(name);
    if (from === undefined || !isMove(from, to, known)) return [];
    return [
      {
        rule: id,
        severity: isPublicFile(to) ? "info" : "moderate",
        ...(isPublicFile(to) ? {} : { warns: true as const }),
        package: name,
        version: versions.get(name) ?? null,
        message: `${name} comes from ${placeText(to)} now, and came from ${placeText(from)}.`,
        advisory: null,
        fixedIn: [],
        location: to.origin,
        evidence: [],
        via: [name],
        key: `${id} ${name} ${to.address}`,
      },
    ];
  });
}

function isMove(from: PackageSource, to: PackageSource, known: ReadonlySet<string>): boolean {
  switch (to.kind) {
    case "path":
      return false;
    case "index":
      return from.kind === "index" && from.address !== to.address && !isTrusted(to.address, known);
    case "repository":
      return from.kind !== to.kind || withoutGit(from.address) !== withoutGit(to.address);
    case "address":
      return from.kind !== to.kind || hostOf(from.address) !== hostOf(to.address);
  }
}

/** An index that the base used for other packages was let in before. */
function isTrusted(address: string, known: ReadonlySet<string>): boolean {
  const host = hostOf(address);
  return known.has(withoutTrailingSlashes(address)) || (host !== null && isWellKnownHost(host));
}

/** A file of a public index, though it is named by its address. Anybody may put files on a forge. */
function isPublicFile({ kind, address }: PackageSource): boolean {
  const host = hostOf(address);
  return kind === "address" && host !== null && isPublicName(host) && !forges.has(host);
}

const forges: ReadonlySet<string> = new Set(["github.com", "gitlab.com"]);

function withoutGit(address: string): string {
  const bare = withoutTrailingSlashes(address);
  return (bare.endsWith(".git") ? bare.slice(0, -".git".length) : bare).toLowerCase();
}

function placeText({ kind, address }: PackageSource): string {
  switch (kind) {
    case "index":
      return `the index ${address}`;
    case "repository":
      return `the repository ${address.replace(/^(?:git|hg|svn|bzr)\+/i, "")}`;
    case "address":
      return `the address ${address}`;
    case "path":
      return `the path ${address}`;
  }
}
