import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { createGithubClient } from "../../../src/shell/github/github-client.ts";
import { graphql } from "../../../src/shell/github/graphql.ts";
import type { Fault } from "../../support/github-double/faults.ts";
import { startGithubDouble } from "../../support/github-double/github-double.ts";
import { workflowToken } from "../../support/github-double/state.ts";
import { testClock } from "../../support/github-double/test-clock.ts";

const query =
  "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";

/** Sends the mutation, which is answered in this way first. */
async function asked(...faults: readonly Fault[]) {
  await using double = await startGithubDouble();
  await double.state.addRepository("octo/models");
  const { value: token } = workflowToken(double.state, "octo/models", { contents: "write" });
  for (const fault of faults) double.faults.plan("POST", /graphql$/, fault);
  const clock = testClock(Date.now());
  const client = createGithubClient({ apiUrl: double.url, token, userAgent: "test", clock });
  const branch = { repositoryNameWithOwner: "octo/models", branchName: "topic" };
  const input = { branch, expectedHeadOid: "0".repeat(40), message: { headline: "x" }, fileChanges: { additions: [] } };
  const answer = graphql(client, query, { input }, z.unknown());
  return await answer.then(
    () => ({ code: null, message: "", waits: clock.waits }),
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message, waits: clock.waits }),
  );
}

const errors = (type: string, message: string, headers: Record<string, string> = {}): Fault => ({
  kind: "answer",
  status: 200,
  body: { data: null, errors: [{ type, message }] },
  headers,
});

describe("what GraphQL refuses with a 200", () => {
  it.each([
    ["STALE_DATA", 'Expected branch to point to "a" but it did not.', "github/stale"],
    ["FORBIDDEN", "Resource not accessible by integration", "github/missing-permission"],
    ["UNPROCESSABLE", "Something else", "github/refused"],
  ])("%s is an error with a name", async (type, message, code) => {
    const answer = await asked(errors(type, message));
    expect(answer.code).toBe(code);
    expect(answer.message).toContain("`createCommitOnBranch`");
    expect(answer.waits).toEqual([]);
  });

  it.each([
    [{ message: "Something went wrong while executing your query. This may be the result of a timeout." }],
    [{ type: "SERVICE_UNAVAILABLE", message: "Try again." }],
  ])("is a failure of GitHub's own, after which the work may be done: %j", async (error) => {
    const body = { data: null, errors: [error] };
    expect((await asked({ kind: "answer", status: 200, body })).code).toBe("github/unavailable");
  });

  it("is a secondary limit, which has a message and no type", async () => {
    const body = { errors: [{ message: "You have exceeded a secondary rate limit. Please wait a few minutes." }] };
    const answer = await asked({ kind: "answer", status: 200, body });
    expect(answer.code).toBe("github/refused");
    expect(answer.waits).toHaveLength(1);
  });

  it("is no branch, by the double's own word", async () => {
    expect((await asked()).code).toBe("github/refused");
  });

  it("is a limit that is waited out where it is short", async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 30);
    const limited = errors("RATE_LIMITED", "API rate limit exceeded", {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": reset,
    });
    const answer = await asked(limited);
    expect(answer.code).toBe("github/refused");
    expect(answer.waits).toHaveLength(1);
  });

  it("is a limit that is said where it is long", async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 3600);
    const limited = errors("RATE_LIMITED", "API rate limit exceeded", {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": reset,
    });
    expect((await asked(limited)).code).toBe("github/rate-limited");
  });
});
