import type { PackageName } from "../../core/python/name.ts";
import { splitCredentials } from "../http/credentials.ts";
import type { CredentialScope } from "../http/http.ts";
import { type NetrcEntry, netrcFor } from "../http/netrc.ts";
import { isLoopbackHost } from "../http/network-policy.ts";

/** An index as a manifest, the configuration or the command line names it. */
export interface IndexLocation {
  /** Base address of a simple API (PEP 503), such as `https://pypi.org/simple`; may carry user and password. `file:` is a mirror on disk. */
  readonly url: string;
  /** For `PINWARDEN_INDEX_<NAME>_…` in the environment. */
  readonly name?: string;
  /** Where given, the index is asked for these projects alone, and they are asked of no other (uv's `explicit`). */
  readonly explicitFor?: readonly PackageName[];
  /** It is asked together with others of its kind, and where none of them knows a project of `explicitFor` the rest is asked. */
  readonly isVariant?: true;
}

/** An index that is ready to be asked. */
export interface PackageIndex {
  /** Base address without credentials, query kept, ending in `/`. */
  readonly url: string;
  readonly explicitFor: ReadonlySet<string> | null;
  readonly isVariant: boolean;
  /** For the index's own pages: at and below its address. */
  readonly pageCredentials: readonly CredentialScope[];
  /** For files that the index lists: anywhere on its origin, for servers keep them beside the pages; on other hosts what netrc names. */
  readonly fileCredentials: (url: string) => readonly CredentialScope[];
  /** 403 means absent here: an object store without a listing right answers so for what it does not hold (pytorch.org). */
  readonly forbiddenIsAbsent: boolean;
}

/** Credentials by priority: the address itself, the environment by the index's name, netrc by host. */
export function readIndexes(
  locations: readonly IndexLocation[],
  environment: Readonly<Record<string, string | undefined>>,
  netrc: readonly NetrcEntry[],
): readonly PackageIndex[] {
  return locations.map((location) => {
    const { url, scope } = splitCredentials(location.url);
    const base = baseAddress(url);
    const own = scope ?? environmentScope(location.name, base, environment);
    return makeIndex(base, own, netrc, location.explicitFor ?? null, location.isVariant === true);
  });
}

export function makeIndex(
  base: string,
  own: CredentialScope | null,
  netrc: readonly NetrcEntry[],
  explicitFor: readonly PackageName[] | null,
  isVariant = false,
): PackageIndex {
  const parsed = new URL(base);
  const page = own === null ? netrcScope(parsed, netrc) : { ...own, pathPrefix: parsed.pathname };
  return {
    url: base,
    explicitFor: explicitFor === null ? null : new Set(explicitFor),
    isVariant,
    pageCredentials: page === null ? [] : [page],
    fileCredentials(url) {
      const target = new URL(url);
      if (own !== null && target.origin === parsed.origin) return [{ ...own, pathPrefix: "/" }];
      const found = netrcScope(target, netrc);
      return found === null ? [] : [found];
    },
    forbiddenIsAbsent: parsed.hostname === "pytorch.org" || parsed.hostname.endsWith(".pytorch.org"),
  };
}

function baseAddress(text: string): string {
  const url = new URL(text);
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url.href;
}

/** As uv names them: the index's name in capitals, everything but letters and digits as `_`. */
function environmentScope(
  name: string | undefined,
  base: string,
  environment: Readonly<Record<string, string | undefined>>,
): CredentialScope | null {
  if (name === undefined || name === "") return null;
  const infix = name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  for (const prefix of ["PINWARDEN_INDEX_", "UV_INDEX_"]) {
    const username = environment[`${prefix}${infix}_USERNAME`];
    const password = environment[`${prefix}${infix}_PASSWORD`];
    if (username === undefined && password === undefined) continue;
    const url = new URL(base);
    return { origin: url.origin, pathPrefix: url.pathname, username: username ?? "", password: password ?? "" };
  }
  return null;
}

/** netrc names hosts alone; its passwords go over https, and over http to the machine itself. */
function netrcScope(url: URL, netrc: readonly NetrcEntry[]): CredentialScope | null {
  if (url.protocol !== "https:" && !isLoopbackHost(url.hostname)) return null;
  const entry = netrcFor(netrc, url.hostname);
  return entry === null
    ? null
    : { origin: url.origin, pathPrefix: "/", username: entry.login, password: entry.password };
}
