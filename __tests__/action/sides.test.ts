import { describe, expect, it } from "@jest/globals";
import { openActionScenario } from "../support/action-scenario.ts";

const later = { "requirements.txt": "torch==2.10.0\n", "base-only.txt": "x\n" };

describe("the sides of a pull request", () => {
  it("are the test merge and its first parent", async () => {
    await using scenario = await openActionScenario({ later });
    const { snapshot } = JSON.parse((await scenario.run()).report ?? "");
    expect(snapshot).toMatchObject({ base: scenario.opened.base, head: scenario.opened.merge });
  });

  it("are read from git where it is checked out, without asking for a file", async () => {
    await using scenario = await openActionScenario({ later });
    const result = await scenario.run({ depth: 2 });
    expect(result.exitCode).toBe(0);
    const { snapshot } = JSON.parse(result.report ?? "");
    expect(snapshot).toMatchObject({ base: scenario.opened.base, head: scenario.opened.merge });
    const urls = scenario.double.requests.map((request) => request.url);
    expect(urls.filter((url) => url.includes("/git/") || url.includes("/compare/"))).toEqual([]);
  });

  it("are read through the API where a shallow clone lacks them", async () => {
    await using scenario = await openActionScenario({ later });
    const result = await scenario.run({ depth: 1 });
    const { snapshot } = JSON.parse(result.report ?? "");
    expect(snapshot).toMatchObject({ base: scenario.opened.base, head: scenario.opened.merge });
    expect(result.stdout).toContain(`Commit ${scenario.opened.base} is not checked out`);
    expect(result.stdout).not.toContain(`Commit ${scenario.opened.merge} is not checked out`);
    expect(result.outputs.get("comment-content")).toContain("before: torch==2.10.0");
  });

  it("are the head and where it branched off on a conflict, judged by the base's own policy", async () => {
    await using scenario = await openActionScenario({
      later: { "requirements.txt": "torch==2.9.1\n", ".github/pinwarden.yml": "policy: newest\n" },
    });
    expect(scenario.opened.merge).toBeNull();
    const result = await scenario.run({ event: "pull_request_target" });
    expect(result.exitCode).toBe(0);
    const { snapshot } = JSON.parse(result.report ?? "");
    expect(snapshot.head).toBe(scenario.opened.head);
    expect(snapshot.base).not.toBe(scenario.opened.base);
    expect(result.outputs.get("comment-content")).toContain("before: torch==2.10.0");
    expect(result.outputs.get("comment-content")).toContain("policy: policy: newest");
  });

  it("are not a test merge of an earlier head", async () => {
    await using scenario = await openActionScenario();
    const { repository, pull } = scenario.opened;
    const stale = await repository.git.resolve("refs/pull/1/merge");
    await scenario.push("torch==2.12.0");
    await repository.git.setRef("refs/pull/1/merge", stale ?? "");
    const head = await repository.git.resolve(pull.headRef);
    const { snapshot } = JSON.parse((await scenario.run({ event: "pull_request_target" })).report ?? "");
    expect(snapshot).toMatchObject({ base: scenario.opened.base, head });
  });

  it("do not come from the disk where the job has the base's rights", async () => {
    await using scenario = await openActionScenario({
      fork: true,
      permissions: { contents: "read", pull_requests: "write" },
    });
    const result = await scenario.run({ event: "pull_request_target", depth: 50 });
    const { snapshot } = JSON.parse(result.report ?? "");
    expect(snapshot).toMatchObject({ base: scenario.opened.base, head: scenario.opened.merge });
    expect(result.stdout).toContain(`Commit ${scenario.opened.merge} is not checked out`);
    expect(scenario.opened.repository.comments).toHaveLength(1);
  });
});

describe("the policy", () => {
  it("is the base's, and a pull request that changes it is told so", async () => {
    await using scenario = await openActionScenario({
      base: { "requirements.txt": "torch==2.10.0\n", ".github/pinwarden.yml": "policy: strict\n" },
      head: { "requirements.txt": "torch==2.11.0\n", ".github/pinwarden.yml": "policy: anything\n" },
    });
    const result = await scenario.run();
    const [comment] = scenario.opened.repository.comments;
    expect(comment?.body).toContain("policy: policy: strict");
    expect(comment?.body).toContain("This pull request changes `.github/pinwarden.yml`");
    expect(result.summary).toContain("This pull request changes `.github/pinwarden.yml`");
  });
});

describe("a change that touches no manifest", () => {
  it("succeeds early, and begins no comment", async () => {
    await using scenario = await openActionScenario({ head: { "README.md": "# Better\n" } });
    const result = await scenario.run();
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain("No manifest is touched");
    expect(result.outputs.get("verdict")).toBe("pass");
    expect(result.stdout).not.toContain("Checking the sides");
    expect(scenario.opened.repository.comments).toHaveLength(0);
  });
});

describe("a pull request that takes its change back", () => {
  it("has its earlier comment corrected", async () => {
    await using scenario = await openActionScenario({ head: { "requirements.txt": "torch # vulnerable\n" } });
    await scenario.run();
    await scenario.push("torch==2.10.0\n");
    const result = await scenario.run();
    expect(result.exitCode).toBe(0);
    const { comments } = scenario.opened.repository;
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain("nothing to check");
  });
});

describe("other events", () => {
  it("checks a merge group against what it is built upon", async () => {
    await using scenario = await openActionScenario({ later });
    const { base, merge } = scenario.opened;
    const result = await scenario.runJob({
      event: {
        name: "merge_group",
        payload: { action: "checks_requested", merge_group: { base_sha: base, head_sha: merge } },
      },
      sha: merge ?? "",
    });
    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.report ?? "").snapshot).toMatchObject({ base, head: merge });
    expect(scenario.opened.repository.comments).toHaveLength(0);
  });

  it("compares the refs that the workflow names", async () => {
    await using scenario = await openActionScenario();
    const result = await scenario.runJob({ inputs: { "base-ref": "main", "head-ref": "bump" } });
    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.report ?? "").snapshot).toMatchObject({
      base: scenario.opened.base,
      head: scenario.opened.head,
    });
  });

  it("ends with 2 on refs that name no commit", async () => {
    await using scenario = await openActionScenario();
    const result = await scenario.runJob({ inputs: { "base-ref": "main", "head-ref": "no-such" } });
    expect(result.exitCode).toBe(2);
    expect(result.commands).toContainEqual(
      expect.objectContaining({ name: "error", data: expect.stringContaining("`no-such`") }),
    );
  });
});
