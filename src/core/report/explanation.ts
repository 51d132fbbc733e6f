import type { Change } from "../comparison/comparison.ts";
import { demandChains, lineText, requirementText } from "../comparison/demand-chain.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";

/** Why a package is there and why it is this version, on one target of one model. */
export interface Explanation {
  readonly model: string;
  readonly target: string;
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly index: string;
  /** Every chain of requirements that leads to it, the shortest first. */
  readonly chains: readonly Chain[];
  /** Why not a newer version, in one sentence; null where it is the newest that the target can load. */
  readonly reason: string | null;
  readonly newer: NewerVersion;
}

/** The line of a manifest, and each requirement on the way from it to the package. */
export type Chain = readonly string[];

/** What becomes of asking for the newest version that the target can load. */
export type NewerVersion =
  /** It is installed. Of newer ones that the target cannot load: why not. */
  | { readonly kind: "newest"; readonly passedOver: readonly string[] }
  /** It would do, and this would move with it. */
  | { readonly kind: "possible"; readonly version: string; readonly changes: readonly Change[] }
  | HeldBack
  | { readonly kind: "unknown"; readonly why: string };

/** Something holds it back: what, the proof as prose, and what would let it go. */
export interface HeldBack {
  readonly kind: "held-back";
  readonly version: string;
  /** The chains whose last requirement leaves the newest version out. */
  readonly by: readonly Chain[];
  readonly proof: string;
  readonly hints: readonly string[];
  /** The newest that all requirements together leave, where it is newer than what is installed. */
  readonly reachable: Extract<NewerVersion, { kind: "possible" }> | null;
  /** Lines of the manifests of which each alone, were it to allow newer versions, would let it move. */
  readonly releases: readonly Release[];
}

/** What becomes of it where one line allows whatever is newer than what is installed. */
export interface Release {
  /** The line, as chains begin with it. */
  readonly line: string;
  /** The newest that it then can be. */
  readonly version: string;
  /** What the line is about comes first. */
  readonly changes: readonly Change[];
}

/** Every chain that leads to a package: one for each requirement that asks for it, the shortest first. */
export function chainsTo(
  resolution: Resolution,
  one: ResolvedPackage,
  isMeant: (demand: ResolvedPackage["demandedBy"][number]) => boolean = () => true,
): readonly Chain[] {
  const chains = demandChains(resolution);
  const found = one.demandedBy.filter(isMeant).flatMap((demand): Chain[] => {
    if (demand.kind === "root") return [[lineText(demand.requirement)]];
    const chain = chains.get(demand.name);
    return chain === undefined ? [] : [[...chain.texts, requirementText(demand.text)]];
  });
  const distinct = [...new Map(found.map((chain) => [chain.join("\n"), chain])).values()];
  return distinct.toSorted((a, b) => a.length - b.length || (a.join("\n") < b.join("\n") ? -1 : 1));
}
