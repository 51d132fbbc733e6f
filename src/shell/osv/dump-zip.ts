import { readFile, stat } from "node:fs/promises";
import { crc32, inflateRawSync } from "node:zlib";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import type { DumpEntry } from "./dump-entries.ts";
import { DumpLimit, dumpLimits } from "./dump-limits.ts";

/**
 * The JSON files of a zip, such as the bucket's `all.zip`. Entries are read into memory and never written, so their names
 * choose no path; sizes are checked before and while unpacking, and the checksum after. Rejects when the archive's own
 * directory cannot be read, or with `DumpLimit`.
 */
export async function* zipEntries(path: string, name: string): AsyncGenerator<DumpEntry> {
  if ((await stat(path)).size > dumpLimits.archiveBytes)
    throw new DumpLimit(`\`${name}\` is larger than ${dumpLimits.archiveBytes} bytes`);
  // In memory: reading thirty thousand small entries from the file one by one takes ten times as long.
  const file = await readFile(path);
  const zip = await fromBufferPromise(file, { lazyEntries: true, validateEntrySizes: true });
  if (zip.entryCount > dumpLimits.entries) throw new DumpLimit(`\`${name}\` lists ${zip.entryCount} entries`);
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.toLowerCase().endsWith(".json")) continue;
    yield { name: `${name}: ${entry.fileName}`, content: await contentOf(file, zip, entry) };
  }
}

async function contentOf(file: Buffer, zip: ZipFile, entry: Entry): Promise<DumpEntry["content"]> {
  if (entry.uncompressedSize > dumpLimits.textBytes || entry.compressedSize > dumpLimits.textBytes)
    return { kind: "unreadable", reason: `it is larger than ${dumpLimits.textBytes} bytes` };
  if (!entry.canDecodeFileData()) return { kind: "unreadable", reason: "it is encrypted or packed in an unknown way" };
  try {
    const bytes = unpacked(entry, await packed(file, zip, entry));
    if (bytes.length !== entry.uncompressedSize)
      return { kind: "unreadable", reason: "its size is not what is listed" };
    if (crc32(bytes) !== entry.crc32) return { kind: "unreadable", reason: "its checksum is wrong" };
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    return { kind: "unreadable", reason: error instanceof Error ? error.message : "it cannot be unpacked" };
  }
}

async function packed(file: Buffer, zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const bytes = file.subarray(fileDataStart, fileDataStart + entry.compressedSize);
  if (bytes.length !== entry.compressedSize) throw new Error("it is cut off");
  return bytes;
}

/** Stored (0) or deflated (8), which `canDecodeFileData` has made sure of. Unpacking stops at the listed size. */
function unpacked(entry: Entry, bytes: Uint8Array): Uint8Array {
  if (entry.compressionMethod === 0) return bytes;
  return inflateRawSync(bytes, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
}
