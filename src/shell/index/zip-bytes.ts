import { promisify } from "node:util";
import { crc32, type InputType, inflateRaw, inflateRawSync } from "node:zlib";
import {
  findZipEnd,
  localHeaderSize,
  parseZipDirectory,
  type ZipEntry,
  zipDataStart,
} from "../../core/index/zip-directory.ts";
import { type Parsed, parsed, unparsed } from "../../core/python/parsed.ts";

/** The bytes of an archive, wherever they are. `read` gives exactly `[from, to)`, or throws `BytesUnavailable`. */
export interface ArchiveBytes {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** The archive's bytes could not be had: no word on what they would have said. */
export class BytesUnavailable extends Error {
  override readonly name = "BytesUnavailable";
}

/** Bytes read at the end of an archive first. Holds the directory of nearly every wheel, and its METADATA, which stands last. */
export const firstTail = 64 * 1024;
/** The longest end: the record with a full comment, and zip64's. */
const secondTail = 128 * 1024;

/** The members of an archive, or those whose names end in `ending`, from its end. */
export async function listZip(archive: ArchiveBytes, ending = ""): Promise<Parsed<readonly ZipEntry[]>> {
  for (const length of [firstTail, secondTail]) {
    const start = Math.max(0, archive.size - length);
    const end = findZipEnd(await archive.read(start, archive.size), start);
    if (!end.ok) return end;
    if (end.value === null) continue;
    const { directoryOffset, directorySize } = end.value;
    return parseZipDirectory(await archive.read(directoryOffset, directoryOffset + directorySize), end.value, ending);
  }
  return unparsed("expected a zip archive; its end record is missing");
}

/** One member's content: inflated to exactly the stated size, its checksum held against the directory's. */
export async function readZipMember(
  archive: ArchiveBytes,
  entry: ZipEntry,
  maxBytes: number,
): Promise<Parsed<Uint8Array>> {
  if (entry.size > maxBytes)
    return unparsed(`the member \`${entry.name}\` unpacks to ${entry.size} bytes; at most ${maxBytes} are read`);
  if (entry.encrypted || (entry.method !== 0 && entry.method !== 8))
    return unparsed(`the member \`${entry.name}\` is encrypted or compressed in an unknown way`);
  if (entry.compressedSize > maxBytes + 1024)
    return unparsed(`the member \`${entry.name}\` states sizes that cannot be`);
  // The header's own extra field may differ from the directory's; half a kilobyte holds it nearly always.
  const guess = Math.min(
    archive.size,
    entry.offset + localHeaderSize + Buffer.byteLength(entry.name) + 512 + entry.compressedSize,
  );
  let bytes = await archive.read(entry.offset, guess);
  const start = zipDataStart(bytes, entry);
  if (!start.ok) return start;
  const end = start.value + entry.compressedSize;
  if (entry.offset + end > archive.size) return unparsed(`the member \`${entry.name}\` is cut off`);
  if (end > bytes.byteLength) bytes = await archive.read(entry.offset, entry.offset + end);
  const data = bytes.subarray(start.value, end);
  const content = entry.method === 0 ? data : await inflated(data, entry.size);
  if (content === null || content.byteLength !== entry.size || crc32(content) !== entry.crc32)
    return unparsed(`the member \`${entry.name}\` does not unpack to what the archive says`);
  return parsed(content);
}

/** Bytes unpacked up to which a trip to the thread pool takes longer than the unpacking. METADATA is nearly always shorter. */
const soonUnpacked = 256 * 1024;
const unpackLater = promisify<InputType, object, Buffer>(inflateRaw);

async function inflated(data: Uint8Array, size: number): Promise<Uint8Array | null> {
  const limits = { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, Math.min(size + 1, soonUnpacked)) };
  try {
    return size <= soonUnpacked ? inflateRawSync(data, limits) : await unpackLater(data, limits);
  } catch {
    return null;
  }
}

export function memoryArchive(bytes: Uint8Array): ArchiveBytes {
  return { size: bytes.byteLength, read: (from, to) => Promise.resolve(bytes.subarray(from, to)) };
}
