import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import { oneLine } from "./failure.ts";
import type { GithubClient, ParameterValue } from "./github-client.ts";

const errorsAnswer = z.array(z.object({ message: z.string(), type: z.string().nullish() })).min(1);

/**
 * Sends a query or mutation. GraphQL answers 200 for what it refuses, with `errors`: that is thrown as `github/stale` where a branch has
 * moved, `github/missing-permission` where the token may not, `github/unavailable` where it failed or ran out of time, after which a mutation
 * may have done its work all the same, and `github/refused` else.
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
  if (/^something went wrong\b/i.test(message) || (error?.type != null && failures.has(error.type))) {
    throw new PinwardenError("github/unavailable", said, {
      hint: "Run the job again; if it lasts, see https://www.githubstatus.com.",
    });
  }
  throw new PinwardenError("github/refused", said);
}

/** Types of errors that are GitHub's own failures and say nothing of what was asked. */
const failures: ReadonlySet<string> = new Set(["INTERNAL", "SERVICE_UNAVAILABLE", "TIMEOUT"]);

/** The first field of the operation, which is what a reader knows it by. */
const operationOf = (query: string): string => /\{\s*(\w+)/.exec(query)?.[1] ?? "graphql";
