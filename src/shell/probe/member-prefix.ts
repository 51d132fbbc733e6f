import { constants, inflateRawSync } from "node:zlib";
import { localHeaderSize, type ZipEntry, zipDataStart } from "../../core/index/zip-directory.ts";
import type { ArchiveBytes } from "../index/zip-bytes.ts";

/** Bytes that one member may unpack to: what deflate makes of nothing is a thousand times its size. */
const mostUnpacked = 192 * 1024 * 1024;

/**
 * The first bytes of a member of an archive, from at most `compressed` bytes of it: deflate has no other way in than from the start. Null where the
 * member is not stored or deflated, or is not where the directory says.
 */
export async function readMemberPrefix(
  archive: ArchiveBytes,
  entry: ZipEntry,
  compressed: number,
): Promise<Uint8Array | null> {
  if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) return null;
  const head = localHeaderSize + Buffer.byteLength(entry.name) + 64;
  const wanted = Math.min(entry.compressedSize, compressed);
  const bytes = await archive.read(entry.offset, Math.min(archive.size, entry.offset + head + wanted));
  const start = zipDataStart(bytes, entry);
  if (!start.ok) return null;
  const data = bytes.subarray(start.value, start.value + wanted);
  if (entry.method === 0) return data;
  try {
    return inflateRawSync(data, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: Math.min(mostUnpacked, Math.max(1, entry.size)),
    });
  } catch {
    return null;
  }
}
