import type { Accepted } from "../access.ts";
import { type Answer, invalid, notFound, ok, problem, type RepositoryCall, repositoryUrl } from "../answer.ts";
import { page } from "../pagination.ts";
import type { Route } from "../routes.ts";
import type { Issue, Pull } from "../state.ts";
import { accountBody } from "./accounts.ts";
import { maxBody } from "./comments.ts";

const reads: Accepted = [[["issues", "read"]]];
const writes: Accepted = [[["issues", "write"]]];

/** Issues; pull requests are among them in the list, with a key of their own. */
export const issueRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues",
    accepted: reads,
    handle(call) {
      const off = switchedOff(call);
      if (off !== null) return off;
      const { issues, pulls } = call.repository;
      const state = call.query.get("state") ?? "open";
      const all = [
        ...[...issues.values()].map((issue) => ({
          number: issue.number,
          state: issue.state,
          body: issueBody(call, issue),
        })),
        ...[...pulls.values()].map((pull) => ({ number: pull.number, state: "open", body: pullAsIssue(call, pull) })),
      ];
      const shown = all.filter((one) => state === "all" || one.state === state).sort((a, b) => b.number - a.number);
      const ordered = call.query.get("direction") === "asc" ? shown.reverse() : shown;
      const path = `${repositoryUrl(call).slice(call.base.length)}/issues`;
      return page(
        call,
        path,
        ordered.map(({ body }) => body),
      );
    },
  },
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/{number}",
    accepted: reads,
    handle(call) {
      const issue = call.repository.issues.get(Number(call.parameters.get("number")));
      return switchedOff(call) ?? (issue === undefined ? notFound : ok(issueBody(call, issue)));
    },
  },
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/issues",
    accepted: writes,
    handle(call) {
      const off = switchedOff(call);
      if (off !== null) return off;
      if (call.token === null) return problem(401, "Requires authentication");
      const { title, body } = call.body;
      if (typeof title !== "string" || title === "")
        return invalid({ resource: "Issue", code: "missing_field", field: "title" });
      const wrong = tooLong(body);
      if (wrong !== null) return wrong;
      const issue = call.state.openIssue(call.repository, {
        title,
        body: typeof body === "string" ? body : "",
        user: call.token.account,
      });
      return { status: 201, body: issueBody(call, issue) };
    },
  },
  {
    kind: "repository",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/issues/{number}",
    accepted: writes,
    handle(call) {
      const issue = call.repository.issues.get(Number(call.parameters.get("number")));
      if (issue === undefined) return notFound;
      const { title, body, state, state_reason: reason } = call.body;
      const wrong = tooLong(body);
      if (wrong !== null) return wrong;
      if (typeof title === "string") issue.title = title;
      if (typeof body === "string") issue.body = body;
      if (state === "open" || state === "closed") {
        issue.state = state;
        issue.reason = typeof reason === "string" ? reason : null;
      }
      issue.edits += 1;
      return ok(issueBody(call, issue));
    },
  },
];

/** A repository may have no issues at all. */
const switchedOff = ({ repository }: RepositoryCall): Answer | null =>
  repository.hasIssues ? null : problem(410, "Issues are disabled for this repo");

function tooLong(body: unknown): Answer | null {
  if (typeof body !== "string" || Math.max(body.length, Buffer.byteLength(body)) <= maxBody) return null;
  return invalid({
    resource: "Issue",
    code: "custom",
    field: "body",
    message: `body is too long (maximum is ${maxBody} characters)`,
  });
}

function issueBody(call: RepositoryCall, issue: Issue): unknown {
  const { number, title, body, state, user, locked } = issue;
  return {
    number,
    title,
    body,
    state,
    state_reason: issue.reason,
    locked,
    user: accountBody(call, user),
    url: `${repositoryUrl(call)}/issues/${number}`,
    html_url: `${call.base}/${call.repository.owner.login}/${call.repository.name}/issues/${number}`,
  };
}

const pullAsIssue = (call: RepositoryCall, { number, title, user, locked }: Pull): unknown => ({
  number,
  title,
  body: null,
  state: "open",
  state_reason: null,
  locked,
  user: accountBody(call, user),
  url: `${repositoryUrl(call)}/issues/${number}`,
  html_url: `${call.base}/${call.repository.owner.login}/${call.repository.name}/pull/${number}`,
  pull_request: { url: `${repositoryUrl(call)}/pulls/${number}` },
});
