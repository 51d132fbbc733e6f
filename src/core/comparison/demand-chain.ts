import { oncePer } from "../accelerator/once.ts";
import type { Requirement, RequirementKind } from "../manifest/requirement.ts";
import type { PackageName } from "../python/name.ts";
import type { Demand, Resolution, ResolvedPackage } from "../resolution/resolution.ts";

/** How a package comes to be installed: a line of a manifest, and the requirements that lead from it to the package. */
export interface DemandChain {
  /** The manifest's line that the chain begins with. */
  readonly root: Requirement;
  /** The packages from the one that the line names to the one that is asked about, both included. */
  readonly names: readonly PackageName[];
  /** The line, then the text of each requirement on the way, as `Change.via` shows them. */
  readonly texts: readonly string[];
}

/** Longest text of one requirement in a chain: it is metadata of others, and some list thirty extras. */
const longest = 160;

/** The shortest chain to every package; see `findChains`. Every finding asks for them, so they are remembered with the resolution. */
export const demandChains: (resolution: Resolution) => ReadonlyMap<PackageName, DemandChain> = oncePer(findChains);

/**
 * The shortest chain to every package, from the manifests down. Where several are as short, the one through the package that
 * is first by name, from the line that comes first: the same resolution always gives the same chains. A package that nobody
 * asks for (which a resolver would not install) has none.
 */
function findChains(resolution: Resolution): ReadonlyMap<PackageName, DemandChain> {
  const chains = new Map<PackageName, DemandChain>();
  const sorted = [...resolution.packages].sort((a, b) => compareText(a.name, b.name));
  for (const one of sorted) {
    const chain = chainOfLine(one);
    if (chain === null) continue;
    chains.set(one.name, chain);
  }
  let reached: ReadonlyMap<PackageName, DemandChain> = new Map(chains);
  while (reached.size > 0) {
    const next = new Map<PackageName, DemandChain>();
    for (const one of sorted) {
      const chain = chains.has(one.name) ? null : chainThrough(one, reached);
      if (chain !== null) next.set(one.name, chain);
    }
    for (const [name, chain] of next) chains.set(name, chain);
    reached = next;
  }
  return chains;
}

/** The chain to a package that a line names itself; null where none does. */
export function chainOfLine({ name, demandedBy }: ResolvedPackage): DemandChain | null {
  const root = firstRoot(demandedBy);
  return root === null ? null : { root, names: [name], texts: [lineText(root)] };
}

/** The chain to a package through the first by name of those above it that ask for it; null where none does. */
export function chainThrough(one: ResolvedPackage, above: ReadonlyMap<PackageName, DemandChain>): DemandChain | null {
  let best: (Demand & { kind: "package" }) | null = null;
  for (const demand of one.demandedBy) {
    if (demand.kind !== "package" || !above.has(demand.name)) continue;
    if (best === null || compareText(demand.name, best.name) < 0) best = demand;
  }
  const before = best === null ? undefined : above.get(best.name);
  if (best === null || before === undefined) return null;
  return {
    root: before.root,
    names: [...before.names, one.name],
    texts: [...before.texts, requirementText(best.text)],
  };
}

/** A constraint or an override alone installs nothing; a line that asks directly explains more than a lock's pin. */
const byKind: readonly RequirementKind[] = ["direct", "pin", "override", "constraint"];

function firstRoot(demands: readonly Demand[]): Requirement | null {
  let first: Requirement | null = null;
  for (const demand of demands) {
    if (demand.kind !== "root") continue;
    if (first === null || compareRequirements(demand.requirement, first) < 0) first = demand.requirement;
  }
  return first;
}

function compareRequirements(a: Requirement, b: Requirement): number {
  return (
    byKind.indexOf(a.kind) - byKind.indexOf(b.kind) ||
    // What the model says itself comes before what it includes, which may be another model's file.
    Number(a.included === true) - Number(b.included === true) ||
    compareText(a.origin.file, b.origin.file) ||
    a.origin.line - b.origin.line ||
    a.origin.column - b.origin.column
  );
}

/** `requirements.txt:3 torch==2.11.0`; a requirement of the command line has no line. */
export function lineText({ origin, text }: Requirement): string {
  return origin.line === 0 ? shortened(text) : `${origin.file}:${origin.line} ${shortened(text)}`;
}

/** Without its marker: that it is on the chain says that the marker held. */
export function requirementText(text: string): string {
  const semicolon = text.indexOf(";");
  return shortened((semicolon === -1 ? text : text.slice(0, semicolon)).trim());
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** By code units: the same order on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
