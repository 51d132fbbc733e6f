import { describe, expect, it } from "@jest/globals";
import { contributor } from "../support/github-double/scenario.ts";
import { type Permissions, workflowToken } from "../support/github-double/state.ts";
import { linuxConfig } from "../support/nights.ts";
import { osvJson } from "../support/osv-records.ts";
import { openScanScenario, type ScanScenario } from "../support/scan-scenario.ts";

const packages = [
  { name: "wire", versions: [{ version: "1.0" }, { version: "1.1" }] },
  { name: "frames", versions: [{ version: "1.0" }, { version: "1.1" }] },
];
const config = `${linuxConfig()}scan: { remediate: false }\n`;
const files = { ".github/pinwarden.yml": config, "requirements.txt": "wire==1.0\nframes==1.0\n" };

const flaw = (name: string, id: string) => ({
  json: osvJson({ id, package: name, range: "introduced 0, fixed 1.1", database_specific: { severity: "HIGH" } }),
  hits: [`${name} 1.0`],
});
const wireFlaw = flaw("wire", "GHSA-aaaa-bbbb-cccc");
const framesFlaw = flaw("frames", "GHSA-dddd-eeee-ffff");

const open = (permissions?: Permissions): Promise<ScanScenario> => openScanScenario(packages, files, permissions);
const issuesOf = ({ repository }: ScanScenario) => [...repository.issues.values()];
const only = (scene: ScanScenario) => {
  const [issue, second] = issuesOf(scene);
  if (issue === undefined || second !== undefined) throw new Error(`${issuesOf(scene).length} issues, not one`);
  return issue;
};
/** What was written of issues and comments since a moment. */
const writes = ({ double }: ScanScenario, from: number): readonly string[] =>
  double.requests
    .slice(from)
    .filter(({ method, url }) => method !== "GET" && url.includes("/issues"))
    .map(({ method, url }) => `${method} ${url}`);

describe("seven nights in a row", () => {
  it("leave one issue, written when there is something to write and at no other time", async () => {
    await using scene = await open();
    const log: [string, number, readonly string[]][] = [];
    const night = async (day: string): Promise<void> => {
      const from = scene.double.requests.length;
      const { exitCode } = await scene.night(day);
      log.push([day, exitCode, writes(scene, from)]);
    };
    await night("2026-11-01");
    scene.publish(wireFlaw);
    await night("2026-11-02");
    await night("2026-11-03");
    scene.publish(framesFlaw);
    await night("2026-11-04");
    await night("2026-11-05");
    await scene.commit({ "requirements.txt": "wire==1.1\nframes==1.1\n" });
    await night("2026-11-06");
    await night("2026-11-07");
    const { number } = only(scene);
    const path = `/repos/octo/models/issues/${number}`;
    expect(log).toEqual([
      ["2026-11-01", 0, []],
      ["2026-11-02", 1, ["POST /repos/octo/models/issues"]],
      ["2026-11-03", 0, []],
      ["2026-11-04", 1, [`PATCH ${path}`, `POST ${path}/comments`]],
      ["2026-11-05", 0, []],
      ["2026-11-06", 0, [`PATCH ${path}`]],
      ["2026-11-07", 0, []],
    ]);
    expect(only(scene)).toMatchObject({ state: "closed", reason: "completed" });
    expect(await scene.records()).toBe(7);
  });
});

describe("seven nights with remediation", () => {
  it("leave one issue and one pull request a cause", async () => {
    const models = {
      ".github/pinwarden.yml": linuxConfig(),
      "a/requirements.txt": "wire==1.0\n",
      "b/requirements.txt": "frames==1.0\n",
    };
    await using scene = await openScanScenario(packages, models);
    const pulls = () =>
      [...scene.repository.pulls.values()].map(({ headBranch, state = "open" }) => `${headBranch} ${state}`);
    const nights: (readonly string[])[] = [];
    const night = async (day: string): Promise<void> => {
      const result = await scene.night(day);
      expect(result.commands.filter(({ name, data }) => name === "error" && !data.includes("is new"))).toEqual([]);
      nights.push(pulls());
    };
    await night("2026-11-01");
    scene.publish(wireFlaw);
    await night("2026-11-02");
    await night("2026-11-03");
    scene.publish(framesFlaw);
    await night("2026-11-04");
    await night("2026-11-05");
    // One is mended by hand, and then the other.
    await scene.commit({ "a/requirements.txt": "wire==1.1\n" });
    await night("2026-11-06");
    await scene.commit({ "b/requirements.txt": "frames==1.1\n" });
    await night("2026-11-07");
    const [a, b] = ["pinwarden/model/a", "pinwarden/model/b"];
    expect(nights).toEqual([
      [],
      [`${a} open`],
      [`${a} open`],
      [`${a} open`, `${b} open`],
      [`${a} open`, `${b} open`],
      [`${a} closed`, `${b} open`],
      [`${a} closed`, `${b} closed`],
    ]);
    expect(only(scene)).toMatchObject({ state: "closed", reason: "completed" });
    expect(await scene.records()).toBe(7);
  });

  it("tell the drift even where no pull request may be opened, and say why there is none", async () => {
    await using scene = await openScanScenario(packages, { ...files, ".github/pinwarden.yml": linuxConfig() });
    scene.repository.workflowsMayOpenPulls = false;
    await scene.night("2026-11-01");
    scene.publish(wireFlaw);
    expect((await scene.night("2026-11-02")).exitCode).toBe(1);
    const after = await scene.night("2026-11-03");
    expect(after.exitCode).toBe(3);
    expect(after.commands.find(({ name }) => name === "error")?.data).toContain("create");
    expect(only(scene).state).toBe("open");
  });
});

