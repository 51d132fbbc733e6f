import type { Reading } from "../../manifest/reading.ts";
import { scalarAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { takePythonEnvironment } from "./read-python-env.ts";

/** Whether a text names an environment of MLflow: an `MLproject` without one runs in what is there. */
export function namesEnvironment(text: string): boolean {
  return /^(?:python_env|conda_env|docker_env)[ \t]*:/m.test(text);
}

/**
 * Reads an `MLproject`: the environment that its entry points run in, as `python_env`, `conda_env` or an image.
 *
 * Format: MLflow's documentation, "MLflow Projects", "Project Configuration".
 */
export function* readMlproject(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "MLflow", "mlflow");
  const python = scalarAt(root, "python_env");
  const conda = scalarAt(root, "conda_env");
  collector.decides = python !== null || conda !== null;
  if (python !== null) yield* takePythonEnvironment(collector, python);
  if (conda !== null) collector.manifest(conda.text, "requirement", conda);
  const image = scalarAt(root, "docker_env", "image");
  if (image !== null) collector.target.image = collector.stated(image.text, "image", image);
  return collector.reading();
}
