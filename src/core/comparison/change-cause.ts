import type { Origin } from "../error.ts";
import { parseLenientDependencySpecifier } from "../python/dependency-specifier.ts";
import type { PackageName } from "../python/name.ts";
import { specifierSetContains } from "../python/specifier-match.ts";
import type { Version } from "../python/version.ts";
import type { Demand, ResolvedPackage } from "../resolution/resolution.ts";
import { type DemandChain, lineText, requirementText } from "./demand-chain.ts";

/** The two ends of a change, by name. */
export interface Ends {
  readonly before: ReadonlyMap<PackageName, ResolvedPackage>;
  readonly after: ReadonlyMap<PackageName, ResolvedPackage>;
  /** The shortest chain to every package of the head. */
  readonly chains: ReadonlyMap<PackageName, DemandChain>;
}

/** What made a change: a manifest's line, and the requirements from there. */
export interface Cause {
  readonly origin: Origin;
  readonly texts: readonly string[];
}

/**
 * The chain that made a package what it is in the head: not just any chain that leads to it, but one through a requirement
 * that is new. A package that moved did so because a requirement excludes the version it had; or, where none does, because the
 * version that it had itself needs something that the head excludes. Null where neither explains it: then the shortest chain stands.
 */
export function changeCause(name: PackageName, ends: Ends): Cause | null {
  return causeOf(name, ends, new Set());
}

function causeOf(name: PackageName, ends: Ends, seen: Set<PackageName>): Cause | null {
  // A cause that leads back to its own effect explains nothing.
  if (seen.has(name)) return null;
  seen.add(name);
  const from = ends.before.get(name);
  const to = ends.after.get(name);
  if (to === undefined) return null;
  if (from === undefined)
    return shortest(to.demandedBy.filter((demand) => isNew(demand, ends)).map((demand) => chainThrough(demand, ends)));
  const excluding = to.demandedBy.filter((demand) => excludes(demandText(demand), from.version));
  return shortest(excluding.map((demand) => chainThrough(demand, ends))) ?? becauseOfItsNeeds(from, ends, seen);
}

/** `fastapi 0.165.0 needs starlette>=1.0`, after the chain that excludes that starlette. */
function becauseOfItsNeeds(from: ResolvedPackage, ends: Ends, seen: Set<PackageName>): Cause | null {
  for (const edge of from.requires) {
    const needed = ends.after.get(edge.to);
    if (needed === undefined || !excludes(edge.text, needed.version)) continue;
    const cause = causeOf(edge.to, ends, seen);
    if (cause === null) continue;
    return {
      ...cause,
      texts: [...cause.texts, `${from.name} ${from.version.text} needs ${requirementText(edge.text)}`],
    };
  }
  return null;
}

function chainThrough(demand: Demand, ends: Ends): Cause | null {
  if (demand.kind === "root") return { origin: demand.requirement.origin, texts: [lineText(demand.requirement)] };
  const chain = ends.chains.get(demand.name);
  return chain === undefined
    ? null
    : { origin: chain.root.origin, texts: [...chain.texts, requirementText(demand.text)] };
}

/** A requirement that the base did not have, or that another version of its package has. */
function isNew(demand: Demand, { before }: Ends): boolean {
  return demand.kind === "root" || before.get(demand.name)?.version.text !== demand.version.text;
}

function excludes(text: string, version: Version): boolean {
  const read = parseLenientDependencySpecifier(text);
  return read.ok && !specifierSetContains(read.value.value.specifier, version, { prereleases: true });
}

const demandText = (demand: Demand): string => (demand.kind === "root" ? demand.requirement.text : demand.text);

/** The first of the shortest, by text: the same change always has the same cause. */
function shortest(causes: readonly (Cause | null)[]): Cause | null {
  const found = causes.filter((cause) => cause !== null);
  return (
    found.toSorted(
      (a, b) => a.texts.length - b.texts.length || (a.texts.join("\n") < b.texts.join("\n") ? -1 : 1),
    )[0] ?? null
  );
}
