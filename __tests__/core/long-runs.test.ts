import { expect, it } from "@jest/globals";
import { DockerfileParser } from "dockerfile-ast";
import { findWheelMetadata } from "../../src/core/index/wheel-member.ts";
import type { ZipEntry } from "../../src/core/index/zip-directory.ts";
import { sourceOfFile } from "../../src/core/lock/file-source.ts";
import { condaClauses } from "../../src/core/manifest/conda/conda-version.ts";
import { parseMatchSpec } from "../../src/core/manifest/conda/match-spec.ts";
import { CopiedFiles } from "../../src/core/manifest/dockerfile/copied-files.ts";
import { readCompose } from "../../src/core/packaging/container/read-compose.ts";
import { readWorkflow } from "../../src/core/packaging/container/read-workflow.ts";
import { holdsSettingsAlone } from "../../src/core/packaging/look-manifest.ts";
import { parseWheelFilename } from "../../src/core/python/wheel-filename.ts";
import { withoutTrailingSlashes } from "../../src/core/trailing.ts";
import { createMemberCollector } from "../../src/shell/index/member-collector.ts";
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
  [
    "dashes in the name of an egg-info",
    () => {
      const collector = createMemberCollector("a-1.0.tar.gz");
      collector.wants(`a-1.0/${run("--py0", 100_000)}\n.egg-info/requires.txt`, 1);
      return collector.members().hasEggInfo;
    },
    false,
  ],
  ["plus signs in the version of a wheel's METADATA", () => ownMetadata(`a-1${run("+")}`), true],
  ["blanks and line breaks in a version of conda", () => condaClauses(`=${run(" ")}a\nb`, false).ok, false],
  ["one letter in a file's name, held against a pattern", () => copiedTo(`/x/${run("a", 20_000)}`, `*a*a*b`), null],
])("passes once over %s", (_, read, expected) => {
  expect(read()).toEqual(expected);
});

/** Whether a wheel's METADATA is found in a folder of a name. */
function ownMetadata(folder: string): boolean {
  const wheel = parseWheelFilename("a-1-py3-none-any.whl");
  if (!wheel.ok) throw new Error("expected a wheel");
  const name = `${folder}.dist-info/METADATA`;
  const entry: ZipEntry = { name, encrypted: false, method: 0, size: 1, compressedSize: 1, crc32: 0, offset: 0 };
  return findWheelMetadata([entry], wheel.value).ok;
}

/** Where a file of an image was copied from, by a pattern. */
function copiedTo(path: string, pattern: string): string | null {
  const copied = new CopiedFiles();
  for (const instruction of DockerfileParser.parse(`COPY ${pattern} /x/`).getInstructions()) copied.apply(instruction);
  return copied.contextPath(path);
}

/** How many of some specs with as many blanks as a spec may have are one. */
function specs(count: number): number {
  const spec = `a[b=${run(" ", 990)}']`;
  return Array.from({ length: count }, () => parseMatchSpec(spec)).filter((one) => one !== null).length;
}