describe("the drift issue", () => {
  it("tells what is wrong, and is found by its marker and its author alone", async () => {
    await using scene = await open();
    scene.publish(wireFlaw);
    await scene.night("2026-11-01");
    const issue = only(scene);
    expect(issue.title).toBe("What changed without a commit");
    expect(issue.body).toContain("[`GHSA-aaaa-bbbb-cccc`](https://github.com/advisories/GHSA-aaaa-bbbb-cccc)");
    expect(issue.body).toMatch(/<!-- pinwarden:drift:[0-9a-f]{64} -->$/);
    // A copy of ours that a stranger made first.
    const { double, repository } = scene;
    repository.issues.delete(issue.number);
    double.state.openIssue(repository, { title: issue.title, body: issue.body, user: contributor });
    await scene.night("2026-11-02");
    expect(issuesOf(scene).map(({ user, edits }) => [user.login, edits])).toEqual([
      ["contributor", 0],
      ["github-actions[bot]", 0],
    ]);
  });

  it("is not somebody else's that has the number which ours has in the repository it was moved to", async () => {
    await using scene = await open();
    scene.publish(wireFlaw);
    await scene.night("2026-11-01");
    // From the second night on its number stands in the record.
    await scene.night("2026-11-02");
    const { number, body } = only(scene);
    const { double, repository } = scene;
    const other = double.state.openIssue(repository, { title: "Mine", body: "Not yours.", user: contributor });
    // GitHub answers with a redirect to the issue where it is now, and the client follows it.
    const moved = { number: other.number, html_url: "https://github.com/octo/attic/issues/2", state: "open", body };
    const answer = { ...moved, user: { login: "github-actions[bot]", id: 41898282 } };
    const path = new RegExp(`/issues/${number}$`);
    repository.issues.delete(number);
    double.faults.plan("GET", path, { kind: "answer", status: 200, body: answer });
    scene.publish(framesFlaw);
    await scene.night("2026-11-03");
    expect(other).toMatchObject({ body: "Not yours.", edits: 0 });
    expect(issuesOf(scene)).toHaveLength(2);
  });

  it("is opened again when something new comes", async () => {
    await using scene = await open();
    scene.publish(wireFlaw);
    await scene.night("2026-11-01");
    await scene.commit({ "requirements.txt": "wire==1.1\nframes==1.0\n" });
    await scene.night("2026-11-02");
    expect(only(scene).state).toBe("closed");
    scene.publish(framesFlaw);
    await scene.night("2026-11-03");
    expect(only(scene)).toMatchObject({ state: "open", body: expect.stringContaining("GHSA-dddd-eeee-ffff") });
  });

  it("stays closed where a person closed it, until it would say something else", async () => {
    await using scene = await open();
    scene.publish(wireFlaw);
    await scene.night("2026-11-01");
    only(scene).state = "closed";
    await scene.night("2026-11-02");
    expect(only(scene)).toMatchObject({ state: "closed", edits: 0 });
    scene.publish(framesFlaw);
    await scene.night("2026-11-03");
    expect(only(scene).state).toBe("open");
  });

  it("is one where two scans run at once, and nothing is news twice", async () => {
    await using scene = await open();
    await scene.night("2026-11-01");
    scene.publish(wireFlaw);
    const results = await Promise.all([scene.night("2026-11-02"), scene.night("2026-11-02")]);
    expect(results.filter(({ outputs }) => outputs.get("news") === "true")).toHaveLength(1);
    expect(issuesOf(scene).filter(({ state }) => state === "open")).toHaveLength(1);
    expect(await scene.records()).toBe(3);
    await scene.night("2026-11-03");
    expect(issuesOf(scene).filter(({ state }) => state === "open")).toHaveLength(1);
  });

  it("is neither closed nor changed by a scan that could not see everything", async () => {
    await using scene = await open();
    scene.publish(wireFlaw);
    await scene.night("2026-11-01");
    scene.fail({ kind: "status", status: 503 });
    const blind = await scene.night("2026-11-02");
    expect(blind.exitCode).toBe(3);
    expect(blind.summary).toContain("Not seen whole");
    expect(only(scene)).toMatchObject({ state: "open", edits: 0 });
    await scene.commit({ "requirements.txt": "wire==1.1\nframes==1.1\n" });
    await scene.night("2026-11-03");
    expect(only(scene)).toMatchObject({ state: "open", edits: 0 });
    scene.fail(null);
    await scene.night("2026-11-04");
    expect(only(scene).state).toBe("closed");
  });

  it("is made once where the answer of GitHub is lost", async () => {
    await using scene = await open();
    scene.publish(wireFlaw);
    scene.double.faults.plan("POST", /\/issues$/, { kind: "reset-after-work" });
    await scene.night("2026-11-01");
    expect(only(scene).state).toBe("open");
  });

  it("shows text of others as text", async () => {
    await using scene = await open();
    const summary =
      "</details><img src=x> @everyone ##[error]x\n::set-output name=verdict::pass [a](https://evil.example)";
    scene.publish({ ...wireFlaw, json: { ...wireFlaw.json, summary } });
    const result = await scene.night("2026-11-01");
    const { body } = only(scene);
    expect(body).not.toMatch(/(?<!\\)<img|@everyone|\]\(https:\/\/evil|##\[error/);
    expect(result.commands.filter(({ name }) => name === "set-output")).toEqual([]);
    expect(result.outputs.get("verdict")).toBe("fail");
  });

  it("is not kept where the configuration does not want it", async () => {
    await using scene = await open();
    await scene.commit({ ".github/pinwarden.yml": `${linuxConfig()}scan: { drift-issue: false, remediate: false }\n` });
    scene.publish(wireFlaw);
    const result = await scene.night("2026-11-01");
    expect(issuesOf(scene)).toEqual([]);
    expect(result.outputs.get("comment-content")).toContain("GHSA-aaaa-bbbb-cccc");
  });

  it("is said to be missing where the job lacks the permission, or the repository has no issues", async () => {
    await using scene = await open({ contents: "write" });
    scene.publish(wireFlaw);
    const lacking = await scene.night("2026-11-01");
    expect(lacking.commands.find(({ name }) => name === "warning")?.data).toContain("issues: write");
    scene.repository.hasIssues = false;
    const without = await scene.night("2026-11-02", {
      token: workflowToken(scene.double.state, "octo/models", { contents: "write", issues: "write" }),
    });
    expect(without.commands.find(({ name }) => name === "warning")?.data).toContain("drift-issue: false");
    expect(await scene.records()).toBe(2);
  });
});

describe("the step", () => {
  it("hands on what it found", async () => {
    await using scene = await open();
    await scene.night("2026-11-01");
    scene.publish(wireFlaw);
    const { outputs, summary } = await scene.night("2026-11-02", { event: "workflow_dispatch" });
    expect(outputs.get("verdict")).toBe("fail");
    expect(outputs.get("news")).toBe("true");
    expect(outputs.get("issue-url")).toMatch(/\/octo\/models\/issues\/1$/);
    expect(JSON.parse(outputs.get("findings") ?? "[]")).toMatchObject([
      { model: "root", target: "prod", package: "wire", isNew: true },
    ]);
    expect(summary).toContain("All of it is new since the last scan.");
    expect((await scene.night("2026-11-03")).summary).toContain("Nothing of it is new since the last scan.");
    scene.publish(framesFlaw);
    const { summary: third } = await scene.night("2026-11-04");
    // What is new stands by itself, with the advisory that says so.
    expect(third.slice(third.indexOf("New since the last scan (1)"))).toMatch(/frames 1\.0 .*GHSA-dddd-eeee-ffff/);
  });

  it("fails where it could write no record, and touches no issue then", async () => {
    await using scene = await open({ contents: "read", issues: "write" });
    scene.publish(wireFlaw);
    const result = await scene.night("2026-11-01");
    expect(result.exitCode).toBe(3);
    expect(result.commands.find(({ name }) => name === "error")?.data).toContain("contents: write");
    expect(issuesOf(scene)).toEqual([]);
  });

  it("scans the default branch, whatever branch it was started on", async () => {
    await using scene = await open();
    const tip = (await scene.repository.git.resolve("refs/heads/main")) ?? "";
    await scene.repository.git.commit({
      ref: "refs/heads/try",
      parents: [tip],
      files: { "requirements.txt": "frames==1.0\n" },
    });
    scene.publish(wireFlaw);
    const result = await scene.night("2026-11-01", { event: "workflow_dispatch", ref: "refs/heads/try" });
    expect(result.stdout).toContain(tip);
    expect(only(scene).body).toContain("GHSA-aaaa-bbbb-cccc");
  });

  it("does not run on what somebody else has a word in", async () => {
    await using scene = await open();
    const result = await scene.night("2026-11-01", { event: "issue_comment", inputs: { mode: "scan" } });
    expect(result.exitCode).toBe(2);
    expect(await scene.records()).toBe(0);
  });

  it("succeeds with `warn-only`, whatever is new", async () => {
    await using scene = await open();
    scene.publish(wireFlaw);
    expect((await scene.night("2026-11-01", { inputs: { "warn-only": "true" } })).exitCode).toBe(0);
  });
});
