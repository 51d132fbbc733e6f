import { decodeUtf8 } from "../manifest/decode-text.ts";
import { quoted } from "../manifest/quoted.ts";
import type { Reading } from "../manifest/reading.ts";
import { fileOrigin, SourceText } from "../manifest/source-text.ts";
import type { LockCollector } from "./lock-collector.ts";
import { lockLimits } from "./lock-limits.ts";

/** Asks for a lock and decodes it; null, with a problem, where it is not there or not to be read. */
export function* openLock(path: string, collector: LockCollector, mostBytes?: number): Reading<SourceText | null> {
  const most = mostBytes ?? lockLimits.bytes;
  const answer = yield path;
  if (answer.kind !== "file") {
    const reason = answer.kind === "missing" ? "does not exist" : `is not read: ${answer.reason}`;
    const hint = "Correct the path, or add the file.";
    collector.error(fileOrigin(path), `lock/${answer.kind}-file`, `${quoted(path)} ${reason}.`, hint);
    return null;
  }
  if (answer.bytes.length > most) {
    const message = `${quoted(path)} is not read: it has ${answer.bytes.length} bytes, and at most ${most} are read.`;
    collector.error(fileOrigin(path), "lock/file-too-large", message, "Split the project over several locks.");
    return null;
  }
  collector.file(path);
  const { text, fault } = decodeUtf8(answer.bytes);
  const source = new SourceText(path, text);
  if (fault !== null) {
    const { offset, message, hint } = fault;
    collector.error(source.origin(offset, offset + 1), "lock/encoding", message, hint);
  }
  return source;
}
