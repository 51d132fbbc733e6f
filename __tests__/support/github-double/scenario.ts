import type { GithubDouble } from "./github-double.ts";
import type { FileState } from "./import-stream.ts";
import { contributor, type Permissions, type Pull, type RepositoryState, type Token, workflowToken } from "./state.ts";

export interface PullScenario {
  readonly repository: RepositoryState;
  readonly pull: Pull;
  /** The base branch's tip. */
  readonly base: string;
  readonly head: string;
  /** `refs/pull/N/merge`; null on a conflict. */
  readonly merge: string | null;
  readonly token: Token;
}

export interface ScenarioOptions {
  readonly base?: Readonly<Record<string, FileState>>;
  readonly head?: Readonly<Record<string, FileState>>;
  /** Commits on the base branch after the head branched off. */
  readonly later?: Readonly<Record<string, FileState>>;
  readonly fork?: boolean;
  readonly private?: boolean;
  readonly permissions?: Permissions;
}

export { contributor };

const full = "octo/models";

/** One repository with one open pull request, and the token that its workflow run would get. */
export async function openScenario(double: GithubDouble, options: ScenarioOptions = {}): Promise<PullScenario> {
  const { state } = double;
  const repository = await state.addRepository(full, { private: options.private ?? false });
  const { git } = repository;
  const start = await git.commit({
    ref: "refs/heads/main",
    files: options.base ?? { "requirements.txt": "torch==2.10.0\n", "README.md": "# Models\n" },
  });
  const headRef = options.fork ? "refs/forks/contributor/bump" : "refs/heads/bump";
  const head = await git.commit({
    ref: headRef,
    parents: [start],
    files: options.head ?? { "requirements.txt": "torch==2.11.0\n" },
  });
  const base = options.later === undefined ? start : await git.commit({ ref: "refs/heads/main", files: options.later });
  const pull = await state.openPull(repository, {
    title: "Bump torch",
    user: contributor,
    baseRef: "main",
    headRef,
    headBranch: "bump",
    headRepository: options.fork ? "contributor/models" : full,
  });
  const merge = await git.resolve(`refs/pull/${pull.number}/merge`);
  const permissions =
    options.permissions ??
    (options.fork ? { contents: "read", pull_requests: "read" } : { contents: "read", pull_requests: "write" });
  return { repository, pull, base, head, merge, token: workflowToken(state, full, permissions) };
}
