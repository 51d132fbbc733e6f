import { crc32 } from "node:zlib";
import type { CacheEntry } from "./disk-cache.ts";

const magic = 0x50574331; // "PWC1"
/** Bytes before the key: they tell an entry from any other by its lengths and checksum. */
export const entryHeaderSize = 20;

/** What goes into a file, in order: all that stands before the body, and the body. */
export type Pieces = readonly [Buffer, Uint8Array];

/**
 * One file of the cache: magic, checksum of all that follows, length of key, notes and body (big-endian, 32 bits each), then the
 * three: the first five as one piece, and the body as it is. The key stands in it because a file's name is only its digest, and a copied or mixed-up file must not answer for another.
 */
export function encodeEntry(key: string, entry: CacheEntry): Pieces {
  const keyBytes = Buffer.from(key, "utf8");
  const notes = Buffer.from(JSON.stringify(entry.notes), "utf8");
  const head = Buffer.allocUnsafe(entryHeaderSize + keyBytes.length + notes.length);
  head.writeUInt32BE(magic, 0);
  head.writeUInt32BE(keyBytes.length, 8);
  head.writeUInt32BE(notes.length, 12);
  head.writeUInt32BE(entry.body.byteLength, 16);
  keyBytes.copy(head, entryHeaderSize);
  notes.copy(head, entryHeaderSize + keyBytes.length);
  head.writeUInt32BE(crc32(entry.body, crc32(head.subarray(8))), 4);
  return [head, entry.body];
}

/**
 * The notes, from the first bytes of a file, unverified; null where they do not lie in these bytes or are not readable. Good for
 * deciding whether the entry is worth reading, and for nothing else.
 */
export function peekNotes(start: Buffer): CacheEntry["notes"] | null {
  if (start.length < entryHeaderSize || start.readUInt32BE(0) !== magic) return null;
  const keyEnd = entryHeaderSize + start.readUInt32BE(8);
  const notesEnd = keyEnd + start.readUInt32BE(12);
  return notesEnd > start.length ? null : parseNotes(start, keyEnd, notesEnd);
}

/** The entry, or null where any byte of the file is not as it was written, or where it is another key's. */
export function decodeEntry(key: string, file: Buffer): CacheEntry | null {
  if (
    file.length < entryHeaderSize ||
    file.readUInt32BE(0) !== magic ||
    file.readUInt32BE(4) !== crc32(file.subarray(8))
  )
    return null;
  const keyEnd = entryHeaderSize + file.readUInt32BE(8);
  const notesEnd = keyEnd + file.readUInt32BE(12);
  if (notesEnd + file.readUInt32BE(16) !== file.length || file.toString("utf8", entryHeaderSize, keyEnd) !== key)
    return null;
  const notes = parseNotes(file, keyEnd, notesEnd);
  return notes === null ? null : { notes, body: file.subarray(notesEnd) };
}

function parseNotes(file: Buffer, from: number, to: number): CacheEntry["notes"] | null {
  try {
    const notes: unknown = JSON.parse(file.toString("utf8", from, to));
    return typeof notes === "object" && notes !== null ? (notes as CacheEntry["notes"]) : null;
  } catch {
    return null;
  }
}
