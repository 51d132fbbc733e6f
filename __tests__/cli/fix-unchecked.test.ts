import { describe, expect, it } from "@jest/globals";
import { openScene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readFix } from "../support/valid-output.ts";

const config = `targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31" }
models:
  - { id: one, path: models/one, manifests: [../../shared/requirements.txt], targets: [prod] }
  - { id: two, path: models/two, manifests: [../../shared/requirements.txt, own.txt], targets: [prod] }
`;

/** Two models read one list, and the second has a line of its own. */
async function fixed(own: string, ...args: string[]) {
  const json = osvJson({
    id: "GHSA-wire",
    package: "wire",
    range: "introduced 0, fixed 2.0",
    database_specific: { severity: "HIGH" },
  });
  await using opened = await openScene({
    packages: [{ name: "wire", versions: [{ version: "1.0" }, { version: "2.0" }] }],
    osv: { records: [{ json, hits: ["wire 1.0"] }] },
  });
  await opened.repository.write({
    ".github/pinwarden.yml": config,
    "shared/requirements.txt": "wire==1.0\n",
    "models/one/model.py": "",
    "models/two/model.py": "",
    "models/two/own.txt": `${own}\n`,
  });
  return await opened.run(["fix", ".", "--index-url", opened.index.url, ...args]);
}

async function planned(own: string, ...args: string[]) {
  const { plans, notAssessed } = readFix((await fixed(own, "--format", "json", ...args)).stdout);
  return {
    after: plans.flatMap(({ edits }) => edits.map(({ file, after }) => `${file}: ${after}`)),
    unchecked: plans.flatMap(({ unchecked }) => unchecked),
    notAssessed: notAssessed.map(({ what }) => what),
  };
}

describe("a model without a resolution beside one whose file is edited", () => {
  const after = ["shared/requirements.txt: wire==2.0"];
  const place = { where: "two on prod", files: ["shared/requirements.txt"] };

  it("is named as not checked, and stays not assessed", async () => {
    const why = "It has no resolution, before the edits or with them, so that they were not checked for it.";
    const told = { after, unchecked: [{ ...place, why }], notAssessed: expect.arrayContaining(["two on prod"]) };
    expect(await planned("nowhere==1.0")).toEqual(told);
    expect(await planned("nowhere==1.0", "--model", "one")).toEqual(told);
    const { stdout, exitCode } = await fixed("nowhere==1.0");
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`Not checked for two on prod, which reads shared/requirements.txt: ${why}`);
  });

  it("is told apart where the edits let it be installed", async () => {
    const why =
      "It had no resolution before and has one with the edits: what is wrong there was not compared with anything.";
    expect(await planned("wire>=2")).toMatchObject({ after, unchecked: [{ ...place, why }] });
  });

  it("is not spoken of where there is none", async () => {
    expect(await planned("wire")).toMatchObject({ after, unchecked: [] });
  });
});
