import type { Inputs } from "../../check/inputs.ts";
import { PinwardenError } from "../../core/error.ts";
import { mergeReadings } from "../../core/manifest/merge-readings.ts";
import type { Reading } from "../../core/manifest/reading.ts";
import {
  type ManifestReading,
  noIndexOptions,
  type Requirement,
  type RequirementKind,
} from "../../core/manifest/requirement.ts";
import { readRequirementsFile } from "../../core/manifest/requirements-txt/read-requirements-file.ts";
import { parseDependencySpecifier } from "../../core/python/dependency-specifier.ts";
import { readWith } from "../../shell/files/read-with.ts";
import { namedFile } from "../local-tree.ts";
import type { ResolveCommandOptions } from "./command-options.ts";

/**
 * What is to be resolved: the words of the command line and the files that its options name, read together.
 *
 * @throws PinwardenError `usage/…`
 */
export async function readInputs(
  words: readonly string[],
  options: ResolveCommandOptions,
  inputs: Inputs,
): Promise<ManifestReading> {
  const readings: ManifestReading[] = [reading(words.map((text) => stated(text, "direct")))];
  for (const file of options.requirement) {
    const { tree, path } = await namedFile(inputs, file);
    readings.push(await readWith(tree, await manifest(path)));
  }
  const others: [readonly string[], RequirementKind][] = [
    [options.constraint, "constraint"],
    [options.override, "override"],
  ];
  for (const [files, kind] of others) {
    for (const file of files) {
      const { tree, path } = await namedFile(inputs, file);
      readings.push(await readWith(tree, readRequirementsFile(path, { kind })));
    }
  }
  readings.push(reading(upgradedTo(options.upgradePackage)));
  return mergeReadings(readings);
}

/** Most often it is a requirements file: the readers of all the other formats take as long to load as its packages to be solved. */
async function manifest(path: string): Promise<Reading<ManifestReading>> {
  const { constraints, requirements } = await import("../../core/manifest/requirements-txt/requirements-format.ts");
  const format = [constraints, requirements].find((one) => one.matches(path));
  if (format !== undefined) return format.read(path, {});
  const { readManifest } = await import("../../core/manifest/manifest-format.ts");
  return readManifest(path);
}

const reading = (requirements: readonly Requirement[]): ManifestReading => ({
  requirements,
  options: noIndexOptions,
  problems: [],
  files: [],
  requiresPython: null,
});

/** `--upgrade-package torch==2.6.0` upgrades torch and holds it there, as uv has it; a bare name holds nothing. */
function upgradedTo(packages: readonly string[]): Requirement[] {
  return packages
    .map((text) => stated(text, "constraint"))
    .filter(({ specifier }) => specifier.specifier.specifiers.length > 0);
}

/**
 * A requirement that was given as a word. Line 0 says that it stands in no file.
 *
 * @throws PinwardenError `usage/requirement`
 */
export function stated(text: string, kind: RequirementKind): Requirement {
  const specifier = parseDependencySpecifier(text);
  if (!specifier.ok) {
    throw new PinwardenError("usage/requirement", `\`${text}\` is no requirement: ${specifier.problem.message}`, {
      hint: "Write it as PEP 508 has it, such as `torch` or `numpy<2`.",
    });
  }
  const origin = { file: "command line", line: 0, column: 1, endColumn: text.length + 1 };
  return { specifier: specifier.value, text, kind, origin, hashes: [] };
}
