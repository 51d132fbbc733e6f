import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import type { ManifestReading } from "../requirement.ts";
import { readRequirementsFile } from "../requirements-txt/read-requirements-file.ts";
import { resolveTreePath } from "../tree-path.ts";
import type { Chosen } from "./chosen-names.ts";
import { originOf, type PyprojectContext, type TomlString } from "./pyproject-context.ts";
import { readSetupScripts, usesSetuptools } from "./setup-scripts.ts";
import { type TomlValue, tomlAt } from "./toml-document.ts";

/** Where build backends are told which requirements files the dependencies are in: setuptools, and Hatch's plugin for it. */
const dependencyFiles = [
  ["tool", "setuptools", "dynamic", "dependencies", "file"],
  ["tool", "hatch", "metadata", "hooks", "requirements_txt", "files"],
];

/**
 * Dependencies that `[project]` calls dynamic. Those that a backend takes from requirements files need no build and are read;
 * anything else is computed by a build, which never runs, and is reported.
 */
export function* readDynamicDependencies(
  context: PyprojectContext,
  declared: TomlString,
  extras: Chosen,
): Reading<readonly ManifestReading[]> {
  const files = dependencyFiles.flatMap((path) => namedFiles(tomlAt(context.root, ...path)));
  const readings: ManifestReading[] = [];
  for (const file of files) {
    const resolved = resolveTreePath(context.source.file, file.value);
    const reading = resolved.kind === "inside" ? yield* readRequirementsFile(resolved.path) : null;
    if (reading !== null && reading.problems[0]?.code !== "requirements/missing-file") {
      readings.push(reading);
      continue;
    }
    const reason =
      resolved.kind === "inside" ? "it does not exist" : resolved.kind === "url" ? "it is an address" : resolved.reason;
    const message = `The dependencies are in ${quoted(file.value)}, which is not read: ${reason}.`;
    context.collector.error(
      originOf(context, file),
      "pyproject/dynamic-file",
      message,
      "Name a file inside the repository.",
    );
  }
  if (files.length > 0) return readings;
  const beside = usesSetuptools(context.root)
    ? yield* readSetupScripts(context.source.file, extras === "all" ? "all" : [])
    : null;
  if (beside !== null) return [beside];
  reportDynamic(context, declared, "dependencies");
  return readings;
}

export function reportDynamic(context: PyprojectContext, declared: TomlString, field: string): void {
  const message = `\`project.${field}\` is dynamic: a build computes it, and no build is run.`;
  const hint = `State \`${field}\` in \`[project]\`, or list the requirements file that the build reads as a manifest of the model.`;
  context.collector.notAssessed(originOf(context, declared), "pyproject/dynamic", message, hint);
}

function namedFiles(value: TomlValue | null): readonly TomlString[] {
  const items = value === null ? [] : value.kind === "array" ? value.items : [value];
  return items.filter((item) => item.kind === "string");
}
