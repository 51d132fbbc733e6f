import { describe, expect, it } from "@jest/globals";
import { embeddedTables } from "../../../../src/core/accelerator/embedded-tables.ts";
import { noAnswers } from "../../../../src/core/advisory/advisory-answers.ts";
import type { ResolvedPackage } from "../../../../src/core/resolution/resolution.ts";
import { projectStatus } from "../../../../src/core/rule/release/project-status.ts";
import { yankedRelease } from "../../../../src/core/rule/release/yanked.ts";
import type { Facts } from "../../../../src/core/rule/rule.ts";
import { resolutionOf } from "../../../support/resolution-text.ts";
import { linuxTarget } from "../../../support/universe-text.ts";

function factsOf(change: (one: ResolvedPackage) => ResolvedPackage): Facts {
  const resolution = resolutionOf("images 2.1 <- requirements.txt:3 images==2.1");
  return {
    model: { id: "classifier", path: "." },
    target: linuxTarget,
    resolution: { ...resolution, packages: resolution.packages.map(change) },
    advisories: noAnswers("none was asked"),
    tables: embeddedTables(),
    today: "2026-11-21",
  };
}

describe("release/yanked", () => {
  const yanked = (reason: string | null): Facts =>
    factsOf((one) => ({ ...one, file: { ...one.file, yanked: reason } }));

  it("tells why the release was withdrawn, and only warns", () => {
    expect(yankedRelease.check(yanked("broken `wheel`")).findings).toMatchObject([
      {
        rule: "release/yanked",
        warns: true,
        message: "images 2.1 was yanked from https://index.test/simple: `broken 'wheel'`.",
        location: { file: "requirements.txt", line: 3 },
      },
    ]);
    expect(yankedRelease.check(yanked("")).findings[0]?.message).toBe(
      "images 2.1 was yanked from https://index.test/simple.",
    );
  });

  it("says nothing of a release that was not", () => {
    expect(yankedRelease.check(yanked(null)).findings).toEqual([]);
  });
});

describe("project/…", () => {
  const marked = (status: string, reason: string | null = null): Facts =>
    factsOf((one) => ({ ...one, projectState: { status, reason, index: "https://index.test/simple" } }));

  it.each([
    ["archived", "info", "images is archived: no more releases are to be expected."],
    ["deprecated", "info", "images is deprecated by its maintainers."],
    ["quarantined", "critical", "images is quarantined by the index, which takes it for unsafe to install."],
  ])("tells that a project is %s", (status, severity, message) => {
    expect(projectStatus.check(marked(status)).findings).toMatchObject([
      { rule: `project/${status}`, severity, message, package: "images" },
    ]);
  });

  it("gives the reason", () => {
    expect(projectStatus.check(marked("deprecated", "use `pictures`")).findings[0]?.message).toBe(
      "images is deprecated by its maintainers: `use 'pictures'`.",
    );
  });

  it.each(["active", "sleeping", "constructor"])("says nothing of the status %s", (status) => {
    expect(projectStatus.check(marked(status)).findings).toEqual([]);
  });
});
