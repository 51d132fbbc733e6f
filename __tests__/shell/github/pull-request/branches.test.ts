import { describe, expect, it } from "@jest/globals";
import type { GithubClient, Parameters } from "../../../../src/shell/github/github-client.ts";
import { branchHead, branchState } from "../../../../src/shell/github/pull-request/branches.ts";
import { refPath } from "../../../../src/shell/github/repository.ts";

const repository = { owner: "octo", repo: "models" };
const [base, head] = ["a".repeat(40), "b".repeat(40)];
const message = `Upgrade wire to 1.1\n\nPinwarden-Digest: ${"c".repeat(64)}`;
const person = { login: "maintainer", id: 7, type: "User" };
const bot = { login: "acme-bot[bot]", id: 8, type: "Bot" };
const webFlow = { login: "web-flow", id: 19_864_447, type: "User" };

/** Answers everything with one thing, and keeps what was asked. */
function answering(answer: unknown, asked: Parameters[] = []): GithubClient {
  return {
    async request(_, parameters, schema) {
      asked.push(parameters);
      return await schema.parseAsync(answer);
    },
    list: () => Promise.reject(new Error("no list is asked for")),
  };
}

const stateWith = (author: unknown, committer: unknown, identity: { login: string; id: number }) =>
  branchState(
    answering({ ahead_by: 1, commits: [{ sha: head, author, committer, commit: { message } }] }),
    repository,
    base,
    head,
    identity,
  );

describe("whose work stands on a branch", () => {
  it.each([
    ["a person's token, through GitHub", person, webFlow, person, "own"],
    ["a person's token, amended by that person", person, person, person, "touched"],
    ["a bot that pushes its commits itself", bot, bot, bot, "own"],
    ["a bot, amended by a person", bot, person, bot, "touched"],
    ["an author whom GitHub does not know", {}, webFlow, person, "touched"],
    ["a committer whom GitHub does not know", bot, {}, bot, "touched"],
  ])("%s", async (_, author, committer, identity, kind) => {
    expect((await stateWith(author, committer, identity)).kind).toBe(kind);
  });
});

describe("a branch with signs in its name that mean something in an address", () => {
  it("is asked for by all of its name", async () => {
    const asked: Parameters[] = [];
    const client = answering({ ref: "refs/heads/fix#1/50%", object: { sha: head } }, asked);
    expect(await branchHead(client, repository, "fix#1/50%")).toBe(head);
    expect(asked).toEqual([{ ...repository, ref: "heads/fix%231/50%25" }]);
    expect(refPath("heads/main")).toBe("heads/main");
  });
});
