import { describe, expect, it } from "@jest/globals";
import { stickyBody } from "../../src/shell/github/sticky-body.ts";
import { actionEntry, openActionScenario } from "../support/action-scenario.ts";
import { contributor } from "../support/github-double/scenario.ts";

describe("a pull request", () => {
  it("is commented once, edited where the answer changes, and else left alone", async () => {
    await using scenario = await openActionScenario();
    const { comments } = scenario.opened.repository;

    const first = await scenario.run({ entry: actionEntry });
    expect(first.stderr).toBe("");
    expect(first.exitCode).toBe(0);
    expect(comments.map((comment) => comment.body)).toEqual([expect.stringContaining("after: torch==2.11.0")]);

    await scenario.push("torch==2.11.0 # vulnerable");
    const second = await scenario.run();
    expect(second.exitCode).toBe(1);
    expect(comments.map((comment) => comment.body)).toEqual([expect.stringContaining("vulnerable")]);

    const before = scenario.double.requests.length;
    await scenario.run();
    const writes = scenario.double.requests.slice(before).filter((request) => !["GET"].includes(request.method));
    expect(writes.map((request) => request.url)).toEqual(["/graphql"]);
    expect(comments).toHaveLength(1);
  });

  it("is told in outputs, summary, annotations and the report file", async () => {
    await using scenario = await openActionScenario({ head: { "requirements.txt": "torch # vulnerable\n" } });
    const result = await scenario.run();
    expect(result.exitCode).toBe(1);
    expect(result.outputs.get("verdict")).toBe("fail");
    expect(JSON.parse(result.outputs.get("vulnerable-changes") ?? "")).toMatchObject([
      {
        change_type: "added",
        manifest: "requirements.txt",
        package_url: "pkg:pypi/torch@2.11.0",
        vulnerabilities: [{ advisory_ghsa_id: "GHSA-aaaa-bbbb-cccc", severity: "high" }],
      },
    ]);
    expect(JSON.parse(result.outputs.get("dependency-changes") ?? "")).toHaveLength(2);
    expect(JSON.parse(result.outputs.get("findings") ?? "")).toMatchObject([
      { model: "model", target: "prod", rule: "advisory" },
    ]);
    expect(JSON.parse(result.report ?? "")).toMatchObject({ verdict: "fail" });
    expect(result.summary).toContain("## Summary");
    const errors = result.commands.filter((command) => command.name === "error");
    expect(errors).toMatchObject([{ properties: { file: "requirements.txt", line: "1", title: "advisory" } }]);
  });

  it("succeeds with warn-only, and says what it found", async () => {
    await using scenario = await openActionScenario({ head: { "requirements.txt": "torch # vulnerable\n" } });
    const result = await scenario.run({ inputs: { "warn-only": "true" } });
    expect(result.exitCode).toBe(0);
    expect(result.outputs.get("verdict")).toBe("fail");
    expect(result.commands.map((command) => command.name)).not.toContain("error");
  });

  it("ends with 3 where something could not be had, and takes back what an earlier run said", async () => {
    await using scenario = await openActionScenario();
    await scenario.run();
    await scenario.push("unreachable");
    const incomplete = await scenario.run();
    expect(incomplete.exitCode).toBe(3);
    expect(incomplete.outputs.get("verdict")).toBe("incomplete");

    await scenario.push("outage @octocat <img src=x>");
    const failed = await scenario.run();
    expect(failed.exitCode).toBe(3);
    expect(failed.outputs.get("verdict")).toBe("incomplete");
    const [comment] = scenario.opened.repository.comments;
    expect(comment?.body).toContain("says nothing of this change");
    expect(comment?.body).toContain("\n    Index `outage @octocat <img src=x>` did not answer.");
  });
});

