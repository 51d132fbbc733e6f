import { describe, expect, it } from "@jest/globals";
import { advisoryOf, fiveConfig, fiveModels } from "../support/five-models.ts";
import { workflowToken } from "../support/github-double/state.ts";
import { bundleEntry, openRemediationScenario, type RemediationScenario } from "../support/remediation-scenario.ts";
import type { RunnerResult } from "../support/runner.ts";

/** What became of each branch, by the run's own word. */
function told({ outputs }: RunnerResult): Record<string, string> {
  const pulls = JSON.parse(outputs.get("pull-requests") ?? "[]") as { branch: string; kind: string }[];
  return Object.fromEntries(pulls.map(({ branch, kind }) => [branch.replace("pinwarden/", ""), kind]));
}

const models = ["audio", "ranking", "search", "text", "vision"];
const all = (kind: string) => Object.fromEntries(models.map((model) => [`model/${model}`, kind]));

/** How many commits a branch has on top of main, and what they changed. */
async function onBranch({ repository: { git } }: RemediationScenario, branch: string) {
  const head = await git.resolve(`refs/heads/${branch}`);
  if (head === null) return null;
  const commits = await git.log("refs/heads/main", head);
  const files = await git.changedFiles((await git.mergeBase("refs/heads/main", head)) ?? "", head);
  return { commits: commits.length, files: files.map(({ filename }) => filename) };
}

const textOf = async ({ repository: { git } }: RemediationScenario, branch: string, path: string) => {
  const line = (await git.tree((await git.resolve(`refs/heads/${branch}`)) ?? "", true)).find(
    (one) => one.path === path,
  );
  return (await git.blob(line?.sha ?? "")).toString("utf8");
};

describe("five vulnerable models", () => {
  it("get a pull request each, and ten runs no more than that", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    // The first and the last as the runner does it, in a process of their own.
    const first = await scenario.run({ entry: bundleEntry });
    expect(first.stderr).toBe("");
    expect(first.exitCode).toBe(0);
    expect(told(first)).toEqual(all("opened"));
    expect(first.outputs.get("pull-request-url")).toBe(`${scenario.double.url}/octo/models/pull/1`);
    // The most severe comes first.
    expect(scenario.pulls().map(({ headBranch }) => headBranch)[0]).toBe("pinwarden/model/vision");
    for (const model of models) {
      const path = `models/${model}/requirements.txt`;
      expect(await onBranch(scenario, `pinwarden/model/${model}`)).toEqual({ commits: 1, files: [path] });
    }
    expect(await textOf(scenario, "pinwarden/model/audio", "models/audio/requirements.txt")).toBe(
      "speech==1.1\nbase==2.0\n",
    );
    const [vision] = scenario.pulls();
    expect(vision).toMatchObject({
      title: "Upgrade pictures to 9.1 in vision (GHSA-2222-2222-pics)",
      labels: ["dependencies", "security"],
      user: { login: "github-actions[bot]" },
    });
    // One who may not be asked does not keep the others from being asked.
    expect(scenario.pulls().map(({ reviewers = [] }) => reviewers)).toEqual([[], ...Array(4).fill(["contributor"])]);
    expect(first.summary).toContain("GitHub refused to ask `nobody-here` for a review.");
    scenario.writes();

    for (let night = 2; night <= 10; night += 1) {
      const again = await scenario.run(night === 10 ? { entry: bundleEntry } : {});
      expect(again.exitCode).toBe(0);
      expect(told(again)).toEqual(all("unchanged"));
    }
    expect(scenario.writes()).toEqual([]);
    expect(scenario.pulls()).toHaveLength(5);
  }, 240_000);

  it("get no duplicates from two runs at once", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const both = async () =>
      await Promise.all([scenario.run({ entry: bundleEntry }), scenario.run({ entry: bundleEntry })]);
    const runs = await both();
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(
      scenario
        .pulls("open")
        .map(({ headBranch }) => headBranch)
        .sort(),
    ).toEqual(models.map((model) => `pinwarden/model/${model}`));
    expect(scenario.pulls()).toHaveLength(5);
    for (const model of models) expect((await onBranch(scenario, `pinwarden/model/${model}`))?.commits).toBe(1);
    scenario.writes();
    await scenario.run();
    const settled = scenario.writes().filter((write) => !write.startsWith("PATCH"));
    // What one of them had no time to finish may still be finished; nothing is made.
    expect(settled.filter((write) => /pulls$|refs$|graphql/.test(write))).toEqual([]);

    // Both see the same news, and both move the same branch.
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.0", "9.1"], "10.0"));
    await both();
    expect(scenario.pulls()).toHaveLength(5);
    expect(await onBranch(scenario, "pinwarden/model/vision")).toEqual({
      commits: 1,
      files: ["models/vision/requirements.txt"],
    });
    expect(await textOf(scenario, "pinwarden/model/vision", "models/vision/requirements.txt")).toBe("pictures==10.0\n");
    expect((await scenario.branches()).filter((branch) => branch.includes("staging"))).toEqual([]);
  }, 240_000);
});

