import { parseLenientSpecifierSet } from "../python/lenient-specifier.ts";
import type { SpecifierSet } from "../python/specifier.ts";
import { parseSpecifierSet } from "../python/specifier.ts";
import { parseVersion } from "../python/version.ts";
import { isBottom, rangeContains, rangeOf, rangesDisjoint } from "../python/version-range.ts";

/**
 * The lowest Python release that a `requires-python` allows, such as `3.10` or `3.8.1`: what a resolution for every allowed
 * version has to hold for. Null where it has no lower bound in Python 3, cannot be read, or allows nothing.
 */
export function lowestPython(requiresPython: string): string | null {
  const set = read(requiresPython);
  const range = set === null ? null : rangeOf(set);
  const lowest = range?.cuts[0];
  if (range === null || lowest === undefined || isBottom(lowest)) return null;
  const [major, minor = 0, patch = null] = lowest.version.release.slice(0, 3).map(Number);
  if (major !== 3) return null;
  // `>3.8` allows 3.8.1 and not 3.8 itself (PEP 440).
  const candidates = [patch === null ? `3.${minor}` : `3.${minor}.${patch}`, `3.${minor}.${(patch ?? 0) + 1}`];
  return (
    candidates.find((text) => {
      const version = parseVersion(text);
      return version !== null && rangeContains(range, version);
    }) ?? null
  );
}

/**
 * Whether a `requires-python` allows a Python release such as `3.11` or `3.11.4`; null where it cannot be read.
 * A release without a patch is allowed where any of its patches is, since the patch that is installed is not known.
 */
export function allowsPython(requiresPython: string, release: string): boolean | null {
  const set = read(requiresPython);
  const version = parseVersion(release);
  if (set === null || version === null) return null;
  const range = rangeOf(set);
  if (version.release.length > 2) return rangeContains(range, version);
  const patches = parseSpecifierSet(`==${release}.*`);
  return patches.ok ? !rangesDisjoint(range, rangeOf(patches.value)) : null;
}

function read(text: string): SpecifierSet | null {
  const answer = parseLenientSpecifierSet(text);
  return answer.ok && answer.value.value.specifiers.length > 0 ? answer.value.value : null;
}
