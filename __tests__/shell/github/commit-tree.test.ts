import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { treeLimits } from "../../../src/shell/files/tree-limits.ts";
import { openCommitTree } from "../../../src/shell/github/commit-tree.ts";
import { createGithubClient } from "../../../src/shell/github/github-client.ts";
import { firstKnown, githubHistory } from "../../../src/shell/github/history.ts";
import { type GithubDouble, startGithubDouble } from "../../support/github-double/github-double.ts";
import { openScenario, type PullScenario } from "../../support/github-double/scenario.ts";
import { testClock } from "../../support/github-double/test-clock.ts";

const repository = { owner: "octo", repo: "models" };
const submodule = "1234567890123456789012345678901234567890";

let double: GithubDouble;
let scenario: PullScenario;

beforeEach(async () => {
  double = await startGithubDouble();
  scenario = await openScenario(double, {
    head: {
      "models/a/requirements.txt": "torch==2.11.0\n",
      "models/b/requirements.txt": "numpy\n",
      "models/b/deep/er/x.txt": "x\n",
      "models/link.txt": { symlink: "/etc/passwd" },
      "models/linked": { symlink: "../.." },
      "vendor/lib": { submodule },
      "large.bin": "z".repeat(5000),
      "models/b/deep/..\\x.txt": "back\n",
      "naïve name\t.txt": "odd\n",
    },
    later: { "other.txt": "meanwhile\n" },
  });
});
afterEach(async () => await double.stop());

function client() {
  const { value } = scenario.token;
  return createGithubClient({ apiUrl: double.url, token: value, userAgent: "pinwarden/test", clock: testClock() });
}
const tree = (limits = treeLimits, maxRequests = 500) =>
  openCommitTree(client(), repository, scenario.head, undefined, limits, maxRequests);
const textOf = (answer: { kind: string; bytes?: Uint8Array }) => Buffer.from(answer.bytes ?? []).toString("utf8");

describe("a commit's tree through the API", () => {
  it("lists files, symlinks and submodules, and no folders", async () => {
    const entries = [...(await tree().list())].sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(entries.map((entry) => [entry.path, entry.kind])).toEqual([
      ["README.md", "file"],
      ["large.bin", "file"],
      ["models/a/requirements.txt", "file"],
      ["models/b/deep/..\\x.txt", "file"],
      ["models/b/deep/er/x.txt", "file"],
      ["models/b/requirements.txt", "file"],
      ["models/link.txt", "symlink"],
      ["models/linked", "symlink"],
      ["naïve name\t.txt", "file"],
      ["requirements.txt", "file"],
      ["vendor/lib", "submodule"],
    ]);
    expect(entries[1]?.size).toBe(5000);
  });

  it("reads a file with its object id", async () => {
    const answer = await tree().read("models/a/requirements.txt");
    expect(answer.kind).toBe("file");
    expect(textOf(answer)).toBe("torch==2.11.0\n");
    expect(answer.kind === "file" ? answer.id : "").toMatch(/^[0-9a-f]{40}$/);
  });

  it("asks for a content once, however often it is read", async () => {
    const opened = tree();
    await Promise.all([opened.read("requirements.txt"), opened.read("requirements.txt")]);
    expect(double.requests.map((request) => request.url).filter((url) => url.includes("/blobs/"))).toHaveLength(1);
  });

  it.each([
    ["models/link.txt", "it is a symlink, which is not followed"],
    ["models/linked/etc/passwd", "`models/linked` is a symlink, which is not followed"],
    ["vendor/lib", "it is a submodule, whose content is another repository's"],
    ["vendor/lib/setup.py", "`vendor/lib` is a submodule, which is not followed"],
    ["models", "it is a folder"],
    ["models/b/deep/..\\x.txt", "its path leads out of the repository"],
    ["../outside.txt", "its path leads out of the repository"],
    ["/etc/passwd", "its path leads out of the repository"],
    ["models/./a", "its path leads out of the repository"],
    ["a\0b", "its path leads out of the repository"],
  ])("refuses %j", async (path, reason) => {
    expect(await tree().read(path)).toEqual({ kind: "refused", reason });
  });

  it("says what is not there", async () => {
    expect(await tree().read("models/c/requirements.txt")).toEqual({ kind: "missing" });
    expect(await tree().read("__proto__")).toEqual({ kind: "missing" });
  });

  it("does not fetch what is too large", async () => {
    const answer = await tree({ ...treeLimits, fileBytes: 1000 }).read("large.bin");
    expect(answer).toEqual({ kind: "refused", reason: "it has 5000 bytes, and at most 1000 are read" });
    expect(double.requests.some((request) => request.url.includes("/blobs/"))).toBe(false);
  });

  it("walks the folders of a tree that GitHub cuts", async () => {
    const whole = (await tree().list()).map((entry) => entry.path).sort();
    double.state.treeLimit = 6;
    const before = double.requests.length;
    expect((await tree().list()).map((entry) => entry.path).sort()).toEqual(whole);
    expect(double.requests.length).toBeGreaterThan(before + 2);
  });

  it("gives up on a tree that no number of requests lists", async () => {
    double.state.treeLimit = 3;
    await expect(tree(treeLimits, 4).list()).rejects.toMatchObject({
      code: "github/tree-too-large",
    });
    await expect(tree({ ...treeLimits, entries: 2 }).list()).rejects.toMatchObject({
      code: "github/tree-too-large",
    });
  });

  it("does not take another content for the one that the id names", async () => {
    double.faults.plan("GET", /blobs/, {
      kind: "answer",
      status: 200,
      body: { sha: "x", encoding: "base64", content: Buffer.from("evil").toString("base64") },
    });
    await expect(tree().read("requirements.txt")).rejects.toMatchObject({ code: "github/unexpected-answer" });
  });

  it("reads a fork's commit in the base repository", async () => {
    const other = await startGithubDouble();
    try {
      const fork = await openScenario(other, { fork: true });
      const github = createGithubClient({ apiUrl: other.url, token: fork.token.value, userAgent: "pinwarden/test" });
      expect(textOf(await openCommitTree(github, repository, fork.head).read("requirements.txt"))).toBe(
        "torch==2.11.0\n",
      );
    } finally {
      await other.stop();
    }
  });
});

