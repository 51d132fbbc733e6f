import type { Requirement } from "../manifest/requirement.ts";
import type { DependencySpecifier } from "../python/dependency-specifier.ts";
import type { MarkerEnvironment } from "../python/marker.ts";
import type { PackageName } from "../python/name.ts";
import { mentionsPrerelease, type SpecifierSet } from "../python/specifier.ts";
import { specifierSetContains } from "../python/specifier-match.ts";
import { fullRange, intersectRanges, rangeOf, type VersionRange } from "../python/version-range.ts";
import type { FileRules } from "./assessment.ts";
import { type AppliedRequirement, appliesAlways, conditionOf } from "./requires.ts";

/** The manifests' requirements as they apply to one target. */
export interface Demands extends FileRules {
  /** What must be installed, in the order of the manifests, overrides put in place. */
  readonly direct: readonly RootDemand[];
  readonly constraints: ReadonlyMap<PackageName, readonly Requirement[]>;
  /** Packages that come from a URL: what they hold is not known here. */
  readonly placed: ReadonlyMap<PackageName, Requirement>;
  /** Packages of which a direct requirement names a pre-release. */
  readonly namedPrereleases: ReadonlySet<PackageName>;
  /** True where overrides put something in the place of what packages require. */
  readonly overrides: boolean;
  /** What a requirement of a package becomes under the overrides: itself, others in its place, or nothing. */
  override(requirement: AppliedRequirement): readonly AppliedRequirement[];
}

export interface RootDemand {
  readonly specifier: DependencySpecifier;
  readonly requirement: Requirement;
}

export function demandsOf(requirements: readonly Requirement[], environment: MarkerEnvironment): Demands {
  const overrides = groupedByName(requirements.filter(({ kind }) => kind === "override"));
  const applying = requirements.filter(({ specifier }) => appliesAlways(specifier, environment));
  const constraints = applying.filter(({ kind }) => kind === "constraint");
  const roots = applying.filter(({ kind }) => kind === "direct" || kind === "pin");
  const direct = roots.flatMap((requirement) => overriddenRoot(requirement, overrides, environment));
  const placed = new Map<PackageName, Requirement>();
  for (const { specifier, requirement } of direct) if (specifier.url !== null) placed.set(specifier.name, requirement);
  for (const requirement of [...overrides.values()].flat()) {
    if (requirement.specifier.url !== null && appliesAlways(requirement.specifier, environment))
      placed.set(requirement.specifier.name, requirement);
  }
  const pins = exactPins([
    ...direct.map(({ requirement }) => requirement),
    ...constraints,
    ...[...overrides.values()].flat(),
  ]);
  const hashes = hashesOf(direct.map(({ requirement }) => requirement));
  return {
    direct,
    constraints: groupedByName(constraints.filter(({ specifier }) => specifier.url === null)),
    placed,
    namedPrereleases: new Set(
      direct.filter(({ specifier }) => mentionsPrerelease(specifier.specifier)).map(({ specifier }) => specifier.name),
    ),
    overrides: overrides.size > 0,
    override: (requirement) => overridden(requirement, overrides, environment),
    acceptsYanked: (name, version) => pins.get(name)?.some((set) => specifierSetContains(set, version)) ?? false,
    allowedHashes: (name) => hashes.get(name) ?? null,
  };
}

/** The set of versions that the constraints of a package leave. */
export function constrainedRange(constraints: readonly Requirement[]): VersionRange {
  let range = fullRange;
  for (const { specifier } of constraints) range = intersectRanges(range, rangeOf(specifier.specifier));
  return range;
}

/** One version is asked for, and no other will do. */
export function isPin(set: SpecifierSet): boolean {
  return set.specifiers.some(({ operator, wildcard }) => operator === "===" || (operator === "==" && !wildcard));
}

type ByName = ReadonlyMap<PackageName, readonly Requirement[]>;

function overriddenRoot(requirement: Requirement, overrides: ByName, environment: MarkerEnvironment): RootDemand[] {
  const replacing = overrides.get(requirement.specifier.name);
  if (replacing === undefined) return [{ specifier: requirement.specifier, requirement }];
  return replacing
    .filter(({ specifier }) => appliesAlways(specifier, environment))
    .map((by) => ({
      specifier: { ...by.specifier, extras: joined(by.specifier.extras, requirement.specifier.extras) },
      requirement: by,
    }));
}

function overridden(
  applied: AppliedRequirement,
  overrides: ByName,
  environment: MarkerEnvironment,
): readonly AppliedRequirement[] {
  const replacing = overrides.get(applied.specifier.name);
  if (replacing === undefined) return [applied];
  return replacing
    .filter(({ specifier }) => appliesAlways(specifier, environment))
    .map((by) => ({
      text: by.text,
      condition: conditionOf(by.specifier, environment),
      override: by,
      specifier: { ...by.specifier, extras: joined(by.specifier.extras, applied.specifier.extras) },
    }));
}

const joined = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])].sort();

function groupedByName(requirements: readonly Requirement[]): Map<PackageName, Requirement[]> {
  const groups = new Map<PackageName, Requirement[]>();
  for (const requirement of requirements) {
    const group = groups.get(requirement.specifier.name);
    if (group === undefined) groups.set(requirement.specifier.name, [requirement]);
    else group.push(requirement);
  }
  return groups;
}

/** PEP 592: a yanked file is taken only for `==` or `===`, and only where the user's own files say so. */
function exactPins(requirements: readonly Requirement[]): Map<PackageName, SpecifierSet[]> {
  const pins = new Map<PackageName, SpecifierSet[]>();
  for (const { specifier } of requirements) {
    if (!isPin(specifier.specifier)) continue;
    const sets = pins.get(specifier.name);
    if (sets === undefined) pins.set(specifier.name, [specifier.specifier]);
    else sets.push(specifier.specifier);
  }
  return pins;
}

function hashesOf(requirements: readonly Requirement[]): Map<PackageName, Set<string>> {
  const hashes = new Map<PackageName, Set<string>>();
  for (const { specifier, hashes: given } of requirements) {
    if (given.length === 0) continue;
    const known = hashes.get(specifier.name) ?? new Set<string>();
    for (const hash of given) known.add(hash.toLowerCase());
    hashes.set(specifier.name, known);
  }
  return hashes;
}
