import { parseLenientSpecifierSet } from "../python/lenient-specifier.ts";
import { emptyRange, rangeOf, type VersionRange } from "../python/version-range.ts";

/** The Pythons that a text of `Requires-Python` lets through; none where it cannot be read. */
export function pythonRange(text: string): VersionRange {
  const read = parseLenientSpecifierSet(text);
  return read.ok ? rangeOf(read.value.value) : emptyRange;
}
