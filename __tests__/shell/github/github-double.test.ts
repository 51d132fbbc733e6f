import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type GithubDouble, startGithubDouble } from "../../support/github-double/github-double.ts";
import { openScenario, type PullScenario } from "../../support/github-double/scenario.ts";

let double: GithubDouble;
let scenario: PullScenario;

beforeEach(async () => {
  double = await startGithubDouble();
  scenario = await openScenario(double, { private: true });
});
afterEach(async () => await double.stop());

const path = "/repos/octo/models";

async function ask(address: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  const response = await fetch(double.url + address, {
    ...init,
    headers: { "user-agent": "test", authorization: `Bearer ${scenario.token.value}`, ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

describe("the GitHub double keeps GitHub's rules", () => {
  it("of versions", async () => {
    const older = await ask(`${path}/pulls/1`);
    expect(older.body.merge_commit_sha).toBe(scenario.merge);
    const newer = await ask(`${path}/pulls/1`, { "x-github-api-version": "2026-03-10" });
    expect(newer.body).not.toHaveProperty("merge_commit_sha");
    expect((await ask(`${path}/pulls/1`, { "x-github-api-version": "2027-01-01" })).status).toBe(400);
  });

  it("of credentials", async () => {
    expect(await ask(`${path}/pulls/1`, { authorization: "Bearer wrong" })).toMatchObject({
      status: 401,
      body: { message: "Bad credentials", status: "401" },
    });
    const anonymous = await fetch(`${double.url}${path}/pulls/1`);
    expect(anonymous.status).toBe(404);
    await anonymous.arrayBuffer();
    expect((await ask("/user")).status).toBe(403);
    expect((await ask(`${path}/pulls/1/`)).status).toBe(404);
  });

  it("of answers that did not change, which cost nothing", async () => {
    const first = await ask(`${path}/git/commits/${scenario.head}`);
    const again = await ask(`${path}/git/commits/${scenario.head}`, {
      "if-none-match": first.headers.get("etag") ?? "",
    });
    expect(again.status).toBe(304);
    expect(again.headers.get("x-ratelimit-remaining")).toBe(first.headers.get("x-ratelimit-remaining"));
  });

  it("of the primary limit", async () => {
    double.state.limits.used = double.state.limits.limit;
    const refused = await ask(`${path}/pulls/1`);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    expect((await ask("/rate_limit")).status).toBe(200);
  });

  it("of bodies", async () => {
    const post = (body: string) => ask(`${path}/issues/1/comments`, {}, { method: "POST", body });
    expect((await post("{")).status).toBe(400);
    expect((await post("[]")).status).toBe(400);
    expect((await post("{}")).body.errors).toEqual([
      { resource: "IssueComment", code: "missing_field", field: "body" },
    ]);
    expect((await post('{"body":7}')).status).toBe(422);
    expect((await post(JSON.stringify({ body: "x".repeat(65_537) }))).body.errors[0].message).toBe(
      "Body is too long (maximum is 65536 characters)",
    );
    const made = await post(JSON.stringify({ body: "x".repeat(65_536) }));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      user: { login: "github-actions[bot]", type: "Bot" },
      performed_via_github_app: { slug: "github-actions" },
    });
  });

  it("of pages", async () => {
    for (let n = 0; n < 31; n += 1) double.state.addComment(scenario.repository, 1, scenario.pull.user, `${n}`);
    const first = await ask(`${path}/issues/1/comments`);
    expect(first.body).toHaveLength(30);
    expect(first.headers.get("link")).toContain('page=2>; rel="next"');
    const beyond = await ask(`${path}/issues/1/comments?page=9`);
    expect(beyond.body).toEqual([]);
    expect(beyond.headers.get("link")).not.toContain('rel="next"');
  });

  it("of files, which git computes", async () => {
    const files = await ask(`${path}/pulls/1/files`);
    expect(files.body).toMatchObject([
      { filename: "requirements.txt", status: "modified", additions: 1, deletions: 1 },
    ]);
    expect(files.body[0].patch).toContain("+torch==2.11.0");
    const content = await ask(`${path}/contents/requirements.txt?ref=bump`);
    expect(Buffer.from(content.body.content, "base64").toString()).toBe("torch==2.11.0\n");
    const raw = await fetch(`${double.url}${path}/contents/requirements.txt?ref=bump`, {
      headers: { accept: "application/vnd.github.raw+json", authorization: `Bearer ${scenario.token.value}` },
    });
    expect(await raw.text()).toBe("torch==2.11.0\n");
  });
});
