import { parseSdistFilename } from "../python/sdist-filename.ts";
import { plainAddress } from "./lock-collector.ts";
import type { LockedFile } from "./lock-reading.ts";

/** `sha256:…` as algorithm and digest, both lower case; null where it is not of that form. */
export function parseHash(text: string): readonly [algorithm: string, digest: string] | null {
  const colon = text.indexOf(":");
  if (colon < 1 || text.length > 300) return null;
  const algorithm = text.slice(0, colon).toLowerCase();
  const digest = text.slice(colon + 1).toLowerCase();
  return /^[a-z0-9]+$/.test(algorithm) && /^[0-9a-f]+$/.test(digest) ? [algorithm, digest] : null;
}

/** One hash as the record of a file; empty where it is none. */
export function hashRecord(text: string | null): Readonly<Record<string, string>> {
  const parsed = text === null ? null : parseHash(text);
  return parsed === null ? {} : Object.fromEntries([parsed]);
}

/** The last part of an address or path, with its percent escapes undone; null where that is empty. */
export function filenameOf(address: string): string | null {
  const end = address.search(/[?#]/);
  const path = end === -1 ? address : address.slice(0, end);
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  if (name === "") return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** True for a name that an installer takes for a distribution: a wheel or a source archive. */
export function isDistribution(filename: string): boolean {
  return filename.toLowerCase().endsWith(".whl") || parseSdistFilename(filename).ok;
}

export interface FileFields {
  readonly url?: string | null;
  readonly filename?: string | null;
  readonly hash?: string | null;
  readonly hashes?: Readonly<Record<string, string>>;
  readonly size?: number | null;
  readonly uploadTime?: string | null;
}

/** A file from the fields that a format has of it. Only http addresses are kept: nothing else is ever fetched. */
export function lockedFile(fields: FileFields): LockedFile {
  const url = fields.url ?? null;
  const remote = url !== null && /^https?:\/\//i.test(url) ? plainAddress(url) : null;
  return {
    filename: fields.filename ?? (url === null ? null : filenameOf(url)),
    url: remote,
    hashes: fields.hashes ?? hashRecord(fields.hash ?? null),
    size: fields.size ?? null,
    uploadTime: fields.uploadTime ?? null,
  };
}
