import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { PinwardenError } from "../../../src/core/error.ts";
import { boundedFetch } from "../../../src/shell/github/bounded-fetch.ts";
import { createGithubClient, type GithubClientOptions } from "../../../src/shell/github/github-client.ts";
import { type GithubDouble, startGithubDouble } from "../../support/github-double/github-double.ts";
import { contributor, openScenario, type PullScenario } from "../../support/github-double/scenario.ts";
import { testClock } from "../../support/github-double/test-clock.ts";

const pullRoute = "GET /repos/{owner}/{repo}/pulls/{pull_number}";
const commentsRoute = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
const postRoute = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const pull = z.object({ number: z.number() });
const target = { owner: "octo", repo: "models", pull_number: 1 };
const issue = { owner: "octo", repo: "models", issue_number: 1 };

let double: GithubDouble;
let scenario: PullScenario;

beforeEach(async () => {
  double = await startGithubDouble();
  scenario = await openScenario(double);
});
afterEach(async () => await double.stop());

function client(options: Partial<GithubClientOptions> = {}) {
  return createGithubClient({
    apiUrl: double.url,
    token: scenario.token.value,
    userAgent: "pinwarden/test",
    clock: testClock(),
    ...options,
  });
}

async function failure(promise: Promise<unknown>): Promise<PinwardenError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PinwardenError)) throw new Error(`Expected a PinwardenError, got ${String(error)}`);
  return error;
}

describe("a request", () => {
  it("names the version, the program and the token", async () => {
    await client().request(pullRoute, target, pull);
    const [request] = double.requests;
    expect(request?.headers["x-github-api-version"]).toBe("2026-03-10");
    expect(String(request?.headers["user-agent"])).toContain("pinwarden/test");
    expect(request?.headers.authorization).toBe(`token ${scenario.token.value}`);
  });

  it("falls back to the version that an older server knows, and stays there", async () => {
    double.faults.plan("GET", /pulls/, {
      kind: "answer",
      status: 400,
      body: { message: 'Version "2026-03-10" is not supported.' },
    });
    const github = client();
    await github.request(pullRoute, target, pull);
    await github.request(pullRoute, target, pull);
    expect(double.requests.map((request) => request.headers["x-github-api-version"])).toEqual([
      "2026-03-10",
      "2022-11-28",
      "2022-11-28",
    ]);
  });

  it("rejects an answer of another shape", async () => {
    const error = await failure(client().request(pullRoute, target, z.object({ merge_commit_sha: z.string() })));
    expect(error.code).toBe("github/unexpected-answer");
    expect(error.message).toContain("`merge_commit_sha`");
  });
});

describe("an Enterprise Server", () => {
  it("has GraphQL beside its REST API", async () => {
    const asked: string[] = [];
    const fetch: GithubClientOptions["fetch"] = async (url) => {
      asked.push(url);
      return Response.json({}) as unknown as Awaited<ReturnType<NonNullable<GithubClientOptions["fetch"]>>>;
    };
    const github = client({ apiUrl: "https://git.example/api/v3/", fetch });
    await github.request("POST /graphql", { query: "{ viewer { login } }" }, z.unknown());
    await github.request("GET /user", {}, z.unknown());
    expect(asked).toEqual(["https://git.example/api/graphql", "https://git.example/api/v3/user"]);
  });
});

describe("pages", () => {
  it("follows Link until there is no next", async () => {
    for (let n = 0; n < 205; n += 1) double.state.addComment(scenario.repository, 1, contributor, `comment ${n}`);
    const bodies = await client().list(commentsRoute, issue, z.array(z.object({ body: z.string() })));
    expect(bodies).toHaveLength(205);
    expect(bodies[204]?.body).toBe("comment 204");
    expect(double.requests).toHaveLength(3);
  });

  it("does not take the token to another server", async () => {
    double.faults.plan("GET", /comments/, {
      kind: "answer",
      status: 200,
      body: [],
      headers: { link: '<http://evil.invalid/comments?page=2>; rel="next"' },
    });
    const error = await failure(client().list(commentsRoute, issue, z.array(z.unknown())));
    expect(error.code).toBe("github/unexpected-answer");
    expect(double.requests).toHaveLength(1);
  });
});