describe("a pull request that stands", () => {
  it("is brought up to date where the plan is another, on the base as it is now", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await scenario.run();
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.0", "9.1"], "10.0"));
    const main = await scenario.commit({ "README.md": "# Models\n" });
    const second = await scenario.run();
    expect(told(second)).toEqual({ ...all("unchanged"), "model/vision": "updated" });
    const [vision] = scenario.pulls();
    expect(vision).toMatchObject({ number: 1, title: "Upgrade pictures to 10.0 in vision (2 advisories)" });
    expect(vision?.body).toContain("GHSA-3333-3333-pics");
    const { git } = scenario.repository;
    const head = (await git.resolve("refs/heads/pinwarden/model/vision")) ?? "";
    expect(await git.parents(head)).toEqual([main]);
    expect(await git.resolve("refs/pull/1/head")).toBe(head);
    expect(vision?.state ?? "open").toBe("open");
    expect(told(await scenario.run())).toEqual(all("unchanged"));
  }, 240_000);

  it("is closed with the reason where a person mended the base, and its branch goes", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await scenario.run();
    await scenario.commit({ "models/vision/requirements.txt": "pictures==10.0\n" });
    const second = await scenario.run();
    expect(told(second)).toEqual({ ...all("unchanged"), "model/vision": "closed" });
    const [vision] = scenario.pulls("closed");
    expect(vision?.headBranch).toBe("pinwarden/model/vision");
    expect(scenario.repository.comments.map(({ body }) => body.split("\n")[0])).toEqual([
      "Closed: What it clears is no longer found on `main`.",
    ]);
    expect(await scenario.branches()).not.toContain("pinwarden/model/vision");
    scenario.writes();
    await scenario.run();
    expect(scenario.writes()).toEqual([]);

    // Nobody said no to it: when it is needed again, it is there again.
    await scenario.commit({ "models/vision/requirements.txt": "pictures==9.0\n" });
    expect(told(await scenario.run())["model/vision"]).toBe("opened");
  }, 240_000);

  it("is superseded where the grouping is another", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await scenario.run();
    const security = "remediation: { pull-requests: { grouping: security } }\n";
    await scenario.commit({ ".github/pinwarden.yml": fiveConfig(security) });
    const second = await scenario.run();
    expect(told(second)).toEqual({ ...all("closed"), security: "opened" });
    const [one, ...others] = scenario.pulls("open");
    expect(others).toEqual([]);
    expect(one?.title).toMatch(/^Clear 5 advisories in audio, ranking and 3 more$/);
    expect((await onBranch(scenario, "pinwarden/security"))?.files).toHaveLength(5);
    expect(scenario.repository.comments.map(({ body }) => body.split("\n")[0])).toEqual(
      Array(5).fill("Closed: It is superseded by `pinwarden/security`."),
    );
    scenario.writes();
    expect(told(await scenario.run())).toEqual({ security: "unchanged" });
    expect(scenario.writes()).toEqual([]);
  }, 240_000);

  it("is left alone from when a person pushes to its branch, whatever comes", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await scenario.run();
    const mine = { "models/vision/requirements.txt": "pictures==9.1 # tried on the fleet\n" };
    const head = await scenario.commit(mine, "pinwarden/model/vision");
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.0", "9.1"], "10.0"));
    scenario.writes();
    const second = await scenario.run();
    expect(told(second)).toEqual({ ...all("unchanged"), "model/vision": "left-alone" });
    expect(second.summary).toContain("A commit by `contributor` is on its branch");
    // Not even when it is no longer needed.
    await scenario.commit({ "models/vision/requirements.txt": "pictures==10.0\n" });
    expect(told(await scenario.run())["model/vision"]).toBe("left-alone");
    expect(scenario.writes()).toEqual([]);
    expect(await scenario.repository.git.resolve("refs/heads/pinwarden/model/vision")).toBe(head);
  }, 240_000);

  it("does not come back when a person closed it, until there is something new", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await scenario.run();
    const [vision] = scenario.pulls();
    if (vision !== undefined) vision.state = "closed";
    await scenario.repository.git.deleteRef("refs/heads/pinwarden/model/vision");
    scenario.writes();
    const second = await scenario.run();
    expect(told(second)).toEqual({ ...all("unchanged"), "model/vision": "ignored" });
    expect(scenario.writes()).toEqual([]);
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.0", "9.1"], "10.0"));
    expect(told(await scenario.run())["model/vision"]).toBe("opened");
    expect(scenario.pulls("open")).toHaveLength(5);
  }, 240_000);

  it("is not mistaken for another branch in the same folder, whatever stands on that", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const { git } = scenario.repository;
    await git.commit({ ref: "refs/heads/pinwarden/records", parents: [], files: { "record.json": "{}\n" } });
    const alien = await git.commit({
      ref: "refs/heads/pinwarden/model/vision",
      parents: [],
      files: { "a.txt": "b\n" },
    });
    const result = await scenario.run();
    expect(result.exitCode).toBe(0);
    expect(told(result)).toEqual({ ...all("opened"), "model/vision": "left-alone" });
    expect(await git.resolve("refs/heads/pinwarden/model/vision")).toBe(alien);
  }, 240_000);

  it("is done with when it is merged", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await scenario.run();
    for (const pull of scenario.pulls()) await scenario.merge(pull);
    scenario.writes();
    const after = await scenario.run();
    expect(after.exitCode).toBe(0);
    expect(told(after)).toEqual({});
    expect(after.summary).toContain("nothing to mend");
    expect(scenario.writes()).toEqual([]);
    // The branches were left. What is found next begins on them anew.
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.1"], "10.0"));
    expect(told(await scenario.run())).toEqual({ "model/vision": "opened" });
    expect((await onBranch(scenario, "pinwarden/model/vision"))?.commits).toBe(1);
  }, 240_000);
});

