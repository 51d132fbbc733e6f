import type { RunnerCommands } from "../shell/github/workflow-log.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** What made the workflow run and on what, as the runner says it. */
export interface StepContext {
  readonly eventName: string;
  /** The event as GitHub sent it, not yet validated. */
  readonly payload: unknown;
  /** `owner/repo` */
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  readonly apiUrl: string;
}

/** A step of a workflow: what the runner hands to it, and what it takes from it. */
export interface Step extends RunnerCommands {
  readonly variables: Variables;
  /** Trimmed; empty where it is not given. */
  getInput(name: string): string;
  /** Throws `event/unreadable` where the event's file is none. */
  context(): Promise<StepContext>;
  /** Does nothing where there is no file for outputs, as outside of a workflow. */
  setOutput(name: string, value: string): void;
  /** Appends to the job summary; does nothing where there is no file for it. */
  addSummary(markdown: string): Promise<void>;
}
