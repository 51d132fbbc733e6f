import type { FileEdit } from "../check/fix/edit-files.ts";
import type { FixReport } from "../check/fix/fix.ts";
import type { CheckReport } from "../core/comparison/comparison.ts";
import type { RemediationSettings } from "../core/config/config.ts";
import type { PullRequestSettings } from "../core/pull-request/settings.ts";
import type { ImpossibleFinding } from "../core/remediation/plan.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { Clock } from "../shell/github/clock.ts";
import type { GithubClient } from "../shell/github/github-client.ts";
import type { Repository } from "../shell/github/repository.ts";

/** The repository at one commit, and what can be worked out from it. */
export interface RemediationGround {
  readonly tree: Tree;
  /** Every path of it that was read so far, or looked for. */
  readonly asked: ReadonlySet<string>;
  readonly settings: PullRequestSettings;
  readonly strategy: RemediationSettings["strategy"];
  /** Plans for what is wrong in it; with ids of advisories or rules, for those alone. */
  plan(only: readonly string[]): Promise<FixReport>;
  /** Checks these models of the tree, with these files in place of its own, against the tree as it is. */
  compare(files: readonly FileEdit[], models: readonly string[]): Promise<CheckReport>;
}

/** What the work on pull requests needs from the rest of the program. */
export interface RemediatePorts {
  readonly client: GithubClient;
  readonly clock: Clock;
  /** The ground at a commit. Asked once more where the base branch moved meanwhile. */
  readonly at: (commit: string) => Promise<RemediationGround>;
  /** A constant message about what goes on, for the log. */
  readonly progress: (message: string) => void;
}

export interface RemediateRequest {
  readonly repository: Repository;
  /** Branch that pull requests are for, without `refs/heads/`. Null: the default branch. */
  readonly base: string | null;
}

/** What became of one pull request. */
export interface PullOutcome {
  readonly kind:
    | "opened"
    | "updated"
    | "unchanged"
    | "closed"
    /** A person pushed to its branch, or made it. */
    | "left-alone"
    /** One like it was closed without being merged. */
    | "ignored"
    /** The limit is reached, the schedule is closed, or GitHub's rate limit is. */
    | "postponed"
    /** It was not made, and `why` says what has to change. */
    | "refused";
  readonly branch: string;
  readonly title: string;
  /** Null where there is none. */
  readonly url: string | null;
  /** One sentence, plain text with code in backticks; null where nothing is to be said. */
  readonly why: string | null;
}

/** Why not all was done. What is left is done by the next run, which starts from what GitHub has. */
export interface Stopped {
  /** Code of the error: `github/rate-limited`, `github/pull-requests-not-allowed` … */
  readonly code: string;
  readonly why: string;
  /** The edit or the action that would make it go away. */
  readonly hint: string | null;
}

export interface RemediateOutcome {
  readonly branch: string;
  /** Commit of the base branch that the plans are for. */
  readonly commit: string;
  readonly pulls: readonly PullOutcome[];
  readonly impossible: readonly ImpossibleFinding[];
  readonly notAssessed: readonly NotAssessed[];
  /** False where something stayed without an answer: there may be more to mend, and nothing was closed. */
  readonly complete: boolean;
  readonly stopped: Stopped | null;
}

/**
 * Opens, updates and closes pull requests until they are what the repository needs. Safe to run at any time, as often as wanted and
 * beside itself: a second run over the same repository changes nothing.
 *
 * A failure of GitHub in the middle is `stopped` in the outcome. Throws where nothing could be begun: the errors of the client, and
 * `config/…` as `fix` does.
 */
export type Remediate = (ports: RemediatePorts, request: RemediateRequest) => Promise<RemediateOutcome>;
