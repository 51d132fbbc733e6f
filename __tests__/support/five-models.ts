import type { LoopbackPackage } from "./loopback-index.ts";
import type { ServedRecord } from "./osv-service.ts";
import type { RemediationScenarioOptions } from "./remediation-scenario.ts";

/** Five models, each with something that has an advisory; two of them with the same one. */
const pinned: Readonly<Record<string, string>> = {
  audio: "speech==1.0\nbase==2.0\n",
  ranking: "trees==3.0\n",
  search: "vectors==1.0\n",
  text: "tokens==0.9\nbase==2.0\n",
  vision: "pictures==9.0\n",
};

export const fiveConfig = (more = ""): string => `models:
${Object.keys(pinned)
  .map((name) => `  - { id: ${name}, path: models/${name}, targets: [prod] }`)
  .join("\n")}
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.35" }
${more}`;

const versions = (name: string, ...all: readonly string[]): LoopbackPackage => ({
  name,
  versions: all.map((version) => ({ version })),
});

export const fivePackages: readonly LoopbackPackage[] = [
  versions("base", "2.0", "2.1"),
  versions("pictures", "9.0", "9.1", "10.0"),
  versions("speech", "1.0", "1.1"),
  versions("tokens", "0.9", "1.0"),
  versions("trees", "3.0", "3.0.1"),
  versions("vectors", "1.0", "2.0"),
];

/** An advisory against the versions that are listed, fixed in another. */
export function advisoryOf(
  id: string,
  name: string,
  bad: readonly string[],
  fixed: string,
  severity = "HIGH",
): ServedRecord {
  return {
    json: {
      schema_version: "1.7.5",
      id,
      modified: "2026-10-01T00:00:00Z",
      summary: `Something is wrong in ${name}`,
      affected: [
        {
          package: { ecosystem: "PyPI", name },
          ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }],
        },
      ],
      database_specific: { severity },
    },
    hits: bad.map((version) => `${name} ${version}`),
  };
}

export const fiveRecords: readonly ServedRecord[] = [
  advisoryOf("GHSA-2222-2222-pics", "pictures", ["9.0"], "9.1", "CRITICAL"),
  advisoryOf("GHSA-2222-2222-spch", "speech", ["1.0"], "1.1"),
  advisoryOf("GHSA-2222-2222-tokn", "tokens", ["0.9"], "1.0", "MODERATE"),
  advisoryOf("GHSA-2222-2222-tree", "trees", ["3.0"], "3.0.1"),
  advisoryOf("GHSA-2222-2222-vect", "vectors", ["1.0"], "2.0", "LOW"),
];

export const fiveModels = (more = ""): RemediationScenarioOptions => ({
  files: {
    ".github/pinwarden.yml": fiveConfig(more),
    ".github/CODEOWNERS": "* @contributor\nmodels/vision/ @octo/vision-team @nobody-here\n",
    ...Object.fromEntries(Object.entries(pinned).map(([name, text]) => [`models/${name}/requirements.txt`, text])),
  },
  packages: fivePackages,
  records: fiveRecords,
});
