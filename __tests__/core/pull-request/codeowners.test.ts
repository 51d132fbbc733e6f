import { describe, expect, it } from "@jest/globals";
import { matchesOwned, ownersOf, readCodeowners, reviewersOf } from "../../../src/core/pull-request/codeowners.ts";

describe("a pattern of CODEOWNERS", () => {
  it.each([
    ["*", "a/b/requirements.txt", true],
    ["*.txt", "a/b/requirements.txt", true],
    ["*.txt", "a/b/pyproject.toml", false],
    ["/requirements.txt", "requirements.txt", true],
    ["/requirements.txt", "a/requirements.txt", false],
    ["requirements.txt", "a/requirements.txt", true],
    ["models/", "x/models/a/requirements.txt", true],
    ["/models/", "x/models/a/requirements.txt", false],
    ["/models/", "models", false],
    ["/models", "models/a/requirements.txt", true],
    ["models/a", "models/a/requirements.txt", true],
    ["models/a", "x/models/a/requirements.txt", false],
    ["models/*", "models/requirements.txt", true],
    ["models/*", "models/a/requirements.txt", false],
    ["models/**", "models/a/b/requirements.txt", true],
    ["**/vision", "models/vision/requirements.txt", true],
    ["/models/*/requirements.txt", "models/a/requirements.txt", true],
    ["/models/*/requirements.txt", "models/a/b/requirements.txt", false],
    ["/models/?/*.txt", "models/a/requirements.txt", true],
    [".github/", ".github/ci.txt", true],
  ])("%s and %s", (pattern, path, matches) => {
    expect(matchesOwned(pattern, path)).toBe(matches);
  });

  it("takes time in the product of the lengths, and no more", () => {
    expect(matchesOwned(`/${"**/a*/".repeat(300)}z`, `${"a/".repeat(300)}b`)).toBe(false);
  });
});

describe("the owners of paths", () => {
  const rules = readCodeowners(
    [
      "# everything",
      "* @octocat someone@example.com",
      "models/vision/ @acme/vision @Hubot # and why",
      "models/open/",
      "!models/not @nobody",
      "[ab] @nobody",
      "with\\ space/ @spaced",
    ].join("\r\n"),
  );

  it("are those of the last line that matches", () => {
    expect(ownersOf(rules, ["a.txt"])).toEqual({ users: ["octocat"], teams: [] });
    expect(ownersOf(rules, ["models/vision/a.txt", "a.txt"])).toEqual({
      users: ["Hubot", "octocat"],
      teams: ["vision"],
    });
    expect(ownersOf(rules, ["models/open/a.txt"])).toEqual({ users: [], teams: [] });
    expect(ownersOf(rules, ["with space/a.txt"])).toEqual({ users: ["spaced"], teams: [] });
  });

  it("are users and teams apart", () => {
    expect(reviewersOf(["b", "acme/ml", "a", "b"])).toEqual({ users: ["a", "b"], teams: ["ml"] });
  });
});
