import { ok, repositoryUrl } from "../answer.ts";
import type { Route } from "../routes.ts";

export const repositoryRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}",
    accepted: [[["metadata", "read"]]],
    handle(call) {
      const { id, owner, name, private: isPrivate, archived } = call.repository;
      const full = `${owner.login}/${name}`;
      return ok({
        id,
        node_id: `R_${id}`,
        name,
        full_name: full,
        private: isPrivate,
        fork: false,
        archived,
        default_branch: "main",
        url: repositoryUrl(call),
        html_url: `${call.base}/${full}`,
      });
    },
  },
];
