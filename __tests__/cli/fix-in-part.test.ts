import { expect, it } from "@jest/globals";
import { openScene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readFix } from "../support/valid-output.ts";

const record = (id: string, range: string, ...versions: readonly string[]) => ({
  json: osvJson({ id, package: "engine", range, database_specific: { severity: "HIGH" } }),
  hits: versions.map((version) => `engine ${version}`),
});

it("what a plan clears though its advisory names no fix is told as cleared, and what stays as what stays", async () => {
  await using scene = await openScene({
    packages: [{ name: "engine", versions: [{ version: "1.0" }, { version: "2.0" }] }],
    osv: {
      records: [
        record("GHSA-fixed", "introduced 0, fixed 2.0", "1.0"),
        record("GHSA-ended", "introduced 0, last_affected 1.0", "1.0"),
        record("GHSA-stays", "introduced 0", "1.0", "2.0"),
      ],
    },
  });
  await scene.repository.write({
    ".github/pinwarden.yml": 'targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31" }\n',
    "requirements.txt": "engine==1.0\n",
  });
  const { stdout } = await scene.run(["fix", ".", "--index-url", scene.index.url, "--format", "json"]);
  const { plans, impossible } = readFix(stdout);
  expect(plans.map(({ clears }) => new Set(clears.map(({ id }) => id)))).toEqual([
    new Set(["GHSA-ended", "GHSA-fixed"]),
  ]);
  expect(plans[0]?.edits.map(({ after }) => after)).toEqual(["engine==2.0"]);
  expect(impossible.map(({ finding, reason }) => [finding.id, reason])).toEqual([["GHSA-stays", "not-found"]]);
});
