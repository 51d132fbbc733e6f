import { parseTomlDocument } from "../../manifest/pyproject/toml-document.ts";
import type { Reading } from "../../manifest/reading.ts";
import type { LockContext } from "../located.ts";
import type { LockCollector } from "../lock-collector.ts";
import { openLock } from "../lock-file.ts";
import { lockLimits, regenerate } from "../lock-limits.ts";
import { scanToml } from "./scan-toml.ts";

/**
 * A lock in TOML. One as a tool wrote it is read by the scanner; any other, and one that is broken, by the full parser, which says
 * what is wrong and where.
 */
export function* openTomlLock(path: string, collector: LockCollector): Reading<LockContext | null> {
  const source = yield* openLock(path, collector);
  if (source === null) return null;
  const scanned = scanToml(source.text);
  if (scanned !== null) return { source, root: scanned, collector };
  if (source.text.length > lockLimits.slowTomlBytes) {
    const message = `The lock is not TOML as a tool writes it, and it is too large to be read otherwise: it has ${source.text.length} characters, and at most ${lockLimits.slowTomlBytes} are read.`;
    collector.error(source.origin(0, 0), "lock/file-too-large", message, regenerate);
    return null;
  }
  const document = parseTomlDocument(source);
  if (document.ok) return { source, root: document.root, collector };
  collector.error(document.origin, "lock/invalid-toml", document.message, regenerate);
  return null;
}
