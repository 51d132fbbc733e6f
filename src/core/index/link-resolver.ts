/** An address as a page gave it, made absolute. */
export interface Link {
  /** Without credentials and without fragment. */
  readonly url: string;
  /** What followed `#`, or the empty text. */
  readonly fragment: string;
}

/** Characters that stand in a path as they are; anything else goes the slow way, through the URL standard's parser. */
const plain = /^[A-Za-z0-9._~!$'()*+,;=:@/-]+$/;
const escapedPlus = /%2[Bb]/g;

/**
 * Makes a page's links absolute. A page has thousands of links to one or two hosts, and a URL object for each costs more than all
 * the rest of parsing: so a link that continues a known origin with a plain path is taken as it stands.
 *
 * Links start from `base`, which a page may set; `page` is where the page itself came from.
 */
export interface LinkResolver {
  /** Whether `resolve` would find an address: an http or https URL, and on a local page a file. */
  accepts(href: string): boolean;
  resolve(href: string): Link | null;
}

export function createLinkResolver(base: string, page: string = base): LinkResolver {
  /** A page from the network must not name files of this machine; one that lies on it may. */
  const local = page.startsWith("file:");
  /** Whatever is relative to an address of the network is one too. */
  const plainBase = local || base.startsWith("https:") || base.startsWith("http:");
  /** The last origin seen, with the slash behind it: whatever follows that is a path, and parses. */
  let origin = "";

  function parse(address: string): URL | null {
    if (!URL.canParse(address, base)) return null;
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" || (local && url.protocol === "file:") ? url : null;
  }

  return {
    accepts(href) {
      if (origin !== "" && href.startsWith(origin)) return true;
      if (href.startsWith("../") && plainBase) return true;
      const url = parse(href);
      if (url !== null && href.startsWith(`${url.origin}/`)) origin = `${url.origin}/`;
      return url !== null;
    },
    resolve(href) {
      const hash = href.indexOf("#");
      const address = hash < 0 ? href : href.slice(0, hash);
      const fragment = hash < 0 ? "" : href.slice(hash + 1);
      if (origin !== "" && address.startsWith(origin) && isPlainPath(address, origin.length))
        return { url: address, fragment };
      const url = parse(address);
      if (url === null) return null;
      url.username = "";
      url.password = "";
      return { url: url.href, fragment };
    },
  };
}

/** True where the URL parser would change nothing: no dot segments, no escapes but `%2B`, nothing to encode, no query. */
function isPlainPath(address: string, from: number): boolean {
  const path = address.slice(from - 1);
  return plain.test(path.includes("%") ? path.replace(escapedPlus, "+") : path) && !path.includes("/.");
}

/** The last segment of an address's path, unescaped: PEP 503 has it be the file's name. */
export function filenameOf(href: string): string {
  let end = href.indexOf("#");
  if (end < 0) end = href.length;
  const query = href.indexOf("?");
  if (query >= 0 && query < end) end = query;
  const segment = href.slice(href.lastIndexOf("/", end - 1) + 1, end);
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
