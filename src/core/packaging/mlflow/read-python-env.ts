import type { Reading } from "../../manifest/reading.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { scalarAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
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
