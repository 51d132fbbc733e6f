import type { PackageRule, Swap } from "../config/config.ts";
import type { Requirement } from "../manifest/requirement.ts";
import { fileOrigin } from "../manifest/source-text.ts";
import type { PackageName } from "../python/name.ts";
import { anySpecifierSet, parseSpecifierSet, type SpecifierSet } from "../python/specifier.ts";
import type { Version } from "../python/version.ts";
import { rangeOfSpecifier } from "../python/version-range.ts";
import { keptWithin, type Shunned } from "./avoidance.ts";

/** What a plan may do beyond moving lines, where moving alone clears nothing and policy lets it. */
export interface Variant {
  readonly swaps: readonly Swap[];
  readonly overrides: readonly PackageName[];
}

export const plainVariant: Variant = { swaps: [], overrides: [] };

/** A line whose package another one takes the place of. */
export interface SwappedLine {
  readonly line: Requirement;
  readonly swap: Swap;
}

/**
 * The requirements with the swaps made: a line that a person wrote asks for the other package, and the lines of a compiled list that
 * follow from it are left out. A line that takes its package from an address, or with extras, cannot be swapped and stays.
 */
export function withSwaps(
  requirements: readonly Requirement[],
  swaps: readonly Swap[],
  compiled: ReadonlySet<string>,
): { readonly requirements: readonly Requirement[]; readonly swapped: readonly SwappedLine[] } {
  const swapped: SwappedLine[] = [];
  const changed = requirements.flatMap((line): readonly Requirement[] => {
    const swap = swaps.find(({ from }) => from === line.specifier.name);
    if (swap === undefined || line.kind === "override" || line.specifier.url !== null) return [line];
    if (compiled.has(line.origin.file)) return [];
    if (line.specifier.extras.length > 0) return [line];
    swapped.push({ line, swap });
    return [asking(line, swap.to, rangeOfSwap(swap))];
  });
  return { requirements: changed, swapped };
}

/** The line as it asks for another package, directly: the source of a compiled list is a constraint only until it is edited. */
function asking(line: Requirement, name: PackageName, range: SpecifierSet): Requirement {
  const specifier = { ...line.specifier, name, displayName: name, specifier: range };
  return { ...line, kind: "direct", text: `${name}${range.text}`, hashes: [], specifier };
}

function rangeOfSwap({ range }: Swap): SpecifierSet {
  const read = range === null ? null : parseSpecifierSet(range);
  return read?.ok === true ? read.value : anySpecifierSet;
}

/** An override that lets any version of a package in, whatever the packages that need it say. */
export function overrideOf(name: PackageName, file: string): Requirement {
  return {
    kind: "override",
    text: name,
    origin: fileOrigin(file),
    hashes: [],
    specifier: { name, displayName: name, extras: [], specifier: anySpecifierSet, url: null, marker: null },
  };
}

/** Nothing but the release line that a package is on: `minor` for 1.26 of 1.26.4, `major` for 1. */
export function keptOnLine(name: PackageName, installed: Version, line: "minor" | "major"): Shunned {
  const release = line === "minor" ? [...installed.release, 0].slice(0, 2) : installed.release.slice(0, 1);
  const text = `${installed.epoch === 0 ? "" : `${installed.epoch}!`}${release.join(".")}`;
  const read = parseSpecifierSet(`==${text}.*`);
  const range = read.ok && read.value.specifiers[0] !== undefined ? rangeOfSpecifier(read.value.specifiers[0]) : null;
  return keptWithin(name, range ?? { cuts: [] }, "search", `is not of the line ${text}, which is tried first`);
}

/** The swaps that policy has for a package; none where policy holds it. */
export function swapsFor(name: PackageName, swaps: readonly Swap[], rules: readonly PackageRule[]): readonly Swap[] {
  return rules.some((rule) => rule.name === name && rule.frozen) ? [] : swaps.filter(({ from }) => from === name);
}