describe("what GitHub does not let be done", () => {
  it.each([
    ["a pull request", /\/pulls$/],
    ["labels", /\/issues\/1\/labels$/],
    ["a commit", /\/graphql$/],
  ])(
    "is rate-limited at %s: said, and finished by the next run",
    async (_what, path) => {
      await using scenario = await openRemediationScenario(fiveModels());
      // GraphQL is first asked who we are, which is no write.
      const limit = { kind: "primary-limit", status: 403, resetIn: 3000 } as const;
      if (String(path).includes("graphql")) {
        const rateLimited = { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] };
        const reset = String(Math.floor(Date.now() / 1000) + 3000);
        const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
        scenario.double.faults.plan("POST", /\/graphql$/, { kind: "slow", milliseconds: 0 });
        scenario.double.faults.plan("POST", /\/graphql$/, { kind: "answer", status: 200, body: rateLimited, headers });
      } else scenario.double.faults.plan("POST", path, limit);
      const cut = await scenario.run();
      expect(cut.exitCode).toBe(3);
      expect(cut.outputs.get("verdict")).toBe("incomplete");
      expect(cut.summary).toContain("rate limit is used up until");
      expect(Object.values(told(cut))).toContain("postponed");
      const next = await scenario.run();
      expect(next.exitCode).toBe(0);
      expect(scenario.pulls()).toHaveLength(5);
      for (const pull of scenario.pulls()) {
        expect(pull.labels).toEqual(["dependencies", "security"]);
        expect(pull.body).not.toContain("unfinished");
        expect((await onBranch(scenario, pull.headBranch))?.commits).toBe(1);
      }
      scenario.writes();
      expect(told(await scenario.run())).toEqual(all("unchanged"));
      expect(scenario.writes()).toEqual([]);
    },
    240_000,
  );

  it("is a short secondary limit, an answer that is lost and a server that fails: they pass unnoticed", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const { faults } = scenario.double;
    faults.plan("POST", /\/pulls$/, { kind: "secondary-limit", status: 403, retryAfter: 0 });
    faults.plan("POST", /\/pulls$/, { kind: "reset-after-work" });
    faults.plan("POST", /\/git\/refs$/, { kind: "reset-after-work" });
    faults.plan("GET", /\/compare\//, { kind: "status", status: 502 });
    const result = await scenario.run();
    expect(result.exitCode).toBe(0);
    expect(scenario.pulls()).toHaveLength(5);
    for (const pull of scenario.pulls()) expect((await onBranch(scenario, pull.headBranch))?.commits).toBe(1);
  }, 240_000);

  it("is a setting of the repository, which is named", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    scenario.repository.workflowsMayOpenPulls = false;
    const refused = await scenario.run();
    expect(refused.exitCode).toBe(3);
    expect(refused.summary).toContain("Allow GitHub Actions to create and approve pull requests");
    expect(refused.commands.filter(({ name }) => name === "error")).toHaveLength(1);
    expect(scenario.pulls()).toEqual([]);
    scenario.repository.workflowsMayOpenPulls = true;
    expect(told(await scenario.run())).toEqual(all("opened"));
  }, 240_000);

  it("is a permission that the job lacks, of which the lines are named", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const token = workflowToken(scenario.double.state, "octo/models", { contents: "read", pull_requests: "write" });
    const refused = await scenario.run({ token: token.value });
    expect(refused.exitCode).toBe(3);
    expect(refused.summary).toContain("contents: write");
    expect(await scenario.branches()).toEqual(["main"]);
  }, 240_000);
});

