import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { DistributionFile } from "../../core/index/distribution-file.ts";
import type { MetadataAnswer } from "../../core/resolution/question.ts";
import { answerOf, readMembers } from "./sdist-source.ts";
import { readWheelMetadata } from "./wheel-metadata.ts";
import { type ArchiveBytes, BytesUnavailable } from "./zip-bytes.ts";

/** Reads the metadata of a file in a find-links folder. */
export async function readLocalMetadata(file: DistributionFile): Promise<MetadataAnswer> {
  try {
    const path = fileURLToPath(file.url);
    if (!file.filename.endsWith(".whl")) return answerOf(file, await readMembers(file, createReadStream(path)));
    await using handle = await open(path, "r");
    return await readWheelMetadata(file.filename, fileArchive(path, handle, (await handle.stat()).size));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return { kind: "failed", reason: `\`${file.url}\` cannot be read (${code})` };
  }
}

function fileArchive(path: string, handle: FileHandle, size: number): ArchiveBytes {
  return {
    size,
    async read(from, to) {
      const bytes = Buffer.alloc(to - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      if (bytesRead < bytes.length) throw new BytesUnavailable(`\`${path}\` changed while it was read`);
      return bytes;
    },
  };
}
