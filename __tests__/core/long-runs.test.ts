import { expect, it } from "@jest/globals";
import { sourceOfFile } from "../../src/core/lock/file-source.ts";
import { parseMatchSpec } from "../../src/core/manifest/conda/match-spec.ts";
import { readCompose } from "../../src/core/packaging/container/read-compose.ts";
import { readWorkflow } from "../../src/core/packaging/container/read-workflow.ts";
import { holdsSettingsAlone } from "../../src/core/packaging/look-manifest.ts";
import { withoutTrailingSlashes } from "../../src/core/trailing.ts";
import { readFiles } from "../support/read-files.ts";

const run = (character: string, length = 200_000): string => character.repeat(length);

// Each is a run that an expression walks from every character of it unless it is written with care: minutes, where a test has seconds.
it.each<readonly [string, () => unknown, unknown]>([
  ["slashes before the end of an address", () => withoutTrailingSlashes(`${run("/")}x`).length, 200_001],
  [
    "slashes in a build's folder, for Compose",
    () => readFiles(readCompose("a.yml"), { "a.yml": `services: {a: {build: ${run("/")}x}}` }).places.length,
    1,
  ],
  [
    "slashes in a build's folder, for a workflow",
    () =>
      readFiles(readWorkflow("a.yml"), {
        "a.yml": `jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: ${run("/")}x}}]}}`,
      }).places.length,
    0,
  ],
  ["blanks at the beginning of a line of pyproject.toml", () => holdsSettingsAlone(`${run(" ")}x`), true],
  [
    "question marks in the address of a repository",
    () => sourceOfFile(`git+https://a/b${run("?")}\n`, []),
    { kind: "vcs", url: "https://a/b", revision: null },
  ],
  ["blanks in a hundred specs of conda", () => specs(100), 0],
])("passes once over %s", (_, read, expected) => {
  expect(read()).toEqual(expected);
});

/** How many of some specs with as many blanks as a spec may have are one. */
function specs(count: number): number {
  const spec = `a[b=${run(" ", 990)}']`;
  return Array.from({ length: count }, () => parseMatchSpec(spec)).filter((one) => one !== null).length;
}
