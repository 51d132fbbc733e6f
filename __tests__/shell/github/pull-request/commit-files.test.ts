import { describe, expect, it } from "@jest/globals";
import { createGithubClient } from "../../../../src/shell/github/github-client.ts";
import { commitOnNewBranch } from "../../../../src/shell/github/pull-request/commit-files.ts";
import type { Fault } from "../../../support/github-double/faults.ts";
import { startGithubDouble } from "../../../support/github-double/github-double.ts";
import { workflowToken } from "../../../support/github-double/state.ts";
import { testClock } from "../../../support/github-double/test-clock.ts";

/** Commits one file on a new branch of a double that fails in this way. */
async function committed(path: RegExp, fault: Fault, times: number): Promise<string | null> {
  await using double = await startGithubDouble();
  const { git } = await double.state.addRepository("octo/models");
  const base = await git.commit({ ref: "refs/heads/main", files: { "requirements.txt": "wire==1.0\n" } });
  const { value: token } = workflowToken(double.state, "octo/models", { contents: "write" });
  double.faults.plan("POST", path, fault, times);
  const digest = "c".repeat(64);
  return await commitOnNewBranch(
    createGithubClient({ apiUrl: double.url, token, userAgent: "test", clock: testClock() }),
    {
      repository: { owner: "octo", repo: "models" },
      nodeId: "R_1",
      branch: "pinwarden/model/a",
      base,
      files: [{ path: "requirements.txt", after: "wire==1.1\n" }],
      message: { headline: "Upgrade wire to 1.1", body: `Pinwarden-Digest: ${digest}` },
      digest,
    },
  );
}

describe("a commit on a new branch", () => {
  it("is made where GraphQL ran out of time and answered 200", async () => {
    const body = { data: null, errors: [{ message: "Something went wrong while executing your query." }] };
    expect(await committed(/graphql$/, { kind: "answer", status: 200, body }, 1)).toMatch(/^[0-9a-f]{40}$/);
  });

  it("is a failure of GitHub where the branch cannot be made, and nobody else's doing", async () => {
    const failing = committed(/git\/refs$/, { kind: "status", status: 502 }, 9);
    await expect(failing).rejects.toMatchObject({ code: "github/unavailable" });
  });
});
