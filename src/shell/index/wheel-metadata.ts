import { readMetadataOf } from "../../core/index/metadata-of-file.ts";
import { findWheelMetadata, largestMetadata, metadataEnding } from "../../core/index/wheel-member.ts";
import { parseWheelFilename } from "../../core/python/wheel-filename.ts";
import type { MetadataAnswer } from "../../core/resolution/question.ts";
import { type ArchiveBytes, BytesUnavailable, listZip, readZipMember } from "./zip-bytes.ts";

/** Reads METADATA out of a wheel's bytes: the end, the directory, the member, and nothing else. */
export async function readWheelMetadata(filename: string, archive: ArchiveBytes): Promise<MetadataAnswer> {
  const unreadable = (reason: string): MetadataAnswer => ({ kind: "unreadable", reason: `\`${filename}\`: ${reason}` });
  const wheel = parseWheelFilename(filename);
  if (!wheel.ok) return unreadable(wheel.problem.message);
  try {
    const entries = await listZip(archive, metadataEnding);
    if (!entries.ok) return unreadable(entries.problem.message);
    const entry = findWheelMetadata(entries.value, wheel.value);
    if (!entry.ok) return unreadable(entry.problem.message);
    const content = await readZipMember(archive, entry.value, largestMetadata);
    if (!content.ok) return unreadable(content.problem.message);
    const metadata = readMetadataOf(filename, Buffer.from(content.value).toString("utf8"));
    return metadata.ok
      ? { kind: "read", metadata: metadata.value, source: "wheel" }
      : unreadable(metadata.problem.message);
  } catch (error) {
    if (error instanceof BytesUnavailable) return { kind: "failed", reason: error.message };
    throw error;
  }
}
