import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import type { DumpEntry } from "./dump-entries.ts";
import { DumpLimit, dumpLimits } from "./dump-limits.ts";

/**
 * The JSON files of a zip, such as the bucket's `all.zip`. Entries are read into memory and never written, so their names
 * choose no path; sizes are checked before and while unpacking, and the checksum after. Rejects when the archive's own
 * directory cannot be read, or with `DumpLimit`.
 */
export async function* zipEntries(path: string, name: string): AsyncGenerator<DumpEntry> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  try {
    if (zip.entryCount > dumpLimits.entries) throw new DumpLimit(`\`${name}\` lists ${zip.entryCount} entries`);
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.toLowerCase().endsWith(".json")) continue;
      yield { name: `${name}: ${entry.fileName}`, content: await contentOf(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<DumpEntry["content"]> {
  if (entry.uncompressedSize > dumpLimits.textBytes)
    return { kind: "unreadable", reason: `it is larger than ${dumpLimits.textBytes} bytes` };
  if (!entry.canDecodeFileData()) return { kind: "unreadable", reason: "it is encrypted or packed in an unknown way" };
  try {
    const pieces: Uint8Array[] = [];
    // What is longer than the directory says is refused by yauzl as it comes.
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Uint8Array);
    const bytes = Buffer.concat(pieces);
    if (crc32(bytes) !== entry.crc32) return { kind: "unreadable", reason: "its checksum is wrong" };
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    return { kind: "unreadable", reason: error instanceof Error ? error.message : "it cannot be unpacked" };
  }
}
