import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createTarReader } from "../../core/index/tar-reader.ts";
import { createMemberCollector, type MembersRead } from "./member-collector.ts";

/** Bytes that an archive may unpack to. Source archives hold text; test data has taken some to 300 MB. */
const largestUnpacked = 768 * 1024 * 1024;
/** As for pages: what shrinks further is a bomb. */
const greatestRatio = 250;
const ratioFreeBytes = 16 * 1024 * 1024;

/** The source broke off while it was read: not the archive's fault, and worth another attempt. */
class SourceFailed extends Error {
  override readonly name = "SourceFailed";
}

/** Reads a `.tar.gz` as it comes, and stops where its PKG-INFO already tells all. */
export async function readTarMembers(
  filename: string,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<MembersRead> {
  const collector = createMemberCollector(filename);
  const reader = createTarReader(collector);
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  let received = 0;
  let unpacked = 0;
  const broken = (reason: string, complete = false): MembersRead => ({ kind: "broken", reason, complete });

  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        received += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      throw new SourceFailed("the source broke off", { cause: error });
    }
  }

  const source = Readable.from(counted());
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      unpacked += chunk.byteLength;
      if (received > maxBytes) return broken(`it has more than the ${maxBytes} bytes that are downloaded`);
      if (unpacked > largestUnpacked || unpacked > Math.max(ratioFreeBytes, received * greatestRatio))
        return broken(`it unpacks to more than ${unpacked - chunk.byteLength} bytes from ${received}`);
      const state = reader.push(chunk);
      if (state.kind === "broken") return broken(state.reason);
      if (collector.isEnough()) return { kind: "members", members: collector.members(), complete: false };
    }
  } catch (error) {
    if (error instanceof SourceFailed) throw error.cause;
    return broken("its compression is broken or cut off", true);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (!reader.mayEnd()) return broken("it is cut off", true);
  return { kind: "members", members: collector.members(), complete: true };
}
