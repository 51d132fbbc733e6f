import { describe, expect, it } from "@jest/globals";
import type { CheckReport } from "../../src/core/comparison/comparison.ts";
import { openScene, type Scene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readReport } from "../support/valid-output.ts";

const packages = [
  { name: "safe", versions: [{ version: "1.0" }] },
  { name: "holed", versions: [{ version: "1.0" }, { version: "2.0" }] },
];
const osv = {
  records: [
    {
      json: osvJson({
        id: "GHSA-aaaa-bbbb-cccc",
        package: "holed",
        range: "introduced 2.0",
        database_specific: { severity: "HIGH" },
      }),
      hits: ["holed 2.0"],
    },
  ],
};
const target = '{ python: "3.11", platform: linux/amd64, glibc: "2.31" }';

type Files = Readonly<Record<string, string>>;

/** What the check says of a pull request that brings a package with a hole in, and does `more` besides. */
async function judged(
  base: Files,
  more: Files,
): Promise<{ exitCode: number | null; report: CheckReport; scene: Scene }> {
  await using scene = await openScene({ packages, osv });
  await scene.repository.write({ "service/requirements.txt": "safe\nholed==1.0\n", ...base });
  await scene.repository.commit("base");
  await scene.repository.git("switch", "--quiet", "--create", "change");
  await scene.repository.write({ "service/requirements.txt": "safe\nholed==2.0\n", ...more });
  await scene.repository.commit("head");
  const { exitCode, stdout, stderr } = await scene.run([
    "check",
    "--base",
    "main",
    "--head",
    "change",
    "--format",
    "json",
  ]);
  if (stdout === "") throw new Error(stderr);
  return { exitCode, report: readReport(stdout), scene };
}

const introduced = (report: CheckReport): readonly (string | undefined)[] =>
  report.models
    .flatMap(({ targets }) => targets.flatMap(({ findings }) => findings))
    .filter(({ status, accepted }) => status === "introduced" && accepted === undefined)
    .map(({ advisory }) => advisory?.id);

const bases: readonly (readonly [string, Files])[] = [
  ["without a configuration", {}],
  ["whose configuration has a policy alone", { ".github/pinwarden.yml": "policy: { fail-on-severity: high }\n" }],
  ["whose configuration names targets", { ".github/pinwarden.yml": `targets: { prod: ${target} }\n` }],
  [
    "whose configuration names the model",
    {
      ".github/pinwarden.yml": `models: [{ id: service, path: service, targets: [prod] }]\ntargets: { prod: ${target} }\n`,
    },
  ],
];

const tricks: readonly (readonly [string, Files])[] = [
  ["nothing else", {}],
  [
    "ignores the finding",
    { ".github/pinwarden.yml": "policy: { ignore: [{ id: GHSA-aaaa-bbbb-cccc, reason: mine }] }\n" },
  ],
  ["warns only", { ".github/pinwarden.yml": "policy: { warn-only: true, fail-on-severity: critical }\n" }],
  [
    "declares another model in its place",
    { ".github/pinwarden.yml": "models: [{ id: other, path: other }]\n", "other/requirements.txt": "safe\n" },
  ],
  [
    "declares the model over another file",
    {
      ".github/pinwarden.yml": "models: [{ id: service, path: service, manifests: [innocent.txt] }]\n",
      "service/innocent.txt": "safe\n",
    },
  ],
  [
    "serves it where the package is not installed",
    {
      ".github/pinwarden.yml": 'targets: { prod: { python: "3.11", platform: windows/amd64 } }\n',
      "service/requirements.txt": "safe\nholed==2.0 ; sys_platform == 'linux'\n",
    },
  ],
  [
    "adds a target that would take the place of the others",
    {
      ".github/pinwarden.yml": 'targets: { default: { python: "3.11", platform: windows/amd64 } }\n',
      "service/requirements.txt": "safe\nholed==2.0 ; sys_platform == 'linux'\n",
    },
  ],
  ["says that it is something else", { ".github/pinwarden.yml": "nonsense: [\n" }],
  ["adds a second configuration", { ".github/pinwarden.yaml": "policy: { warn-only: true }\n" }],
];

/** What concerns models and targets is tried with each base, the rest with the last one. */
const concernsPlaces = ([, more]: (typeof tricks)[number]): boolean =>
  /^(?:models|targets):/.test(more[".github/pinwarden.yml"] ?? "");

describe("a pull request that brings a package with a hole", () => {
  for (const [where, base] of bases) {
    it.each(base === bases.at(-1)?.[1] ? tricks : tricks.filter(concernsPlaces))(
      `into a repository ${where} does not pass when it %s`,
      async (_, more) => {
        const { exitCode, report } = await judged(base, more);
        if (Object.keys(base).length === 0 && more[".github/pinwarden.yml"]?.startsWith("targets:") === true) {
          // Nobody has said where it is served but the pull request. Its word is taken, and the report says that it was.
          expect(report.notAssessed).toContainEqual({
            what: ".github/pinwarden.yml of the head",
            why: expect.stringContaining("the base has no configuration: the head's targets are used"),
          });
          return;
        }
        expect([exitCode, report.verdict, introduced(report)]).toEqual([
          1,
          "fail",
          expect.arrayContaining(["GHSA-aaaa-bbbb-cccc"]),
        ]);
      },
    );
  }
});
