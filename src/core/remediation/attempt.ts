import type { PackageName } from "../python/name.ts";
import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { ResolutionOutcome } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";
import type { LineKey } from "./standing.ts";

/**
 * A question of the search: what would be installed in every place if these lines let their packages move and these versions were not
 * taken? Whoever answers keeps all that is installed where it fits, moves what must move to the nearest version, and looks for findings.
 */
export interface Attempt {
  readonly loosened: ReadonlySet<LineKey>;
  readonly avoid: AvoidedByName;
  /** What the search asks only to find out why nothing else works; `null` in an attempt that could become a plan. */
  readonly probe: Probe | null;
}

/** A change of the rules, to see whether they are what stands in the way. */
export type Probe =
  | { readonly kind: "alone"; readonly name: PackageName }
  | { readonly kind: "with-prereleases"; readonly name: PackageName }
  | { readonly kind: "with-yanked"; readonly name: PackageName }
  | { readonly kind: "with-newest-python"; readonly name: PackageName };

/** What an attempt comes to in one place. */
export interface AttemptAnswer {
  readonly place: string;
  readonly outcome: ResolutionOutcome;
  /** Of every rule, where there is a resolution. */
  readonly findings: readonly Finding[];
  /** False where a question stayed without an answer: such an attempt becomes no plan. */
  readonly complete: boolean;
}
