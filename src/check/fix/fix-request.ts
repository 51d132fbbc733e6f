import type { LockTools } from "../../shell/tools/lock-tools.ts";
import type { CheckRequest } from "../request.ts";

/** What is to be mended: the tree as it is. Policy is read from it too, since a fix is made by whoever owns the repository. */
export interface FixRequest extends Omit<CheckRequest, "base" | "policy"> {
  /** Ids of advisories or of rules that alone are to be cleared; empty for all that policy minds. */
  readonly only: readonly string[];
  /** What runs the tools of locks; absent where the job is not trusted, so that none is run whatever the configuration says. */
  readonly tools?: LockTools;
  /** The tools are run though the configuration does not say so. */
  readonly runTools?: boolean;
}

/** Solves that one search may take. */
export const mostAttempts = 200;

/** Solves that all searches for the models of one group may take together, where packages are taken one by one. */
export const mostQuestions = 600;
