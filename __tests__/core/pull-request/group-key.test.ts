import { describe, expect, it } from "@jest/globals";
import { branchOf, isGroupBranch, stagingBranch } from "../../../src/core/pull-request/group-key.ts";
import { fc } from "../../support/fast-check.ts";

const model = (name: string) => branchOf({ kind: "model", name }, null);

describe("a branch in the folder", () => {
  it.each([
    ["pinwarden/model/a", true],
    ["pinwarden/security", true],
    ["pinwarden/records", false],
    ["pinwarden/model/a/b", false],
    ["pinwarden-staging/model-a", false],
    ["other/model/a", false],
  ])("%s", (branch, group) => {
    expect(isGroupBranch(branch, null)).toBe(group);
  });
});

describe("the branch of a group", () => {
  it("follows from its group", () => {
    expect(model("classifier")).toBe("pinwarden/model/classifier");
    expect(branchOf({ kind: "security", name: "" }, null)).toBe("pinwarden/security");
    expect(branchOf({ kind: "advisory", name: "GHSA-ABCD-1234-efgh" }, null)).toBe(
      "pinwarden/advisory/ghsa-abcd-1234-efgh",
    );
    expect(branchOf({ kind: "family", name: "torch" }, "release-2")).toBe("pinwarden-release-2/family/torch");
  });

  it("cannot be taken by a name that is written as another one's branch", () => {
    for (const name of ["Classifier", "models/web", "@@@"])
      expect(model(model(name).slice("pinwarden/model/".length))).not.toBe(model(name));
    expect(model("models/web")).toMatch(/^pinwarden\/model\/models-web\.[0-9a-f]{12}$/);
  });

  it("tells names apart that would be one word", () => {
    const names = ["a/b", "a-b", "a.b", "A-b", "a--b/", "ä-b", "", "-", "..", "x".repeat(80), "x".repeat(81)];
    expect(new Set(names.map(model)).size).toBe(names.length);
  });

  it("is a name that git takes, whatever the group is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.option(fc.string()), (name, base) => {
        for (const kind of ["model", "rule"] as const) {
          const branch = branchOf({ kind, name }, base);
          expect(branch).toMatch(
            /^pinwarden[a-z0-9_-]*(?:\.[0-9a-f]{12})?\/(?:model|rule)\/[a-z0-9_-]{1,60}(?:\.[0-9a-f]{12})?$/,
          );
          expect(branch).not.toMatch(/-\/|\/-/);
          expect(stagingBranch(branch, "0".repeat(64))).toMatch(/^pinwarden-staging\/[a-z0-9_-]+\.[0-9a-f]{12}-0{16}$/);
        }
      }),
    );
  });
});
