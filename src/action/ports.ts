import type { RemediationGround } from "../bot/remediation-port.ts";
import type { CheckReport } from "../core/comparison/comparison.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { CheckInputs } from "./inputs.ts";
import type { ScanPortOutcome, ScanPortRequest } from "./scan-port.ts";

/** When the comment is written: on every pull request, where the check fails, or never. */
export type CommentWhen = "always" | "on-failure" | "never";

export interface CheckSides {
  /** Null where there is nothing to compare with. */
  readonly base: Tree | null;
  readonly head: Tree;
  /** The configuration is read from here and from nowhere else: the base branch, never the pull request's own side. */
  readonly policy: Tree;
  /** What the workflow's author says inline, which wins over the configuration. */
  readonly inputs: CheckInputs;
}

export interface CheckRequest extends CheckSides {
  /** Bytes of UTF-8 that the comment may have at most. */
  readonly commentLimit: number;
  /** A constant message about what goes on, for the log. */
  readonly progress: (message: string) => void;
}

export interface CheckOutcome {
  readonly report: CheckReport;
  /** Markdown for the pull request. */
  readonly comment: string;
  /** Markdown for the job summary, which may be longer. */
  readonly summary: string;
  /** 0 clean, 1 findings at or above the threshold or no resolution, 3 not completed. */
  readonly exitCode: 0 | 1 | 3;
  /** Path of the configuration in the policy tree, read or not. */
  readonly configPath: string;
}

/** What the action needs from the rest of the program. */
export interface ActionPorts {
  check(request: CheckRequest): Promise<CheckOutcome>;
  /** Whether a change of these paths can change what a model installs, or what is asked of it. */
  concerns(paths: readonly string[], request: CheckSides): Promise<boolean>;
  /** What the configuration says of the comment; null where it says nothing. */
  commentWhen(request: CheckSides): Promise<CommentWhen | null>;
  /** Opens what plans are made in for as long as the work lasts, and hands it the way from a tree to its plans. */
  remediating<T>(
    request: Pick<CheckRequest, "inputs" | "progress">,
    work: (groundOf: (tree: Tree) => Promise<RemediationGround>) => Promise<T>,
  ): Promise<T>;
  /** Looks at a tree, appends a record of it, and renders what changed without a commit. */
  scan(request: ScanPortRequest): Promise<ScanPortOutcome>;
  /** Name and version of the program: `pinwarden/0.1.0`. */
  readonly userAgent: string;
}
