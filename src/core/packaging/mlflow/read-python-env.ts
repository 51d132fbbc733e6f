import { quoted } from "../../manifest/quoted.ts";
import type { Reading } from "../../manifest/reading.ts";
import { resolveTreePath } from "../../manifest/tree-path.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { type DocumentScalar, scalarAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import type { PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { addRequirementItems } from "../requirement-items.ts";

/**
 * Reads MLflow's python_env.yaml: `python` and `dependencies`, which often are one `-r requirements.txt`. `build_dependencies` are for
 * building wheels and are not installed with the model's own.
 */
export function* readPythonEnvironment(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "MLflow", "mlflow");
  collector.decides = true;
  addRequirementItems(collector, valueAt(root, "dependencies"));
  collector.target.python = collector.parse(scalarAt(root, "python"), "python", parsePythonVersion);
  return collector.reading();
}

/** Takes over what an environment says that another file of MLflow names. */
export function* takePythonEnvironment(collector: PackagingCollector, named: DocumentScalar): Reading<void> {
  const resolved = resolveTreePath(collector.source.file, named.text);
  if (resolved.kind !== "inside") {
    const message = `${quoted(named.text)} is not read: it is no file of the repository.`;
    collector.notAssessed(named, "environment-outside-tree", message, "Name a file inside the repository.");
    return;
  }
  const reading = yield* readPythonEnvironment(resolved.path);
  for (const requirement of reading.requirements) collector.base.add(requirement);
  for (const problem of reading.problems) collector.base.report(problem);
  for (const file of reading.files) collector.base.files.push(file);
  for (const manifest of reading.manifests) collector.take(manifest);
  collector.target.python ??= reading.target.python;
}
