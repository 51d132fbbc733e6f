import { crc32 } from "node:zlib";
import type { CacheEntry } from "./disk-cache.ts";

const magic = 0x50574331; // "PWC1"
const headerSize = 20;

/**
 * One file of the cache: magic, checksum of all that follows, length of key, notes and body (big-endian, 32 bits each), then the
 * three. The key stands in it because a file's name is only its digest, and a copied or mixed-up file must not answer for another.
 */
export function encodeEntry(key: string, entry: CacheEntry): Buffer {
  const keyBytes = Buffer.from(key, "utf8");
  const notes = Buffer.from(JSON.stringify(entry.notes), "utf8");
  const file = Buffer.allocUnsafe(headerSize + keyBytes.length + notes.length + entry.body.byteLength);
  file.writeUInt32BE(magic, 0);
  file.writeUInt32BE(keyBytes.length, 8);
  file.writeUInt32BE(notes.length, 12);
  file.writeUInt32BE(entry.body.byteLength, 16);
  keyBytes.copy(file, headerSize);
  notes.copy(file, headerSize + keyBytes.length);
  file.set(entry.body, headerSize + keyBytes.length + notes.length);
  file.writeUInt32BE(crc32(file.subarray(8)), 4);
  return file;
}

/** The entry, or null where any byte of the file is not as it was written, or where it is another key's. */
export function decodeEntry(key: string, file: Buffer): CacheEntry | null {
  if (file.length < headerSize || file.readUInt32BE(0) !== magic || file.readUInt32BE(4) !== crc32(file.subarray(8)))
    return null;
  const keyEnd = headerSize + file.readUInt32BE(8);
  const notesEnd = keyEnd + file.readUInt32BE(12);
  if (notesEnd + file.readUInt32BE(16) !== file.length || file.toString("utf8", headerSize, keyEnd) !== key)
    return null;
  try {
    const notes: unknown = JSON.parse(file.toString("utf8", keyEnd, notesEnd));
    return typeof notes === "object" && notes !== null
      ? { notes: notes as Record<string, unknown>, body: file.subarray(notesEnd) }
      : null;
  } catch {
    return null;
  }
}
