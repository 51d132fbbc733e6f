/** An address as a page gave it, made absolute. */
export interface Link {
  /** Without credentials and without fragment. */
  readonly url: string;
  /** The last segment of the path, unescaped. */
  readonly filename: string;
  /** What followed `#`, or the empty text. */
  readonly fragment: string;
}

/** Characters that stand in a path as they are; anything else goes the slow way, through the URL standard's parser. */
const plain = /^[A-Za-z0-9._~!$'()*+,;=:@/-]+$/;
const escapedLocal = /%2[Bb]/g;

/**
 * Makes a page's links absolute. A page has thousands of links to one or two hosts, and a URL object for each costs more than all
 * the rest of parsing: so a link that continues a known origin with a plain path is taken as it stands.
 */
export function createLinkResolver(base: string): (href: string) => Link | null {
  let origin = "";

  return function resolve(href: string): Link | null {
    const hash = href.indexOf("#");
    const address = hash < 0 ? href : href.slice(0, hash);
    const fragment = hash < 0 ? "" : href.slice(hash + 1);
    if (origin !== "" && address.startsWith(origin) && isPlainPath(address, origin.length)) {
      return { url: address, filename: unescaped(address.slice(address.lastIndexOf("/") + 1)), fragment };
    }
    const url = absolute(address, base);
    if (url === null || !/^(?:https?|file):$/.test(url.protocol)) return null;
    url.username = "";
    url.password = "";
    if (url.protocol !== "file:") origin = `${url.origin}/`;
    return { url: url.href, filename: unescaped(url.pathname.slice(url.pathname.lastIndexOf("/") + 1)), fragment };
  };
}

/** True where the URL parser would change nothing: no dot segments, no escapes but `%2B`, nothing to encode, no query. */
function isPlainPath(address: string, from: number): boolean {
  const path = address.slice(from - 1);
  return plain.test(path.includes("%") ? path.replace(escapedLocal, "+") : path) && !path.includes("/.");
}

function absolute(address: string, base: string): URL | null {
  return URL.canParse(address, base) ? new URL(address, base) : null;
}

function unescaped(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
