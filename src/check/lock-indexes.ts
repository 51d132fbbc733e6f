import type { LockReading } from "../core/lock/lock-reading.ts";
import type { IndexOptions, PackageIndex } from "../core/manifest/requirement.ts";
import { withoutTrailingSlashes } from "../core/trailing.ts";

/** The public index by the addresses that locks give it. */
const publicAddress = /^https:\/\/pypi\.(?:org|python\.org)\/simple\/?$/i;

/**
 * Options under which every package is asked of the index that the lock takes it from. A package of the public index is asked of
 * whatever stands in its place: the user's mirror, or an index of the configuration.
 */
export function withLockIndexes(options: IndexOptions, reading: LockReading): IndexOptions {
  const known = new Set(
    options.packageIndexes.map(({ name, index }) => `${name} ${withoutTrailingSlashes(index.text)}`),
  );
  const further: PackageIndex[] = [];
  for (const { name, source, origin } of reading.packages) {
    if (source.kind !== "index" || source.url === null) continue;
    if (publicAddress.test(source.url) && options.indexUrl === null) continue;
    const key = `${name} ${withoutTrailingSlashes(source.url)}`;
    if (known.has(key)) continue;
    known.add(key);
    further.push({ name, index: { text: source.url, origin }, marker: null });
  }
  return further.length === 0 ? options : { ...options, packageIndexes: [...options.packageIndexes, ...further] };
}