describe("when the comment is written", () => {
  it.each([
    ["never", "torch # vulnerable\n", 0],
    ["on-failure", "torch==2.11.0\n", 0],
    ["on-failure", "torch # vulnerable\n", 1],
    ["always", "torch==2.11.0\n", 1],
  ])("%s, on %j", async (when, text, count) => {
    await using scenario = await openActionScenario({ head: { "requirements.txt": text } });
    await scenario.run({ inputs: { "comment-summary-in-pr": when } });
    expect(scenario.opened.repository.comments).toHaveLength(count);
  });

  it.each([
    ["always", {}, 1],
    ["never", {}, 0],
    ["never", { "comment-summary-in-pr": "always" }, 1],
    [null, {}, 0],
  ])("where nothing is touched: %s in the configuration, inputs %j", async (when, inputs, count) => {
    const config = when === null ? "" : `reports: { comment: ${when} }\n`;
    await using scenario = await openActionScenario({
      base: { "requirements.txt": "torch==2.10.0\n", ".github/pinwarden.yml": config },
      head: { "notes.txt": "Only words.\n" },
    });
    const result = await scenario.run({ inputs });
    expect(result.stdout).toContain("nothing to check");
    expect(scenario.opened.repository.comments).toHaveLength(count);
  });

  it("leaves a stranger's comment with our marker alone", async () => {
    await using scenario = await openActionScenario();
    const forged = stickyBody("check", "All is well");
    scenario.double.state.addComment(scenario.opened.repository, 1, contributor, forged);
    await scenario.run();
    const { comments } = scenario.opened.repository;
    expect(comments.map((comment) => comment.user.login)).toEqual(["contributor", "github-actions[bot]"]);
    expect(comments[0]?.body).toBe(forged);
  });

  it("leaves it to the run of a newer head", async () => {
    await using scenario = await openActionScenario();
    scenario.double.faults.plan("GET", /\/pulls\/1$/, {
      kind: "answer",
      status: 200,
      body: { head: { sha: "f".repeat(40) } },
    });
    const result = await scenario.run();
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain("newer head");
    expect(scenario.opened.repository.comments).toHaveLength(0);
  });

  it("cuts what is longer than a comment may be", async () => {
    await using scenario = await openActionScenario();
    const result = await scenario.run({
      env: { TEST_COMMENT: "long line\n".repeat(9000), TEST_SUMMARY_LENGTH: "3000000" },
    });
    expect(result.exitCode).toBe(0);
    expect(scenario.opened.repository.comments[0]?.body).toContain("was cut here");
    expect(result.summaryTooLong).toBe(false);
    expect(result.summary).toContain("was cut here");
  });
});

describe("what may not be written", () => {
  it("falls back to summary and outputs on a fork, and says why", async () => {
    await using scenario = await openActionScenario({
      fork: true,
      head: { "requirements.txt": "torch # vulnerable\n" },
    });
    const result = await scenario.run();
    expect(result.exitCode).toBe(1);
    expect(scenario.opened.repository.comments).toHaveLength(0);
    expect(result.summary).toContain("comes from a fork");
    expect(result.outputs.get("comment-content")).toContain("vulnerable");
    expect(result.stdout).not.toContain("permissions:");
  });

  it("names the lines that the workflow lacks", async () => {
    await using scenario = await openActionScenario({ permissions: { contents: "read" } });
    const result = await scenario.run();
    expect(result.exitCode).toBe(0);
    const warning = result.commands.find((command) => command.name === "warning");
    expect(warning?.data).toContain("permissions:\n  pull-requests: write");
    expect(result.summary).toContain("> ```yaml\n> permissions:\n>   pull-requests: write\n>   contents: read\n> ```");
  });

  it("says that the conversation is locked", async () => {
    await using scenario = await openActionScenario();
    scenario.opened.pull.locked = true;
    const result = await scenario.run();
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain("is locked");
  });

  it("waits for a rate limit, and does not fail the check for one that lasts", async () => {
    await using scenario = await openActionScenario();
    scenario.double.faults.plan("POST", /comments/, { kind: "secondary-limit", status: 403, retryAfter: 1 });
    const waited = await scenario.run();
    expect(waited.exitCode).toBe(0);
    expect(scenario.opened.repository.comments).toHaveLength(1);

    await scenario.push("torch==2.12.0");
    scenario.double.faults.plan("PATCH", /comments/, { kind: "primary-limit", status: 403, resetIn: 3000 });
    const refused = await scenario.run();
    expect(refused.exitCode).toBe(0);
    expect(refused.stdout).toContain("rate limit is used up until");
  });

  it("never prints the token", async () => {
    await using scenario = await openActionScenario();
    const { value } = scenario.opened.token;
    scenario.double.faults.plan(
      "GET",
      /compare|commits/,
      { kind: "answer", status: 422, body: { message: `token ${value}` } },
      9,
    );
    const result = await scenario.run();
    const shown = result.stdout.replace(`::add-mask::${value}\n`, "") + result.stderr + result.summary;
    expect(shown).not.toContain(value);
  });
});
