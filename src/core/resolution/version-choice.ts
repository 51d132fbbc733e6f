import type { PackageName } from "../python/name.ts";
import { mentionsPrerelease } from "../python/specifier.ts";
import type { VersionRange } from "../python/version-range.ts";
import { type CutPoint, complementRange, fullRange, intersectRanges, rangeContains } from "../python/version-range.ts";
import type { Demands } from "./demands.ts";
import type { Candidate, Project } from "./project.ts";
import type { ResolveOptions } from "./request.ts";

/** Which way to look for a version of a package. */
export function directionFor(name: PackageName, demands: Demands, options: ResolveOptions): "ascending" | "descending" {
  if (options.resolution === "lowest") return "ascending";
  const isDirect = demands.direct.some(({ specifier }) => specifier.name === name);
  return options.resolution === "lowest-direct" && isDirect ? "ascending" : "descending";
}

/**
 * The candidates of a range that can be tried in the order in which they should be tried: the version to keep, then stable ones,
 * then pre-releases as far as the policy lets them in.
 */
export function* inOrderOfChoice(
  project: Project,
  range: VersionRange,
  demands: Demands,
  options: ResolveOptions,
): Generator<Candidate> {
  const preferred = preferredCandidate(project, range, options);
  // A pre-release that is in use stays where a pre-release may be had, and does not stand before a stable version.
  const waits = preferred?.isPrerelease === true && !choosesPrereleases(project.name, demands, options);
  if (preferred !== null && !waits) yield preferred;
  const direction = directionFor(project.name, demands, options);
  const mixed = options.prereleases === "allow";
  const admitted = admitsPrereleases(project.name, demands, options);
  for (const place of placesOf(project, options)) {
    const isHere = (candidate: Candidate): boolean =>
      candidate.isOffered && (place === null || project.placeOf(candidate) === place);
    const later: Candidate[] = [];
    for (const candidate of alongPath(project, range, direction, options)) {
      if (candidate.isPrerelease && !mixed) later.push(candidate);
      else if (candidate !== preferred && isHere(candidate)) yield candidate;
    }
    if (!admitted) continue;
    if (preferred !== null && waits && isHere(preferred)) yield preferred;
    for (const candidate of later) if (candidate !== preferred && isHere(candidate)) yield candidate;
  }
}

/** The candidates of a range in the order of their versions, or by their distance from the one that cannot be kept. */
function* alongPath(
  project: Project,
  range: VersionRange,
  direction: "ascending" | "descending",
  options: ResolveOptions,
): Generator<Candidate> {
  const from = options.moves === "nearest" ? options.preferences.get(project.name) : undefined;
  if (from === undefined) {
    yield* project.within(range, direction);
    return;
  }
  const above: VersionRange = { cuts: [{ version: from, after: false }, fullRange.cuts[1] as CutPoint] };
  yield* project.within(intersectRanges(range, above), "ascending");
  yield* project.within(intersectRanges(range, complementRange(above)), "descending");
}

/** The indexes that are tried one after the other; null for all of them together. */
function placesOf(project: Project, { indexStrategy }: ResolveOptions): Iterable<number | null> {
  return indexStrategy === "first-match" && project.indexes.length > 1 ? project.indexes.keys() : [null];
}

/** Whether a pre-release may be taken where no stable version fits. */
export function admitsPrereleases(name: PackageName, demands: Demands, options: ResolveOptions): boolean {
  switch (options.prereleases) {
    case "disallow":
      return false;
    case "explicit":
      return (
        demands.namedPrereleases.has(name) ||
        (demands.constraints.get(name) ?? []).some(({ specifier }) => mentionsPrerelease(specifier.specifier))
      );
    case "allow":
    case "if-necessary":
    case "if-necessary-or-explicit":
      return true;
  }
}

/** Whether a pre-release is as good as a stable version: somebody asked for one. */
function choosesPrereleases(name: PackageName, demands: Demands, options: ResolveOptions): boolean {
  return options.prereleases === "allow" || demands.namedPrereleases.has(name);
}

function preferredCandidate(project: Project, range: VersionRange, options: ResolveOptions): Candidate | null {
  const preferred = options.preferences.get(project.name);
  if (preferred === undefined || options.upgrade === "all" || options.upgrade.has(project.name)) return null;
  if (!rangeContains(range, preferred)) return null;
  const candidate = project.candidateAt(preferred);
  return candidate?.isUsable ? candidate : null;
}
