import { describe, expect, it } from "@jest/globals";
import { PinwardenError } from "../../../src/core/error.ts";
import type { GithubClient } from "../../../src/shell/github/github-client.ts";
import { learnIdentity } from "../../../src/shell/github/identity.ts";

const failing = (code: "unavailable" | "not-found" | "refused") => () => {
  throw new PinwardenError(`github/${code}`, "No.");
};
const app = () => ({ data: { viewer: { login: "acme[bot]", databaseId: 9 } } });

/** Answers GraphQL with one after the other, the last one for ever, and `/user` as an installation token is answered. */
function client(answers: readonly (() => unknown)[], user: () => unknown = failing("refused")): GithubClient {
  let asked = 0;
  return {
    async request(route, _, schema) {
      if (route === "GET /user") return await schema.parseAsync(user());
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return await schema.parseAsync(answer?.());
    },
    list: () => Promise.reject(new Error("no list is asked for")),
  };
}

describe("who the token speaks as", () => {
  it("is asked again where GitHub failed once: a guess would make a second issue beside ours", async () => {
    expect(await learnIdentity(client([failing("unavailable"), app]))).toEqual({ login: "acme[bot]", id: 9 });
  });

  it("is asked again where GraphQL says with a 200 that it failed", async () => {
    const failed = () => ({ data: null, errors: [{ message: "Something went wrong while executing your query." }] });
    expect(await learnIdentity(client([failed, app]))).toEqual({ login: "acme[bot]", id: 9 });
  });

  it("is not guessed where GitHub goes on failing", async () => {
    await expect(learnIdentity(client([failing("unavailable")]))).rejects.toMatchObject({ code: "github/unavailable" });
  });

  it("is told by the other question where one fails", async () => {
    const user = () => ({ login: "maintainer", id: 7 });
    expect(await learnIdentity(client([failing("unavailable")], user))).toEqual({ login: "maintainer", id: 7 });
  });

  it("is the workflow's own account where the server has neither answer", async () => {
    expect(await learnIdentity(client([failing("not-found")]))).toEqual({ login: "github-actions[bot]", id: null });
  });
});
