import type { PackageName } from "../python/name.ts";
import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { NotAssessed, ResolutionOutcome } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";
import type { LineKey } from "./standing.ts";
import type { Trade } from "./trade.ts";

/**
 * A question of the search: what would be installed in every place if these lines let their packages move and these versions were not
 * taken? Whoever answers keeps all that is installed where it fits, moves what must move to the nearest version, and looks for findings.
 */
export interface Attempt {
  readonly loosened: ReadonlySet<LineKey>;
  readonly avoid: AvoidedByName;
  /** The name of a package that is looked at on its own, without any requirement but for itself: such an attempt becomes no plan. */
  readonly alone: PackageName | null;
  /** The builds that are installed are the only ones that may be chosen; absent where any may. */
  readonly keepsBuilds?: true;
  /** Where there is no resolution, what would make one possible is looked for as well: it takes longer than the question itself. */
  readonly hints?: true;
}

/** What an attempt comes to in one place. */
export interface AttemptAnswer {
  readonly place: string;
  readonly outcome: ResolutionOutcome;
  /** Of every rule, where there is a resolution. */
  readonly findings: readonly Finding[];
  /** What of it was assumed or not looked at. */
  readonly notAssessed: readonly NotAssessed[];
  /** What of it left the CUDA, the build or the index that is installed. */
  readonly trades: readonly Trade[];
  /** False where a question stayed without an answer: such an attempt becomes no plan. */
  readonly complete: boolean;
}
