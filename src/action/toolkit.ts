import process from "node:process";
import * as core from "@actions/core";
import { PinwardenError } from "../core/error.ts";
import type { Step, StepContext } from "./step.ts";

/**
 * The step that this process is, through GitHub's own toolkit. There is one: the toolkit reads the process's environment and
 * writes to its standard output. What it prints as it is given (`info`) is made plain by `createWorkflowLog`.
 */
export const toolkitStep: Step = {
  variables: process.env,
  getInput: (name) => core.getInput(name),
  info: core.info,
  debug: core.debug,
  error: core.error,
  warning: core.warning,
  notice: core.notice,
  setSecret: core.setSecret,
  context: readContext,
  setOutput(name, value) {
    // Without the file the toolkit prints the value as a command, which runners no longer obey.
    if (names("GITHUB_OUTPUT")) core.setOutput(name, value);
  },
  async addSummary(markdown) {
    // What could not be written the last time would be in the buffer still.
    if (names("GITHUB_STEP_SUMMARY")) await core.summary.emptyBuffer().addRaw(markdown).write();
  },
};

function names(variable: string): boolean {
  return (process.env[variable] ?? "") !== "";
}

/** `@actions/github` reads the event while it is imported, so it is imported where an event that is no JSON can be told. */
async function readContext(): Promise<StepContext> {
  try {
    const { context } = await import("@actions/github");
    const { eventName, payload, sha, ref, apiUrl } = context;
    const { owner, repo } = context.repo;
    return { eventName, payload, repository: `${owner}/${repo}`, sha, ref, apiUrl };
  } catch (error) {
    throw new PinwardenError(
      "event/unreadable",
      `The event cannot be read: ${error instanceof Error ? error.message : "its file is no JSON"}.`,
      {
        hint: "Run the action in a GitHub workflow, or set GITHUB_EVENT_PATH to a file with the event's JSON and GITHUB_REPOSITORY.",
        cause: error,
      },
    );
  }
}
