import type { Accepted } from "../access.ts";
import { notFound, ok, pullOf, type RepositoryCall, repositoryUrl } from "../answer.ts";
import { page } from "../pagination.ts";
import type { Route } from "../routes.ts";
import type { Pull } from "../state.ts";
import { accountBody } from "./accounts.ts";

const reads: Accepted = [[["pull_requests", "read"]]];

export const pullRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/pulls/{number}",
    accepted: reads,
    async handle(call) {
      const pull = pullOf(call);
      return pull === null ? notFound : ok(await pullBody(call, pull));
    },
  },
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/pulls/{number}/files",
    accepted: reads,
    async handle(call) {
      const pull = pullOf(call);
      if (pull === null) return notFound;
      const { git } = call.repository;
      const [base, head] = await sides(call, pull);
      const from = (await git.mergeBase(base, head)) ?? base;
      // GitHub lists 3,000 files and no more.
      const files = (await git.changedFiles(from, head)).slice(0, 3000);
      const path = `${repositoryUrl(call).slice(call.base.length)}/pulls/${pull.number}/files`;
      const bodies = await Promise.all(
        files.map(async (file) => ({ ...file, patch: await git.patch(from, head, file.filename) })),
      );
      return page(call, path, bodies);
    },
  },
];

async function sides(call: RepositoryCall, pull: Pull): Promise<readonly [string, string]> {
  const base = await call.repository.git.resolve(`refs/heads/${pull.baseRef}`);
  // It stays when its branch goes.
  const head = await call.repository.git.resolve(`refs/pull/${pull.number}/head`);
  if (base === null || head === null) throw new Error(`Pull ${pull.number} lost its base or its head.`);
  return [base, head];
}

/** The pull request as the REST answers and the events carry it. From 2026-03-10 on there is no `merge_commit_sha`. */
export async function pullBody(call: RepositoryCall, pull: Pull): Promise<Record<string, unknown>> {
  const [base, head] = await sides(call, pull);
  const full = `${call.repository.owner.login}/${call.repository.name}`;
  const [headOwner = ""] = (pull.headRepository ?? "").split("/");
  const merge = await call.repository.git.resolve(`refs/pull/${pull.number}/merge`);
  const mergedHead = merge === null ? null : ((await call.repository.git.parents(merge))[1] ?? null);
  return {
    id: pull.number + 9000,
    number: pull.number,
    state: pull.state ?? "open",
    merged_at: pull.mergedAt ?? null,
    labels: (pull.labels ?? []).map((name) => ({ name })),
    requested_reviewers: (pull.reviewers ?? []).map((login) => ({ login })),
    locked: pull.locked,
    draft: false,
    title: pull.title,
    body: pull.body ?? null,
    user: accountBody(call, pull.user),
    url: `${repositoryUrl(call)}/pulls/${pull.number}`,
    html_url: `${call.base}/${full}/pull/${pull.number}`,
    mergeable: mergedHead === head,
    ...(call.version === "2022-11-28" ? { merge_commit_sha: merge } : {}),
    base: {
      ref: pull.baseRef,
      sha: base,
      label: `${call.repository.owner.login}:${pull.baseRef}`,
      repo: { full_name: full },
    },
    head: {
      ref: pull.headBranch,
      sha: head,
      label: `${headOwner}:${pull.headBranch}`,
      repo: pull.headRepository === null ? null : { full_name: pull.headRepository },
    },
  };
}
