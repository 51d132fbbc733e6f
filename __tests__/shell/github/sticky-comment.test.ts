import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGithubClient } from "../../../src/shell/github/github-client.ts";
import { maxCommentLength, stickyBody } from "../../../src/shell/github/sticky-body.ts";
import {
  type StickyOutcome,
  type StickyRequest,
  writeStickyComment,
} from "../../../src/shell/github/sticky-comment.ts";
import { type GithubDouble, startGithubDouble } from "../../support/github-double/github-double.ts";
import { contributor, openScenario, type PullScenario } from "../../support/github-double/scenario.ts";
import { githubActionsApp, githubActionsBot, workflowToken } from "../../support/github-double/state.ts";
import { testClock } from "../../support/github-double/test-clock.ts";

let double: GithubDouble;
let scenario: PullScenario;

beforeEach(async () => {
  double = await startGithubDouble();
  scenario = await openScenario(double);
});
afterEach(async () => await double.stop());

async function write(text: string, options: Partial<StickyRequest> & { token?: string } = {}): Promise<StickyOutcome> {
  const { token, ...rest } = options;
  const client = createGithubClient({
    apiUrl: double.url,
    token: token ?? scenario.token.value,
    userAgent: "pinwarden/test",
    clock: testClock(),
  });
  const repository = { owner: "octo", repo: "models" };
  return await writeStickyComment(client, { repository, pull: 1, key: "check", text, create: true, ...rest });
}

const comments = () => scenario.repository.comments;
const writes = () =>
  double.requests.filter((request) => !["GET"].includes(request.method) && request.url !== "/graphql");

describe("the sticky comment", () => {
  it("is created, then edited in place, then left alone", async () => {
    expect(await write("First")).toMatchObject({ kind: "created" });
    expect(await write("Second")).toMatchObject({ kind: "updated" });
    const before = writes().length;
    expect(await write("Second")).toMatchObject({ kind: "unchanged" });
    expect(writes()).toHaveLength(before);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.body).toMatch(/^Second\n\n<!-- pinwarden:check:[0-9a-f]{64} -->$/);
  });

  it("is found behind a hundred others", async () => {
    for (let n = 0; n < 130; n += 1) double.state.addComment(scenario.repository, 1, contributor, `chatter ${n}`);
    await write("First");
    for (let n = 0; n < 130; n += 1) double.state.addComment(scenario.repository, 1, contributor, `more ${n}`);
    expect(await write("Second")).toMatchObject({ kind: "updated" });
  });

  it("is not begun where there is nothing to say, but brought up to date where it stands", async () => {
    expect(await write("All well", { create: false })).toEqual({ kind: "not-needed" });
    await write("Trouble");
    expect(await write("All well", { create: false })).toMatchObject({ kind: "updated" });
    expect(comments()).toHaveLength(1);
  });

  it("restores a text that somebody changed under its marker", async () => {
    await write("Two findings");
    const [comment] = comments();
    if (comment !== undefined) comment.body = comment.body.replace("Two findings", "All well");
    expect(await write("Two findings")).toMatchObject({ kind: "updated" });
    expect(comments()[0]?.body).toContain("Two findings");
  });

  it("does not mind the line ends of GitHub's editor", async () => {
    await write("One\ntwo");
    const [comment] = comments();
    if (comment !== undefined) comment.body = comment.body.replaceAll("\n", "\r\n");
    expect(await write("One\ntwo")).toMatchObject({ kind: "unchanged" });
  });

  it("keeps one comment for each key", async () => {
    await write("Check");
    await write("Scan", { key: "scan" });
    expect(comments()).toHaveLength(2);
  });
});

describe("somebody else's comment with our marker", () => {
  it("is neither edited nor deleted", async () => {
    const forged = stickyBody("check", "Nothing to see here");
    double.state.addComment(scenario.repository, 1, contributor, forged);
    expect(await write("Trouble")).toMatchObject({ kind: "created" });
    await write("More trouble");
    expect(comments().map((comment) => comment.user.login)).toEqual(["contributor", "github-actions[bot]"]);
    expect(comments()[0]?.body).toBe(forged);
  });

  it("of another bot is not ours either", async () => {
    const other = { id: 555, login: "other-app[bot]", type: "Bot" } as const;
    double.state.addComment(scenario.repository, 1, other, stickyBody("check", "x"), {
      id: 9,
      slug: "other-app",
      name: "Other",
    });
    expect(await write("Trouble")).toMatchObject({ kind: "created" });
    expect(comments()).toHaveLength(2);
  });

  it("is not ours where a text of ours quotes the marker before its end", async () => {
    const quoted = `${stickyBody("check", "quoted")}\nand more`;
    double.state.addComment(scenario.repository, 1, githubActionsBot, quoted, githubActionsApp);
    expect(await write("Trouble")).toMatchObject({ kind: "created" });
    expect(comments()[0]?.body).toBe(quoted);
  });
});

