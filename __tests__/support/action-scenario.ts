import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAction } from "../../src/action/run-action.ts";
import { plainPorts } from "./action-ports.ts";
import { git } from "./github-double/git-store.ts";
import { type GithubDouble, startGithubDouble } from "./github-double/github-double.ts";
import { openScenario, type PullScenario, type ScenarioOptions } from "./github-double/scenario.ts";
import { plainStep } from "./plain-step.ts";
import { type RunnerJob, type RunnerResult, runAsRunner } from "./runner.ts";

/** The action as a file of its own process, where that is what a test is about. */
export const actionEntry = join(import.meta.dirname, "action-entry.ts");

const root = join(import.meta.dirname, "../..");

export interface RunOptions {
  readonly event?: "pull_request" | "pull_request_target";
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly entry?: RunnerJob["entry"];
  /** Depth of the clone in the workspace; none where it is left out. */
  readonly depth?: number;
}

/** A repository on a GitHub double, its pull request, and the action run on it as a workflow would. */
export interface ActionScenario extends AsyncDisposable {
  readonly double: GithubDouble;
  readonly opened: PullScenario;
  run(options?: RunOptions): Promise<RunnerResult>;
  runJob(job: Partial<RunnerJob>): Promise<RunnerResult>;
  /** A new commit on the pull request's branch. */
  push(text: string): Promise<void>;
}

export async function openActionScenario(options: ScenarioOptions = {}): Promise<ActionScenario> {
  const double = await startGithubDouble();
  const opened = await openScenario(double, options);
  const { git: store } = opened.repository;
  const folders: string[] = [];

  async function payload(action: string): Promise<unknown> {
    const base = await store.resolve("refs/heads/main");
    const head = await store.resolve("refs/pull/1/head");
    return {
      action,
      number: 1,
      pull_request: {
        number: 1,
        title: opened.pull.title,
        base: { ref: "main", sha: base, repo: { full_name: "octo/models" } },
        head: {
          ref: opened.pull.headBranch,
          sha: head,
          repo: opened.pull.headRepository === null ? null : { full_name: opened.pull.headRepository },
        },
      },
      repository: { full_name: "octo/models" },
    };
  }

  async function checkout(depth: number): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "workspace-"));
    folders.push(folder);
    await git(folder, ["init", "--quiet"]);
    await git(folder, ["fetch", "--quiet", `--depth=${depth}`, `file://${store.directory}`, "refs/pull/1/merge"]);
    await git(folder, ["checkout", "--quiet", "FETCH_HEAD"]);
    return folder;
  }

  const runJob = async (job: Partial<RunnerJob>) =>
    await runAsRunner({
      entry: ({ variables, write }) => runAction(plainStep(variables, write), plainPorts(variables)),
      actionFile: join(root, "action.yml"),
      event: { name: "push", payload: {} },
      repository: "octo/models",
      sha: opened.base,
      ref: "refs/heads/main",
      token: opened.token.value,
      apiUrl: double.url,
      ...job,
    });

  return {
    double,
    opened,
    runJob,
    async run(runOptions = {}) {
      const name = runOptions.event ?? "pull_request";
      const merge = await store.resolve("refs/pull/1/merge");
      const target = name === "pull_request_target";
      return await runJob({
        event: { name, payload: await payload("synchronize") },
        sha: target ? opened.base : (merge ?? opened.base),
        ref: target ? "refs/heads/main" : "refs/pull/1/merge",
        ...(runOptions.entry === undefined ? {} : { entry: runOptions.entry }),
        ...(runOptions.inputs === undefined ? {} : { inputs: runOptions.inputs }),
        ...(runOptions.env === undefined ? {} : { env: runOptions.env }),
        ...(runOptions.depth === undefined ? {} : { workspace: await checkout(runOptions.depth) }),
      });
    },
    async push(text) {
      await store.commit({ ref: opened.pull.headRef, files: { "requirements.txt": text } });
      await double.state.refreshPull(opened.repository, opened.pull);
    },
    async [Symbol.asyncDispose]() {
      await double.stop();
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}
