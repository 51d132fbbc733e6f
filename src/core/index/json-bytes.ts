import { isText } from "./byte-text.ts";

export const quote = 0x22;
export const backslash = 0x5c;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const slash = 0x2f;
export const zero = 0x30;

/** The fields that are read (PEP 691, 592, 700, 714, 740), in the order in which the public index has them. */
export const fieldNames = [
  "core-metadata",
  "filename",
  "hashes",
  "provenance",
  "requires-python",
  "size",
  "upload-time",
  "url",
  "yanked",
  "dist-info-metadata",
] as const;

export type FieldName = (typeof fieldNames)[number];

/** What is written in a way that is left to JSON's own parser, which takes the whole page: escapes and other signs than ASCII's where a name or an address stands, or no JSON. */
export class Unusual extends Error {
  override readonly name = "Unusual";
}

/** The bracket behind the first `"files":`, or -1. Whether it is the page's own key is told by the rest of the page. */
export function findFiles(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(quote); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    if (!isText(bytes, at, at + 7, '"files"')) continue;
    let next = skipSpace(bytes, at + 7);
    if (bytes[next] !== colon) continue;
    next = skipSpace(bytes, next + 1);
    if (bytes[next] === openBracket) return next;
  }
  return -1;
}

/** Of each byte, 1 where it stands for itself in a string of ASCII. */
export const isPlain = new Uint8Array(256).fill(1, 0x20, 0x7f);
isPlain[quote] = 0;
isPlain[backslash] = 0;

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/** Numbers, `true`, `false` and `null`. */
export const isLiteral = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45);

/** The value of a digit; -1 for every other sign. */
export function digitAt(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] ?? 0) - zero;
  return value >= 0 && value <= 9 ? value : -1;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unusual();
  }
}