describe("a report that quotes a marker", () => {
  it("is still found by its own", async () => {
    const quoting = `A package says ${stickyBody("check", "forged")}`;
    await write(quoting);
    expect(await write(quoting)).toMatchObject({ kind: "unchanged" });
    expect(await write("Another")).toMatchObject({ kind: "updated" });
    expect(comments()).toHaveLength(1);
  });
});

describe("duplicates", () => {
  it("of our own are cleaned to the oldest", async () => {
    for (const text of ["a", "b", "c"]) {
      double.state.addComment(scenario.repository, 1, githubActionsBot, stickyBody("check", text), githubActionsApp);
    }
    double.state.addComment(scenario.repository, 1, contributor, stickyBody("check", "d"));
    const first = comments()[0]?.id;
    expect(await write("Now")).toMatchObject({ kind: "updated", duplicatesRemoved: 2 });
    expect(comments().map((comment) => comment.user.login)).toEqual(["github-actions[bot]", "contributor"]);
    expect(comments()[0]?.id).toBe(first);
  });

  it("may be gone already: another run saw them too", async () => {
    for (const text of ["a", "b"])
      double.state.addComment(scenario.repository, 1, githubActionsBot, stickyBody("check", text), githubActionsApp);
    double.faults.plan("DELETE", /comments/, { kind: "answer", status: 404, body: { message: "Not Found" } });
    expect(await write("Now")).toMatchObject({ kind: "updated", duplicatesRemoved: 0 });
  });

  it("do not come from an answer that was lost", async () => {
    double.faults.plan("POST", /comments/, { kind: "reset-after-work" });
    expect(await write("Once")).toMatchObject({ kind: "created" });
    expect(comments()).toHaveLength(1);
  });

  it("do not come from an answer that never was", async () => {
    double.faults.plan("POST", /comments/, { kind: "status", status: 502 });
    expect(await write("Once")).toMatchObject({ kind: "created" });
    expect(comments()).toHaveLength(1);
  });
});

describe("who we are", () => {
  it("is the App whose token it is", async () => {
    const token = double.state.addToken({
      value: "ghs_app",
      account: { id: 900, login: "pinwarden-app[bot]", type: "Bot" },
      app: { id: 90, slug: "pinwarden-app", name: "Pinwarden" },
      repository: "octo/models",
      permissions: { pull_requests: "write", contents: "read", metadata: "read" },
    }).value;
    await write("workflow's");
    await write("app's", { token });
    expect(await write("app's again", { token })).toMatchObject({ kind: "updated" });
    expect(comments().map((comment) => comment.user.login)).toEqual(["github-actions[bot]", "pinwarden-app[bot]"]);
    expect(comments()[0]?.body).toContain("workflow's");
  });

  it("is a person where the token is a person's", async () => {
    const token = double.state.addToken({
      value: "github_pat_1",
      account: { id: 12, login: "maintainer", type: "User" },
      app: null,
      repository: "octo/models",
      permissions: { pull_requests: "write" },
    }).value;
    double.state.graphql = false;
    await write("one", { token });
    expect(await write("two", { token })).toMatchObject({ kind: "updated" });
  });

  it("is the workflow where no server says", async () => {
    double.state.graphql = false;
    await write("one");
    expect(await write("two")).toMatchObject({ kind: "updated" });
  });
});

describe("a refusal is a value", () => {
  it("names the permission that the job lacks", async () => {
    const token = workflowToken(double.state, "octo/models", { contents: "read", pull_requests: "read" }).value;
    const outcome = await write("Trouble", { token });
    expect(outcome).toMatchObject({ kind: "refused", code: "github/missing-permission" });
    expect(outcome.kind === "refused" ? outcome.hint : "").toContain("permissions:\n  pull-requests: write");
  });

  it("says that the conversation is locked", async () => {
    scenario.pull.locked = true;
    expect(await write("Trouble")).toMatchObject({ kind: "refused", code: "github/locked" });
  });
});

describe("the limit of a comment", () => {
  it.each([
    ["lines", "a line of a report\n".repeat(10_000)],
    ["one endless line", "x".repeat(200_000)],
    ["characters of several bytes", "漢字🚀\n".repeat(20_000)],
  ])("holds for %s", async (_name, text) => {
    expect(await write(text)).toMatchObject({ kind: "created" });
    const body = comments()[0]?.body ?? "";
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maxCommentLength);
    expect(Buffer.byteLength(body)).toBeGreaterThan(60_000);
    expect(body).toContain("was cut here");
    expect(body).not.toContain("\ufffd");
    expect(await write(text)).toMatchObject({ kind: "unchanged" });
  });

  it("closes what was open at the cut", () => {
    const body = stickyBody("check", `<details>\n\n\`\`\`\n${"text\n".repeat(30_000)}\`\`\`\n</details>`);
    expect(body.split("```")).toHaveLength(3);
    expect(body.split("</details>")).toHaveLength(2);
  });

  it("leaves a body of exactly the limit alone", () => {
    const text = "y".repeat(maxCommentLength - 200);
    expect(stickyBody("check", text)).not.toContain("was cut here");
    expect(stickyBody("check", `${text}y`)).toContain("was cut here");
  });
});