describe("retries", () => {
  it.each([
    ["a 502", { kind: "status", status: 502 } as const],
    ["a reset connection", { kind: "reset" } as const],
    ["a cut answer", { kind: "truncated-json" } as const],
  ])("asks again after %s", async (_name, fault) => {
    double.faults.plan("GET", /pulls/, fault, 2);
    const clock = testClock();
    await expect(client({ clock }).request(pullRoute, target, pull)).resolves.toEqual({ number: 1 });
    expect(double.requests).toHaveLength(3);
    expect(clock.waits).toEqual([250, 500]);
  });

  it("waits as long as retry-after says", async () => {
    double.faults.plan("GET", /pulls/, { kind: "secondary-limit", status: 429, retryAfter: 17 });
    const clock = testClock();
    await client({ clock }).request(pullRoute, target, pull);
    expect(clock.waits).toEqual([17_000]);
  });

  it("waits a minute at a secondary limit that does not say how long", async () => {
    double.faults.plan("GET", /pulls/, { kind: "secondary-limit", status: 403, retryAfter: null });
    const clock = testClock();
    await client({ clock }).request(pullRoute, target, pull);
    expect(clock.waits).toEqual([60_000]);
  });

  it("waits for the reset of the primary limit", async () => {
    double.faults.plan("GET", /pulls/, { kind: "primary-limit", status: 403, resetIn: 40 });
    const clock = testClock();
    await client({ clock }).request(pullRoute, target, pull);
    expect(clock.waits).toHaveLength(1);
    expect(clock.waits[0]).toBeGreaterThan(30_000);
    expect(clock.waits[0]).toBeLessThanOrEqual(40_000);
  });

  it("gives up on a limit that lasts too long, and says until when", async () => {
    double.faults.plan("GET", /pulls/, { kind: "primary-limit", status: 403, resetIn: 1800 });
    const clock = testClock();
    const error = await failure(client({ clock }).request(pullRoute, target, pull));
    expect(error.code).toBe("github/rate-limited");
    expect(error.message).toMatch(/until \d{4}-\d\d-\d\dT/);
    expect(clock.waits).toEqual([]);
  });

  it("repeats a comment that a limit refused, but not one that a server error may have taken", async () => {
    double.faults.plan("POST", /comments/, { kind: "secondary-limit", status: 403, retryAfter: 1 });
    await client().request(postRoute, { ...issue, body: "once" }, z.unknown());
    double.faults.plan("POST", /comments/, { kind: "reset-after-work" });
    const error = await failure(client().request(postRoute, { ...issue, body: "twice" }, z.unknown()));
    expect(error.code).toBe("github/unavailable");
    expect(scenario.repository.comments.map((comment) => comment.body)).toEqual(["once", "twice"]);
  });

  it("gives up after its attempts", async () => {
    double.faults.plan("GET", /pulls/, { kind: "status", status: 503 }, 99);
    const error = await failure(client().request(pullRoute, target, pull));
    expect(error.code).toBe("github/unavailable");
    expect(double.requests).toHaveLength(5);
  });
});

describe("bounds", () => {
  it("does not wait for a server that hangs", async () => {
    double.faults.plan("GET", /pulls/, { kind: "slow", milliseconds: 400 }, 9);
    const fetch = boundedFetch({ timeout: 50, maxBytes: 1_000_000 });
    const error = await failure(client({ fetch }).request(pullRoute, target, pull));
    expect(error.code).toBe("github/unavailable");
  });

  it("does not read an answer without end", async () => {
    const fetch = boundedFetch({ timeout: 10_000, maxBytes: 100 });
    const error = await failure(client({ fetch }).request(pullRoute, target, pull));
    expect(error.message).toContain("larger than 100 bytes");
  });
});

describe("what an error says", () => {
  it("names the lines to add for a missing permission", async () => {
    const reader = await tokenWith({ contents: "read", pull_requests: "read" });
    const error = await failure(client({ token: reader }).request(postRoute, { ...issue, body: "x" }, z.unknown()));
    expect(error.code).toBe("github/missing-permission");
    expect(error.hint).toContain("permissions:\n  pull-requests: write");
  });

  it("calls a wrong token by its input and never prints it", async () => {
    const secret = "ghs_verysecretvalue";
    const error = await failure(client({ token: secret }).request(pullRoute, target, pull));
    expect(error.code).toBe("github/unauthorized");
    expect(error.hint).toContain("`repo-token`");
    expect(JSON.stringify([error.message, error.hint, error.stack, error.cause])).not.toContain(secret);
  });

  it("takes the token out of what a server echoes", async () => {
    const { value } = scenario.token;
    double.faults.plan("GET", /pulls/, {
      kind: "answer",
      status: 422,
      body: { message: `bad\nheader token ${value}` },
    });
    const error = await failure(client().request(pullRoute, target, pull));
    expect(error.message).not.toContain(value);
    expect(error.message).toContain("bad header token ***");
  });

  it("says that a repository may be hidden", async () => {
    const error = await failure(client().request(pullRoute, { ...target, repo: "secret" }, pull));
    expect(error.code).toBe("github/not-found");
    expect(error.hint).toContain("pull-requests: read");
  });
});

async function tokenWith(permissions: Record<string, "read" | "write">): Promise<string> {
  const { workflowToken } = await import("../../support/github-double/state.ts");
  return workflowToken(double.state, "octo/models", permissions).value;
}
