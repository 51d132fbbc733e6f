import { type Call, ok, problem } from "../answer.ts";
import type { Route } from "../routes.ts";
import type { Account } from "../state.ts";

export function accountBody(call: Call, account: Account): unknown {
  return {
    login: account.login,
    id: account.id,
    node_id: `U_${account.id}`,
    type: account.type,
    site_admin: false,
    url: `${call.base}/users/${encodeURIComponent(account.login)}`,
    html_url: `${call.base}/${account.login.replace("[bot]", "")}`,
  };
}

export const accountRoutes: readonly Route[] = [
  {
    kind: "global",
    method: "GET",
    path: "/user",
    handle(call) {
      if (call.token === null) return problem(401, "Requires authentication");
      // An installation has no user: only a user's own token is answered.
      if (call.token.app !== null) return problem(403, "Resource not accessible by integration");
      return ok(accountBody(call, call.token.account));
    },
  },
  {
    kind: "global",
    method: "GET",
    path: "/rate_limit",
    handle(call) {
      const { limit, used, reset } = call.state.limits;
      const core = { limit, used, remaining: Math.max(0, limit - used), reset };
      const legacy = call.version === "2022-11-28" ? { rate: core } : {};
      return ok({ resources: { core }, ...legacy });
    },
  },
];
