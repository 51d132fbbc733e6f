import { type Parsed, parsed, unparsed } from "../python/parsed.ts";

/** One member of a zip archive as its central directory lists it (PKWARE APPNOTE 6.3, 4.3.12). */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where the member's local header starts. */
  readonly offset: number;
}

/** Where the central directory lies, and what it must hold. */
export interface ZipEnd {
  readonly directoryOffset: number;
  readonly directorySize: number;
  readonly entries: number;
}

/** Most members; the largest wheels have some thirty thousand. */
const mostEntries = 200_000;
/** Most bytes of a central directory: 200,000 members with names of 200 characters. */
const largestDirectory = 64 * 1024 * 1024;
export const endRecordSize = 22;
/** Bytes of the end record with the longest comment and the zip64 records before it. */
export const longestEnd = endRecordSize + 0xffff + 20 + 56;
export const localHeaderSize = 30;

/**
 * Finds the end record in the last bytes of an archive, zip64 included (4.3.14 to 4.3.16). `tailStart` is where in the archive
 * the tail begins. Null where the record lies before the tail, so that more must be read.
 */
export function findZipEnd(tail: Uint8Array, tailStart: number): Parsed<ZipEnd | null> {
  const view = viewOf(tail);
  for (let at = tail.byteLength - endRecordSize; at >= 0; at -= 1) {
    if (
      view.getUint32(at, true) !== 0x06054b50 ||
      view.getUint16(at + 20, true) !== tail.byteLength - at - endRecordSize
    )
      continue;
    const located = readEnd(view, at, tailStart);
    if (!located.ok || located.value === null) return located;
    const { directoryOffset, directorySize, entries } = located.value;
    if (entries > mostEntries) return unparsed(`the archive lists ${entries} members; at most ${mostEntries} are read`);
    if (directorySize > largestDirectory)
      return unparsed(`the archive's directory has ${directorySize} bytes; at most ${largestDirectory} are read`);
    // The shortest record has 46 bytes, so a directory that is too small for its count lies about one of them.
    if (entries * 46 > directorySize || directoryOffset + directorySize > tailStart + at)
      return unparsed("the archive's directory does not fit into it");
    return located;
  }
  if (tailStart > 0 && tail.byteLength < longestEnd) return parsed(null);
  return unparsed("expected a zip archive; its end record is missing");
}

function readEnd(view: DataView, at: number, tailStart: number): Parsed<ZipEnd | null> {
  const short = {
    entries: view.getUint16(at + 10, true),
    directorySize: view.getUint32(at + 12, true),
    directoryOffset: view.getUint32(at + 16, true),
  };
  if (view.getUint16(at + 4, true) !== view.getUint16(at + 6, true)) return unparsed("the archive spans several disks");
  if (short.entries !== 0xffff && short.directorySize !== 0xffffffff && short.directoryOffset !== 0xffffffff)
    return parsed(short);
  if (at < 20) return tailStart > 0 ? parsed(null) : parsed(short);
  if (view.getUint32(at - 20, true) !== 0x07064b50) return parsed(short);
  const record = wide(view, at - 12) - tailStart;
  if (record < 0) return parsed(null);
  if (record + 56 > at - 20 || view.getUint32(record, true) !== 0x06064b50)
    return unparsed("the archive's zip64 end record is not where it should be");
  return parsed({
    entries: wide(view, record + 32),
    directorySize: wide(view, record + 40),
    directoryOffset: wide(view, record + 48),
  });
}

/**
 * Reads the central directory. Two members of one name, as a hostile archive has them so that two readers see two contents,
 * are both listed: the caller decides. With `ending`, of ASCII, only members whose names end so are listed; the others are looked at all the same.
 */
export function parseZipDirectory(bytes: Uint8Array, end: ZipEnd, ending = ""): Parsed<readonly ZipEntry[]> {
  const view = viewOf(bytes);
  const last = Uint8Array.from(ending, (sign) => sign.charCodeAt(0));
  const names = new TextDecoder("utf-8");
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < end.entries; index += 1) {
    if (at + 46 > bytes.byteLength || view.getUint32(at, true) !== 0x02014b50)
      return unparsed(`the archive's directory is broken at its member ${index + 1}`);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.byteLength) return unparsed(`the archive's directory is cut off at its member ${index + 1}`);
    const sizes = readSizes(view, at, at + 46 + nameLength, extraLength);
    if (sizes.offset + localHeaderSize + sizes.compressedSize > end.directoryOffset)
      return unparsed(`the archive's member ${index + 1} does not lie within it`);
    if (endsWith(bytes, at + 46, nameLength, last))
      entries.push({
        name: names.decode(bytes.subarray(at + 46, at + 46 + nameLength)),
        method: view.getUint16(at + 10, true),
        encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
        crc32: view.getUint32(at + 16, true),
        ...sizes,
      });
    at = next;
  }
  return parsed(entries);
}

/** A wheel may have ten thousand members, and one of them is wanted: names are compared as bytes, from behind. */
function endsWith(bytes: Uint8Array, from: number, length: number, ending: Uint8Array): boolean {
  if (length < ending.length) return false;
  for (let back = 1; back <= ending.length; back += 1) {
    if (bytes[from + length - back] !== ending[ending.length - back]) return false;
  }
  return true;
}

/** Sizes and offset, from the zip64 field (4.5.3) where the short ones are full. */
function readSizes(
  view: DataView,
  at: number,
  extra: number,
  extraLength: number,
): { size: number; compressedSize: number; offset: number } {
  const sizes = {
    size: view.getUint32(at + 24, true),
    compressedSize: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  if (sizes.size !== 0xffffffff && sizes.compressedSize !== 0xffffffff && sizes.offset !== 0xffffffff) return sizes;
  for (let field = extra; field + 4 <= extra + extraLength; ) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1 && field + 4 + length <= extra + extraLength) {
      let value = field + 4;
      const last = value + length;
      for (const key of ["size", "compressedSize", "offset"] as const) {
        if (sizes[key] !== 0xffffffff || value + 8 > last) continue;
        sizes[key] = wide(view, value);
        value += 8;
      }
      return sizes;
    }
    field += 4 + length;
  }
  return sizes;
}

/**
 * Where a member's bytes start, counted from its local header, of which `header` holds at least the first 30 bytes and the name
 * (4.3.7). The name there must be the directory's: an archive that disagrees with itself is not read.
 */
export function zipDataStart(header: Uint8Array, entry: ZipEntry): Parsed<number> {
  const view = viewOf(header);
  if (header.byteLength < localHeaderSize || view.getUint32(0, true) !== 0x04034b50)
    return unparsed(`the archive's member \`${entry.name}\` is not where its directory says`);
  const nameLength = view.getUint16(26, true);
  const name = new TextDecoder("utf-8").decode(header.subarray(localHeaderSize, localHeaderSize + nameLength));
  if (name !== entry.name) return unparsed(`the archive's member \`${entry.name}\` has another name in its own header`);
  return parsed(localHeaderSize + nameLength + view.getUint16(28, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit number; past 2^53 it is as good as endless, and every check refuses it. */
function wide(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
