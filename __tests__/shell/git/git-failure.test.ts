import { expect, it } from "@jest/globals";
import { folderFailure } from "../../../src/shell/git/git-failure.ts";

it("tells another owner's repository from none, with what helps", () => {
  const unsafe = folderFailure(
    "/srv/x",
    "fatal: detected dubious ownership in repository at '/srv/x'\nTo add an exception …\n",
  );
  expect(unsafe).toMatchObject({ code: "git/unsafe-folder", hint: expect.stringContaining("safe.directory /srv/x") });
  const none = folderFailure("/srv/x", "fatal: not a git repository (or any of the parent directories): .git\n");
  expect(none.code).toBe("git/not-a-repository");
  const other = folderFailure("/srv/x", "fatal: bad object HEAD\nmore\n");
  expect(other).toMatchObject({ code: "git/failed", message: expect.stringContaining("bad object HEAD") });
  expect(folderFailure("/srv/x", "").message).toContain("no reason");
});
