import type { Accepted } from "../access.ts";
import { notFound, ok, problem, type RepositoryCall, repositoryUrl } from "../answer.ts";
import type { Route } from "../routes.ts";
import { contributor } from "../state.ts";
import { accountBody } from "./accounts.ts";

const reads: Accepted = [[["contents", "read"]]];

export const commitRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/commits/{+ref}",
    accepted: reads,
    async handle(call) {
      const ref = call.parameters.get("ref") ?? "";
      const sha = await resolveRef(call, ref);
      if (sha === null) return problem(422, `No commit found for SHA: ${ref}`);
      return ok(await commitBody(call, sha));
    },
  },
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/compare/{+basehead}",
    accepted: reads,
    async handle(call) {
      const { git } = call.repository;
      const [baseText = "", headText = ""] = (call.parameters.get("basehead") ?? "").split("...");
      const base = await resolveRef(call, baseText);
      const head = await resolveRef(call, headText);
      if (base === null || head === null) return notFound;
      const mergeBase = await git.mergeBase(base, head);
      if (mergeBase === null) return problem(404, `No common ancestor between ${baseText} and ${headText}.`);
      const ahead = await git.countCommits(base, head);
      const behind = await git.countCommits(head, base);
      // The first page alone carries files, and 300 of them at most.
      const first = Number(call.query.get("page") ?? 1) === 1;
      const files = first ? (await git.changedFiles(mergeBase, head)).slice(0, 300) : [];
      return ok({
        url: `${repositoryUrl(call)}/compare/${baseText}...${headText}`,
        base_commit: await commitBody(call, base),
        merge_base_commit: await commitBody(call, mergeBase),
        status: statusOf(ahead, behind),
        ahead_by: ahead,
        behind_by: behind,
        total_commits: ahead,
        commits: await Promise.all((await git.log(base, head)).slice(0, 250).map((sha) => commitBody(call, sha))),
        files,
      });
    },
  },
];

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return "diverged";
  if (ahead > 0) return "ahead";
  return behind > 0 ? "behind" : "identical";
}

/** A branch, a tag, a full ref or a sha; `owner:branch` names a fork's branch. */
async function resolveRef(call: RepositoryCall, text: string): Promise<string | null> {
  const { git } = call.repository;
  const fork = /^([^:]+):(.+)$/.exec(text);
  const candidates =
    fork === null
      ? [`refs/heads/${text}`, `refs/tags/${text}`, text]
      : [
          `refs/forks/${fork[1]}/${fork[2]}`,
          ...(fork[1] === call.repository.owner.login ? [`refs/heads/${fork[2]}`] : []),
        ];
  for (const candidate of candidates) {
    const sha = await git.resolve(candidate);
    if (sha !== null) return sha;
  }
  return null;
}

async function commitBody(call: RepositoryCall, sha: string): Promise<unknown> {
  const { git } = call.repository;
  const parents = await git.parents(sha);
  const authors = call.repository.authors.get(sha) ?? { author: contributor, committer: contributor };
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${repositoryUrl(call)}/commits/${sha}`,
    commit: { message: await git.message(sha), tree: { sha: await git.treeOf(sha) } },
    author: accountBody(call, authors.author),
    committer: accountBody(call, authors.committer),
    parents: parents.map((parent) => ({ sha: parent, url: `${repositoryUrl(call)}/commits/${parent}` })),
  };
}
