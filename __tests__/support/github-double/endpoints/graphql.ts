import { ok, problem } from "../answer.ts";
import type { Route } from "../routes.ts";
import { runMutation } from "./mutations.ts";

/** `viewer`: who a token speaks as, installation tokens included; and the mutations. Logical errors are answered 200. */
export const graphqlRoutes: readonly Route[] = [
  {
    kind: "global",
    method: "POST",
    path: "/graphql",
    async handle(call) {
      if (!call.state.graphql) return problem(404, "Not Found");
      if (call.token === null) return problem(401, "This endpoint requires you to be authenticated.");
      const { query } = call.body;
      if (typeof query !== "string") return ok({ errors: [{ message: "A query attribute must be specified." }] });
      const mutation = await runMutation(call);
      if (mutation !== null) return mutation;
      const fields = /^\s*(?:query\s*)?\{\s*viewer\s*\{([\w\s]+)\}\s*\}\s*$/.exec(query)?.[1];
      if (fields === undefined) return ok({ errors: [{ message: "Parse error", type: "undefinedField" }] });
      const known: Readonly<Record<string, unknown>> = {
        login: call.token.account.login,
        databaseId: call.token.account.id,
        id: `U_${call.token.account.id}`,
      };
      const asked = fields.split(/\s+/).filter((name) => name !== "");
      const missing = asked.filter((name) => !Object.hasOwn(known, name));
      if (missing.length > 0) {
        return ok({ errors: missing.map((name) => ({ message: `Field '${name}' doesn't exist on type 'User'` })) });
      }
      return ok({ data: { viewer: Object.fromEntries(asked.map((name) => [name, known[name]])) } });
    },
  },
];
