import type { FileRows } from "./file-rows.ts";

/** Characters that are kept of a project's status, and of its reason. */
export const longestStatus = 60;
export const longestStatusReason = 500;

/** What a page parser makes of one page. */
export type ParsedPage =
  | {
      readonly kind: "page";
      readonly rows: FileRows;
      /** PEP 792; null where the page gives none. */
      readonly status: string | null;
      /** Why, in the words of the project or the index; absent where the page gives none. */
      readonly statusReason?: string;
      /** Entries that are neither a wheel nor a source archive, or cannot be read as a file at all. */
      readonly dropped: number;
    }
  | { readonly kind: "broken"; readonly reason: string };

/** Where a page came from. */
export interface PagePlace {
  /** The index's base address, without credentials. */
  readonly index: string;
  /** The page's own address after redirects: what relative links start from. */
  readonly url: string;
}

/** Most files that one page may list; the largest projects have some ten thousand. */
export const mostFiles = 200_000;

/** The archives that hold Python distributions today (PEP 427, 625 and the older zip); `.exe`, `.egg`, `.rpm`, `.msi` are of the past. */
export const endings = [".whl", ".tar.gz", ".zip"] as const;

/** Characters of the longest name that is read. */
export const longestFilename = 512;

/** True for wheels and source archives, by their ending. */
export function isDistribution(filename: string): boolean {
  return filename.length <= longestFilename && endings.some((ending) => filename.endsWith(ending));
}

/** PEP 503 allows what `hashlib` guarantees; the names are closed so that a page cannot invent keys. */
const digestLengths: ReadonlyMap<string, number> = new Map([
  ["md5", 32],
  ["sha1", 40],
  ["sha224", 56],
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
  ["sha3_256", 64],
  ["sha3_384", 96],
  ["sha3_512", 128],
  ["blake2b", 128],
  ["blake2s", 64],
]);

const noHashes: Readonly<Record<string, string>> = Object.freeze({});
const hexadecimal = /^[0-9a-fA-F]+$/;

/** `sha256=…` pairs joined by `&`, as fragments (PEP 503) and `data-core-metadata` (PEP 714) hold them. Others are ignored. */
export function parseHashes(text: string): Readonly<Record<string, string>> {
  if (text.length === 71 && text.startsWith("sha256=")) {
    const digest = text.slice(7);
    return hexadecimal.test(digest) ? { sha256: digest.toLowerCase() } : noHashes;
  }
  let found: Record<string, string> | null = null;
  for (const part of text.split("&", 16)) {
    const equals = part.indexOf("=");
    if (equals < 0) continue;
    found = addHash(found, part.slice(0, equals), part.slice(equals + 1));
  }
  return found ?? noHashes;
}

/** Adds one digest if algorithm and length are known; a new record when none was there. */
export function addHash(
  hashes: Record<string, string> | null,
  algorithm: string,
  digest: string,
): Record<string, string> | null {
  const name = algorithm.toLowerCase();
  if (digestLengths.get(name) !== digest.length || !hexadecimal.test(digest)) return hashes;
  const into = hashes ?? {};
  into[name] = digest.toLowerCase();
  return into;
}

const instant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]00:?00)$/;

/** An ISO 8601 time in UTC with a `Z` (PEP 700 demands it), or null. */
export function parseUploadTime(text: string): string | null {
  if (text.length < 20 || text.length > 40 || !instant.test(text)) return null;
  if (text.endsWith("Z") && text[10] === "T") return text;
  return `${text.slice(0, 10)}T${text.slice(11).replace(/(?:Z|[+-]00:?00)$/, "")}Z`;
}

/** PEP 691's rule for `api-version`, and PEP 629's: a greater major version must not be read, a greater minor one may. */
export function refuseApiVersion(version: string): string | null {
  const major = /^(\d{1,6})(?:\.\d{1,6})?$/.exec(version.trim())?.[1];
  if (major === undefined || Number(major) === 1) return null;
  return `the index speaks version \`${version.trim().slice(0, 20)}\` of the simple API; 1.x was expected`;
}
