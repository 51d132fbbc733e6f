import { type Answer, type Call, problem, type RepositoryCall, repositoryUrl } from "../answer.ts";
import { page } from "../pagination.ts";
import type { Route } from "../routes.ts";
import type { Activity, GithubState, RepositoryState } from "../state.ts";

export const refRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/matching-refs/{+ref}",
    accepted: [[["contents", "read"]]],
    async handle(call) {
      const prefix = call.parameters.get("ref") ?? "";
      const refs = [...(await call.repository.git.refs(`refs/${prefix}`))].sort(([a], [b]) => (a < b ? -1 : 1));
      const path = `${repositoryUrl(call).slice(call.base.length)}/git/matching-refs/${prefix}`;
      return page(
        call,
        path,
        refs.map(([ref, sha]) => refBody(call, ref, sha)),
      );
    },
  },
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/git/refs",
    accepted: [[["contents", "write"]]],
    handle: (call) => call.repository.exclusively(() => createRef(call)),
  },
  {
    kind: "repository",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/git/refs/{+ref}",
    accepted: [[["contents", "write"]]],
    handle: (call) => call.repository.exclusively(() => moveRef(call)),
  },
  {
    kind: "repository",
    method: "DELETE",
    path: "/repos/{owner}/{repo}/git/refs/{+ref}",
    accepted: [[["contents", "write"]]],
    handle: (call) =>
      call.repository.exclusively(async () => {
        const ref = `refs/${call.parameters.get("ref")}`;
        if ((await call.repository.git.resolve(ref)) === null) return problem(422, "Reference does not exist");
        await call.repository.git.deleteRef(ref);
        await followBranch(call.state, call.repository, ref);
        return { status: 204 };
      }),
  },
];

async function moveRef(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const { sha, force } = call.body;
  const ref = `refs/${call.parameters.get("ref")}`;
  const now = await git.resolve(ref);
  if (now === null) return problem(422, "Reference does not exist");
  if (typeof sha !== "string" || (await git.type(sha)) !== "commit") return problem(422, "Object does not exist");
  if (force !== true && (await git.mergeBase(now, sha)) !== now) return problem(422, "Update is not a fast forward");
  await git.setRef(ref, sha);
  noteActivity(call, call.repository, { ref, before: now, after: sha });
  await followBranch(call.state, call.repository, ref);
  return { status: 200, body: refBody(call, ref, sha) };
}

async function createRef(call: RepositoryCall): Promise<Answer> {
  const { ref, sha } = call.body;
  const { git } = call.repository;
  if (typeof ref !== "string" || !/^refs\/[^/]+\/.+/.test(ref)) return problem(422, "Reference name is not valid.");
  if (typeof sha !== "string" || (await git.type(sha)) !== "commit") return problem(422, "Object does not exist");
  if ((await git.resolve(ref)) !== null) return problem(422, "Reference already exists");
  // A name that is a folder of another's cannot be a ref, and the other way round.
  const known = [...(await git.refs("refs/")).keys()];
  if (known.some((one) => one.startsWith(`${ref}/`) || ref.startsWith(`${one}/`)))
    return problem(422, "Reference update failed");
  await git.setRef(ref, sha);
  noteActivity(call, call.repository, { ref, before: "0".repeat(40), after: sha });
  return { status: 201, body: refBody(call, ref, sha) };
}

function refBody(call: RepositoryCall, ref: string, sha: string): unknown {
  const url = `${repositoryUrl(call)}/git/${ref}`;
  return {
    ref,
    node_id: `REF_${ref}`,
    url,
    object: { type: "commit", sha, url: `${repositoryUrl(call)}/git/commits/${sha}` },
  };
}

/** GitHub's own record of who moved what. */
export function noteActivity(
  { token }: Call,
  { activity }: RepositoryState,
  move: Pick<Activity, "ref" | "before" | "after">,
): void {
  activity.push({ ...move, actor: token?.account ?? null, timestamp: new Date().toISOString() });
}

/**
 * What GitHub does to pull requests when a branch has moved: their refs follow; one whose branch is gone, or has nothing that the base lacks, is
 * closed.
 */
export async function followBranch(state: GithubState, repository: RepositoryState, ref: string): Promise<void> {
  const { git } = repository;
  for (const pull of repository.pulls.values()) {
    if (pull.headRef !== ref || pull.state === "closed") continue;
    const head = await git.resolve(ref);
    const base = await git.resolve(`refs/heads/${pull.baseRef}`);
    if (head === null || base === null || (await git.countCommits(base, head)) === 0) pull.state = "closed";
    else await state.refreshPull(repository, pull);
  }
}
