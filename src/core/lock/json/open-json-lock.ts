import type { Reading } from "../../manifest/reading.ts";
import type { LockContext } from "../located.ts";
import type { LockCollector } from "../lock-collector.ts";
import { openLock } from "../lock-file.ts";
import { scanJson } from "./scan-json.ts";

/** A lock in JSON, whose outermost value is an object; null after a problem is reported. */
export function* openJsonLock(path: string, collector: LockCollector): Reading<LockContext | null> {
  const source = yield* openLock(path, collector);
  if (source === null) return null;
  const scanned = scanJson(source.text);
  if (!scanned.ok) {
    const origin = source.origin(scanned.offset, scanned.offset + 1);
    collector.error(origin, "lock/invalid-json", `The lock is not valid JSON: ${scanned.message}.`);
    return null;
  }
  if (scanned.value.kind === "table") return { source, root: scanned.value, collector };
  collector.error(source.origin(0, 1), "lock/invalid-json", "The lock is no JSON object.");
  return null;
}
