import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import { oneLine } from "./failure.ts";
import type { GithubClient, ParameterValue } from "./github-client.ts";

const errorsAnswer = z.array(z.object({ message: z.string(), type: z.string().nullish() })).min(1);

/**
 * Sends a query or mutation. GraphQL answers 200 for what it refuses, with `errors`: that is thrown as `github/stale` where a branch has
 * moved, `github/missing-permission` where the token may not, and `github/refused` else.
 */
export async function graphql<T>(
  client: GithubClient,
  query: string,
  variables: { readonly [name: string]: ParameterValue },
  data: z.ZodType<T>,
): Promise<T> {
  const answer = z.union([z.object({ errors: errorsAnswer }), z.object({ data })]);
  const read = await client.request("POST /graphql", { query, variables }, answer);
  if (!("errors" in read)) return read.data;
  const [error] = read.errors;
  const message = oneLine(error?.message ?? "");
  const said = `GitHub refused \`${operationOf(query)}\`. It said: ${message}`;
  if (error?.type === "STALE_DATA" || /expected .{0,80}to point to/i.test(message))
    throw new PinwardenError("github/stale", said);
  if (error?.type === "FORBIDDEN" || /not accessible by/i.test(message)) {
    throw new PinwardenError("github/missing-permission", said, {
      hint: "Add to the workflow's job: `permissions:\n  contents: write\n  pull-requests: write`",
    });
  }
  throw new PinwardenError("github/refused", said);
}

/** The first field of the operation, which is what a reader knows it by. */
const operationOf = (query: string): string => /\{\s*(\w+)/.exec(query)?.[1] ?? "graphql";
