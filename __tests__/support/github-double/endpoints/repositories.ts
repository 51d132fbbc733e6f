import { ok, repositoryUrl } from "../answer.ts";
import { page } from "../pagination.ts";
import type { Route } from "../routes.ts";
import type { Activity } from "../state.ts";
import { accountBody } from "./accounts.ts";

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
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/activity",
    accepted: [[["contents", "read"]]],
    handle(call) {
      const ref = call.query.get("ref");
      const found = call.repository.activity.filter((one) => ref === null || one.ref === ref).reverse();
      const bodies = found.map(({ actor, ...one }, id) => ({
        id,
        ...one,
        activity_type: activityType(one),
        actor: actor === null ? null : accountBody(call, actor),
      }));
      return page(call, `${repositoryUrl(call).slice(call.base.length)}/activity`, bodies);
    },
  },
];

const none = /^0+$/;
const activityType = ({ before, after }: Pick<Activity, "before" | "after">): string =>
  none.test(before) ? "branch_creation" : none.test(after) ? "branch_deletion" : "push";