describe("the history behind the API", () => {
  const history = () => githubHistory(client(), repository);

  it("resolves branches, refs and ids", async () => {
    expect(await history().resolve("main")).toBe(scenario.base);
    expect(await history().resolve("refs/pull/1/merge")).toBe(scenario.merge);
    expect(await history().resolve(scenario.head)).toBe(scenario.head);
    expect(await history().resolve("no/such/branch")).toBeNull();
    expect(await history().resolve("refs/heads/none")).toBeNull();
  });

  it("knows the parents of the merge commit", async () => {
    expect(await history().parents(scenario.merge ?? "")).toEqual([scenario.base, scenario.head]);
    expect(await history().parents(submodule)).toBeNull();
  });

  it("finds the merge base, and the paths that changed since", async () => {
    const base = await history().mergeBase(scenario.base, scenario.head);
    expect(base).not.toBe(scenario.base);
    const paths = await history().changedPaths(base ?? "", scenario.head);
    expect(paths).toContain("models/a/requirements.txt");
    expect(paths).not.toContain("other.txt");
  });

  it("does not take the first 300 changes for all of them", async () => {
    const files = Object.fromEntries(Array.from({ length: 305 }, (_, n) => [`many/${n}.txt`, `${n}\n`]));
    const head = await scenario.repository.git.commit({ ref: "refs/heads/many", parents: [scenario.base], files });
    expect(await history().changedPaths(scenario.base, head)).toBeNull();
  });

  it("lists both names of a rename", async () => {
    const files = { "requirements.txt": null, "reqs.txt": "torch==2.10.0\n" };
    const head = await scenario.repository.git.commit({ ref: "refs/heads/moved", parents: [scenario.base], files });
    expect(await history().changedPaths(scenario.base, head)).toEqual(["requirements.txt", "reqs.txt"]);
  });

  it("does not know what changed where history was rewritten: a comparison tells of one side alone", async () => {
    const { git } = scenario.repository;
    const files = { "requirements.txt": "torch==2.10.0\n" };
    const gone = await git.commit({ ref: "refs/heads/rewritten", parents: [scenario.base], files });
    expect(await history().changedPaths(gone, scenario.base)).toBeNull();
  });

  it("asks the next where the first does not know", async () => {
    const nobody = {
      resolve: async () => null,
      parents: async () => null,
      mergeBase: async () => null,
      changedPaths: async () => null,
    };
    expect(await firstKnown([nobody, history()]).resolve("main")).toBe(scenario.base);
    expect(await firstKnown([nobody]).parents("x")).toBeNull();
  });
});
