import type { Accepted } from "../access.ts";
import { type Answer, invalid, notFound, ok, problem, pullOf, type RepositoryCall, repositoryUrl } from "../answer.ts";
import { page } from "../pagination.ts";
import type { Route } from "../routes.ts";
import { githubActionsApp, type Pull } from "../state.ts";
import { maxBody } from "./comments.ts";
import { pullBody } from "./pulls.ts";

const writes: Accepted = [[["pull_requests", "write"]]];

export const pullWriteRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/pulls",
    accepted: [[["pull_requests", "read"]]],
    async handle(call) {
      const state = call.query.get("state") ?? "open";
      const head = call.query.get("head");
      const base = call.query.get("base");
      const found = [...call.repository.pulls.values()]
        .filter((pull) => state === "all" || (pull.state ?? "open") === state)
        .filter((pull) => head === null || labelOf(pull) === head)
        .filter((pull) => base === null || pull.baseRef === base);
      // The newest first, unless asked otherwise.
      const ordered = call.query.get("direction") === "asc" ? found : found.reverse();
      const bodies = await Promise.all(ordered.map((pull) => pullBody(call, pull)));
      return page(call, `${repositoryUrl(call).slice(call.base.length)}/pulls`, bodies);
    },
  },
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/pulls",
    accepted: writes,
    handle: (call) => call.repository.exclusively(() => createPull(call)),
  },
  {
    kind: "repository",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/pulls/{number}",
    accepted: writes,
    async handle(call) {
      const pull = pullOf(call);
      if (pull === null) return notFound;
      const { title, body, state } = call.body;
      if (typeof body === "string" && isTooLong(body)) return tooLong();
      if (typeof title === "string") pull.title = title;
      if (typeof body === "string") pull.body = body;
      if (state === "open" || state === "closed") pull.state = state;
      return ok(await pullBody(call, pull));
    },
  },
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/issues/{number}/labels",
    accepted: [[["issues", "write"]], [["pull_requests", "write"]]],
    handle(call) {
      const pull = pullOf(call);
      if (pull === null) return notFound;
      const { labels } = call.body;
      if (!Array.isArray(labels)) return problem(422, "Invalid request.");
      pull.labels = [...new Set([...(pull.labels ?? []), ...(labels as string[])])];
      return ok(pull.labels.map((name) => ({ name })));
    },
  },
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers",
    accepted: writes,
    async handle(call) {
      const pull = pullOf(call);
      if (pull === null) return notFound;
      const { reviewers = [], team_reviewers: teams = [] } = call.body as Record<string, readonly string[]>;
      const asked = [...reviewers, ...teams];
      if (reviewers.includes(pull.user.login))
        return problem(422, "Review cannot be requested from pull request author.");
      if (asked.some((name) => !call.repository.collaborators.has(name))) {
        return problem(422, "Reviews may only be requested from collaborators.");
      }
      pull.reviewers = [...new Set([...(pull.reviewers ?? []), ...asked])];
      return { status: 201, body: await pullBody(call, pull) };
    },
  },
];

const labelOf = (pull: Pull): string => `${(pull.headRepository ?? "").split("/")[0]}:${pull.headBranch}`;

async function createPull(call: RepositoryCall): Promise<Answer> {
  const { repository, token, state } = call;
  const { title, body, head, base } = call.body as Record<string, string>;
  if (token === null) return problem(401, "Requires authentication");
  if (token.app?.id === githubActionsApp.id && !repository.workflowsMayOpenPulls)
    return problem(403, "GitHub Actions is not permitted to create or approve pull requests.");
  if (title === undefined || head === undefined || base === undefined)
    return invalid({ resource: "PullRequest", field: "title", code: "missing_field" });
  if (body !== undefined && isTooLong(body)) return tooLong();
  if (title.length > 256)
    return invalid({
      resource: "PullRequest",
      field: "title",
      code: "custom",
      message: "title is too long (maximum is 256 characters)",
    });
  const { git, owner, name } = repository;
  const [headTip, baseTip] = [await git.resolve(`refs/heads/${head}`), await git.resolve(`refs/heads/${base}`)];
  if (baseTip === null) return invalid({ resource: "PullRequest", field: "base", code: "invalid" });
  if (headTip === null) return invalid({ resource: "PullRequest", field: "head", code: "invalid" });
  const label = `${owner.login}:${head}`;
  const open = [...repository.pulls.values()].some(
    (pull) => (pull.state ?? "open") === "open" && labelOf(pull) === label && pull.baseRef === base,
  );
  const custom = (message: string) => invalid({ resource: "PullRequest", field: "", code: "custom", message });
  if (open) return custom(`A pull request already exists for ${label}.`);
  if ((await git.countCommits(baseTip, headTip)) === 0) return custom(`No commits between ${base} and ${head}`);
  const pull = await state.openPull(repository, {
    title,
    user: token.account,
    baseRef: base,
    headRef: `refs/heads/${head}`,
    headBranch: head,
    headRepository: `${owner.login}/${name}`,
    ...(body === undefined ? {} : { body }),
  });
  return { status: 201, body: await pullBody(call, pull) };
}

/** Of an issue or a pull request, as of a comment; the stricter reading is played. */
const isTooLong = (body: string): boolean => Math.max(body.length, Buffer.byteLength(body)) > maxBody;

function tooLong(): Answer {
  const message = `body is too long (maximum is ${maxBody} characters)`;
  return invalid({ resource: "PullRequest", field: "body", code: "custom", message });
}