describe("mode: fix", () => {
  it.each(["pull_request", "pull_request_target", "issue_comment", "workflow_run"])(
    "does not run on %s",
    async (name) => {
      await using scenario = await openRemediationScenario(fiveModels());
      const sha = (await scenario.repository.git.resolve("refs/heads/main")) ?? "";
      const fork = { number: 1, base: { sha }, head: { sha, repo: { full_name: "stranger/models" } } };
      const payload = { action: "opened", pull_request: fork, repository: { full_name: "octo/models" } };
      const result = await scenario.run({ event: { name, payload } });
      expect(result.exitCode).toBe(2);
      expect(result.stdout).toContain("Mode `fix` does not run on the event");
      expect(scenario.double.requests).toEqual([]);
    },
    240_000,
  );

  it("does nothing on a push to another branch", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const event = { name: "push", payload: { repository: { default_branch: "main" } } };
    const result = await scenario.run({ event, ref: "refs/heads/topic" });
    expect(result.exitCode).toBe(0);
    expect(scenario.double.requests).toEqual([]);
  }, 240_000);

  it("are linked to in the summary, on a server of one's own too", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const { summary } = await scenario.run({ env: { GITHUB_SERVER_URL: scenario.double.url } });
    expect(summary).toMatch(/^### Pinwarden fix: 5 pull requests opened\n/);
    const [pull] = scenario.pulls();
    expect(summary).toContain(`| opened | [${pull?.title}](${scenario.double.url}/octo/models/pull/${pull?.number}) |`);
  }, 240_000);

  it("says nothing of approval with the token of an App", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const app = { id: 7, slug: "our-app", name: "Our app" };
    const token = scenario.double.state.addToken({
      ...scenario.token,
      value: "ghs_app",
      app,
      account: { id: 700, login: "our-app[bot]", type: "Bot" },
    });
    // Opened with the workflow's token, kept with the App's: they are the same pull requests.
    await scenario.run();
    expect(scenario.pulls()[0]?.body).toContain("Checks wait for approval");
    scenario.writes();
    expect(told(await scenario.run({ token: token.value }))).toEqual(all("unchanged"));
    expect(scenario.writes()).toEqual([]);
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.0", "9.1"], "10.0"));
    await scenario.run({ token: token.value });
    expect(scenario.pulls()[0]?.body).not.toContain("Checks wait for approval");
  }, 240_000);

  it("closes nothing where the advisory service is down", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await scenario.run();
    scenario.writes();
    const env = { PINWARDEN_OSV_URL: "http://127.0.0.1:9/", PINWARDEN_CACHE_DIR: "" };
    const blind = await scenario.run({ env });
    expect(blind.exitCode).toBe(3);
    expect(scenario.pulls("open")).toHaveLength(5);
    expect(scenario.writes()).toEqual([]);
  }, 240_000);
});
