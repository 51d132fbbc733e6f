import type { Reading } from "../../manifest/reading.ts";
import type { LockContext } from "../located.ts";
import type { LockCollector } from "../lock-collector.ts";
import { openLock } from "../lock-file.ts";
import { lockLimits } from "../lock-limits.ts";
import { locateYaml } from "./locate-yaml.ts";

/** A lock in YAML, whose outermost value is a mapping; null after a problem is reported. */
export function* openYamlLock(path: string, collector: LockCollector): Reading<LockContext | null> {
  const source = yield* openLock(path, collector, lockLimits.yamlBytes);
  if (source === null) return null;
  const located = locateYaml(source.text);
  if (!located.ok) {
    const origin = source.origin(located.offset, located.offset + 1);
    collector.error(origin, "lock/invalid-yaml", `The lock cannot be read as YAML: ${located.message}.`);
    return null;
  }
  if (located.value.kind === "table") return { source, root: located.value, collector };
  collector.error(source.origin(0, 1), "lock/invalid-yaml", "The lock is no YAML mapping.");
  return null;
}
