import type { Accepted } from "../access.ts";
import { type Answer, invalid, notFound, ok, problem, type RepositoryCall, repositoryUrl } from "../answer.ts";
import { page } from "../pagination.ts";
import type { Route } from "../routes.ts";
import type { Comment } from "../state.ts";
import { accountBody } from "./accounts.ts";

/** GitHub takes 65,536 characters and answers more with a 422. */
export const maxBody = 65_536;

const reads: Accepted = [[["issues", "read"]], [["pull_requests", "read"]]];
const writes: Accepted = [[["issues", "write"]], [["pull_requests", "write"]]];

export const commentRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/{number}/comments",
    accepted: reads,
    handle(call) {
      const pull = threadOf(call);
      if (pull === null) return notFound;
      const comments = call.repository.comments.filter((comment) => comment.issue === pull.number);
      const path = `${repositoryUrl(call).slice(call.base.length)}/issues/${pull.number}/comments`;
      return page(
        call,
        path,
        comments.map((comment) => commentBody(call, comment)),
      );
    },
  },
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/issues/{number}/comments",
    accepted: writes,
    handle(call) {
      const pull = threadOf(call);
      if (pull === null) return notFound;
      if (pull.locked) return problem(403, "Unable to create comment because issue is locked.");
      const body = checkedBody(call);
      if (typeof body !== "string") return body;
      if (call.token === null) return problem(401, "Requires authentication");
      const comment = call.state.addComment(call.repository, pull.number, call.token.account, body, call.token.app);
      return { status: 201, body: commentBody(call, comment) };
    },
  },
  {
    kind: "repository",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/issues/comments/{id}",
    accepted: writes,
    // Whoever may write may edit anybody's comment: GitHub does not ask for the author.
    handle(call) {
      const comment = commentOf(call);
      if (comment === undefined) return notFound;
      const body = checkedBody(call);
      if (typeof body !== "string") return body;
      comment.body = body;
      comment.updatedAt = new Date().toISOString();
      return ok(commentBody(call, comment));
    },
  },
  {
    kind: "repository",
    method: "DELETE",
    path: "/repos/{owner}/{repo}/issues/comments/{id}",
    accepted: writes,
    handle(call) {
      const comment = commentOf(call);
      if (comment === undefined) return notFound;
      call.repository.comments.splice(call.repository.comments.indexOf(comment), 1);
      return { status: 204 };
    },
  },
];

/** A pull request or an issue: both have comments. */
function threadOf({
  repository,
  parameters,
}: RepositoryCall): { readonly number: number; readonly locked: boolean } | null {
  const number = Number(parameters.get("number"));
  return repository.pulls.get(number) ?? repository.issues.get(number) ?? null;
}

function commentOf(call: RepositoryCall): Comment | undefined {
  const id = Number(call.parameters.get("id"));
  return call.repository.comments.find((comment) => comment.id === id);
}

function checkedBody(call: RepositoryCall): string | Answer {
  const { body } = call.body;
  if (body === undefined || body === "") {
    return invalid({ resource: "IssueComment", code: "missing_field", field: "body" });
  }
  if (typeof body !== "string") {
    return problem(422, `Invalid request.\n\nFor 'properties/body', ${JSON.stringify(body)} is not a string.`);
  }
  // Whether GitHub counts characters or bytes is not documented: the stricter is played.
  if (Math.max(body.length, Buffer.byteLength(body)) > maxBody) {
    const message = `Body is too long (maximum is ${maxBody} characters)`;
    return invalid({ resource: "IssueComment", code: "unprocessable", field: "data", message });
  }
  return body;
}

function commentBody(call: RepositoryCall, comment: Comment): unknown {
  const url = `${repositoryUrl(call)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url,
    html_url: `${call.base}/${call.repository.owner.login}/${call.repository.name}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(call)}/issues/${comment.issue}`,
    body: comment.body,
    user: accountBody(call, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: comment.user.type === "Bot" ? "NONE" : "CONTRIBUTOR",
    performed_via_github_app: comment.app,
  };
}
