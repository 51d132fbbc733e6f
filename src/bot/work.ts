import type { ImpossibleFinding } from "../core/remediation/plan.ts";
import type { PullQuestion } from "../shell/github/pull-request/pulls.ts";
import type { RemediatePorts, RemediationGround } from "./remediation-port.ts";

/** What all decisions of a run are carried out with. */
export interface Work {
  readonly ports: RemediatePorts;
  readonly ground: RemediationGround;
  readonly question: PullQuestion;
  /** Id of the repository in GraphQL. */
  readonly nodeId: string;
  /** Commit of the base branch that the plans are for. */
  readonly commit: string;
  readonly impossible: readonly ImpossibleFinding[];
  /** Awaited before every request that changes something. */
  readonly pace: () => Promise<void>;
}
