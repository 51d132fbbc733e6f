import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realPorts } from "../../src/action/real-ports.ts";
import { runAction } from "../../src/action/run-action.ts";
import { type GithubDouble, startGithubDouble } from "./github-double/github-double.ts";
import type { FileState } from "./github-double/import-stream.ts";
import { contributor, type Pull, type RepositoryState, type Token, workflowToken } from "./github-double/state.ts";
import { type LoopbackIndex, type LoopbackPackage, startLoopbackIndex } from "./loopback-index.ts";
import { type OsvService, type ServedRecord, startOsvService } from "./osv-service.ts";
import { plainStep } from "./plain-step.ts";
import { type RunnerJob, type RunnerResult, runAsRunner } from "./runner.ts";

/** What a runner starts: the committed bundle, in a process of its own. */
export const bundleEntry = join(import.meta.dirname, "../../dist/index.js");

const root = join(import.meta.dirname, "../..");
const fullName = "octo/models";

export interface RemediationScenarioOptions {
  readonly files: Readonly<Record<string, FileState>>;
  readonly packages: readonly LoopbackPackage[];
  readonly records: readonly ServedRecord[];
}

/** A repository on a GitHub double, an index and an advisory service, and the action in `mode: fix` run on them as by a schedule. */
export interface RemediationScenario extends AsyncDisposable {
  readonly double: GithubDouble;
  readonly repository: RepositoryState;
  readonly token: Token;
  readonly index: LoopbackIndex;
  readonly osv: OsvService;
  /** Variables that name the index, the advisory service and the cache. */
  readonly environment: Readonly<Record<string, string>>;
  run(job?: Partial<RunnerJob>): Promise<RunnerResult>;
  /** A commit by a person. */
  commit(files: Readonly<Record<string, FileState>>, branch?: string): Promise<string>;
  /** Merges a pull request as a person does: squashed onto main, its branch left. */
  merge(pull: Pull): Promise<void>;
  pulls(state?: "open" | "closed"): readonly Pull[];
  branches(): Promise<readonly string[]>;
  /** Requests that changed something, since the last time it was asked. */
  writes(): readonly string[];
}

export async function openRemediationScenario(options: RemediationScenarioOptions): Promise<RemediationScenario> {
  const folder = await mkdtemp(join(tmpdir(), "remediation-"));
  const double = await startGithubDouble();
  const index = await startLoopbackIndex({ packages: options.packages });
  const osv = await startOsvService({ records: options.records });
  const repository = await double.state.addRepository(fullName);
  const { git } = repository;
  await git.commit({ ref: "refs/heads/main", files: options.files });
  const token = workflowToken(double.state, fullName, { contents: "write", pull_requests: "write" });
  const environment = { PINWARDEN_OSV_URL: osv.address, PINWARDEN_CACHE_DIR: join(folder, "cache") };
  let seen = 0;

  return {
    double,
    repository,
    token,
    index,
    osv,
    environment,
    async run(job = {}) {
      return await runAsRunner({
        entry: ({ variables, write }) => runAction(plainStep(variables, write), realPorts(variables)),
        actionFile: join(root, "action.yml"),
        event: { name: "schedule", payload: { schedule: "17 4 * * *" } },
        repository: fullName,
        sha: (await git.resolve("refs/heads/main")) ?? "",
        ref: "refs/heads/main",
        token: token.value,
        apiUrl: double.url,
        ...job,
        inputs: { mode: "fix", "index-url": index.url, ...job.inputs },
        env: { ...environment, ...job.env },
      });
    },
    async commit(files, branch = "main") {
      const ref = `refs/heads/${branch}`;
      const sha = await git.commit({ ref, files });
      for (const pull of repository.pulls.values())
        if (pull.headRef === ref) await double.state.refreshPull(repository, pull);
      return sha;
    },
    async merge(pull) {
      const main = (await git.resolve("refs/heads/main")) ?? "";
      const head = (await git.resolve(pull.headRef)) ?? "";
      const fork = (await git.mergeBase(main, head)) ?? "";
      const files: Record<string, FileState> = {};
      const lines = await git.tree(head, true);
      for (const { filename } of await git.changedFiles(fork, head)) {
        const line = lines.find(({ path }) => path === filename);
        files[filename] = line === undefined ? null : await git.blob(line.sha);
      }
      await git.commit({ ref: "refs/heads/main", files });
      pull.state = "closed";
      pull.mergedAt = "2026-01-02T00:00:00Z";
    },
    pulls: (state) =>
      [...repository.pulls.values()].filter((pull) => state === undefined || (pull.state ?? "open") === state),
    branches: async () => [...(await git.refs("refs/heads/")).keys()].map((ref) => ref.slice("refs/heads/".length)),
    writes() {
      const fresh = double.requests.slice(seen);
      seen = double.requests.length;
      return fresh
        .filter(({ method, url, body }) => method !== "GET" && (url !== "/graphql" || body.includes("mutation")))
        .map(({ method, url }) => `${method} ${url}`);
    },
    async [Symbol.asyncDispose]() {
      await double.stop();
      await osv[Symbol.asyncDispose]();
      await index[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export { contributor };
