import type { Tables } from "../accelerator/tables.ts";
import type { AdvisoryAnswers } from "../advisory/advisory.ts";
import type { LockFacts } from "../lock/resolution/lock-facts.ts";
import type { StatedCuda } from "../manifest/requirement.ts";
import type { NotAssessed, Resolution } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import type { Finding } from "./finding.ts";

/** Everything that a rule may know. */
export interface Facts {
  readonly model: { readonly id: string; readonly path: string };
  readonly target: Target;
  readonly resolution: Resolution;
  readonly advisories: AdvisoryAnswers;
  readonly tables: Tables;
  /** The CUDA that the model's manifests install or ask for; absent where none says. */
  readonly statedCuda?: readonly StatedCuda[];
  /** `auto`, or the variant of torch that was asked for; absent where torch comes from where all else does. */
  readonly torchBackend?: string;
  /** The lock that the resolution was taken from; absent where it was solved. */
  readonly lock?: LockFacts;
  /** The day of the check, `YYYY-MM-DD`: rules have no clock. */
  readonly today: string;
}

export interface RuleAnswer {
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
}

/** What most rules have to say of most models. */
export const nothing: RuleAnswer = { findings: [], notAssessed: [] };

/** A pure function from facts to findings, with a stable id. */
export interface Rule {
  readonly id: string;
  check(facts: Facts): RuleAnswer;
}
