import type { Origin } from "../error.ts";
import { quoted } from "../manifest/quoted.ts";
import { parseLenientDependencySpecifier } from "../python/dependency-specifier.ts";
import { formatSpecifierSet } from "../python/specifier.ts";
import type { LockCollector } from "./lock-collector.ts";
import type { LockedDependency } from "./lock-reading.ts";

/** An edge that a lock writes as a PEP 508 line; null, with a problem, where it is none. */
export function specifiedDependency(text: string, origin: Origin, collector: LockCollector): LockedDependency | null {
  const read = parseLenientDependencySpecifier(text);
  if (!read.ok) {
    collector.error(origin, "lock/invalid-dependency", `${quoted(text)} is not a requirement: ${read.problem.message}`);
    return null;
  }
  const { name, extras, specifier, marker } = read.value.value;
  return {
    name,
    extras,
    need: null,
    marker,
    version: null,
    specifier: specifier.specifiers.length === 0 ? null : formatSpecifierSet(specifier),
    text,
    origin,
  };
}
