import { formatOf } from "../../manifest/manifest-format.ts";
import type { Reading } from "../../manifest/reading.ts";
import { resolveTreePath } from "../../manifest/tree-path.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { type DocumentValue, scalarAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import type { PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { readPythonEnvironment, takePythonEnvironment } from "./read-python-env.ts";

/**
 * Reads an `MLmodel` and the environment beside it. Of the three that MLflow writes, `requirements.txt` is what is installed;
 * `python_env.yaml` names it with the Python version, and `conda.yaml` repeats both. Each is taken only where it exists.
 *
 * Format: MLflow's documentation, "MLflow Model format".
 */
export function* readMlmodel(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "MLflow", "mlflow");
  const flavor = valueAt(root, "flavors", "python_function");
  const version = scalarAt(flavor, "python_version");
  collector.target.python = collector.parse(version, "python_version", parsePythonVersion);
  readSaved(collector, root);
  yield* readEnvironment(collector, root, flavor);
  return collector.reading();
}

/** The key by which a flavour tells the release of its library, by flavour. */
const savedVersions: ReadonlyMap<string, readonly [key: string, name: string]> = new Map([
  ["sklearn", ["sklearn_version", "scikit-learn"]],
  ["pytorch", ["pytorch_version", "torch"]],
  ["xgboost", ["xgb_version", "xgboost"]],
  ["lightgbm", ["lgb_version", "lightgbm"]],
  ["catboost", ["catboost_version", "catboost"]],
  ["transformers", ["transformers_version", "transformers"]],
  ["onnx", ["onnx_version", "onnx"]],
]);

function readSaved(collector: PackagingCollector, root: DocumentValue | null): void {
  for (const [flavor, [key, name]] of savedVersions) {
    const version = scalarAt(root, "flavors", flavor, key);
    if (version !== null) collector.savedWith(name, version);
  }
}

function* readEnvironment(
  collector: PackagingCollector,
  root: DocumentValue | null,
  flavor: DocumentValue | null,
): Reading<void> {
  const env = valueAt(flavor, "env");
  const virtualenv = scalarAt(env, "virtualenv");
  const conda = scalarAt(env, "conda") ?? (env?.kind === "scalar" ? scalarAt(env) : null);
  const at = flavor ?? root ?? { start: 0, end: 0 };
  if (yield* exists(collector, "requirements.txt")) {
    collector.decides = true;
    collector.manifest("requirements.txt", "requirement", at);
    const environment = virtualenv?.text ?? "python_env.yaml";
    if (collector.target.python === null && (yield* exists(collector, environment)))
      yield* takePython(collector, environment);
    return;
  }
  if (virtualenv !== null && (yield* exists(collector, virtualenv.text))) {
    collector.decides = true;
    yield* takePythonEnvironment(collector, virtualenv);
    return;
  }
  const name = conda?.text ?? "conda.yaml";
  if (!(yield* exists(collector, name))) return;
  if (formatOf(name) === null) {
    collector.notAssessed(at, "unread-environment", "The environment is a conda.yaml, which is not read.", null);
    return;
  }
  collector.decides = true;
  collector.manifest(name, "requirement", conda ?? at);
}

function* takePython(collector: PackagingCollector, name: string): Reading<void> {
  const resolved = resolveTreePath(collector.source.file, name);
  if (resolved.kind !== "inside") return;
  const { target, files } = yield* readPythonEnvironment(resolved.path);
  collector.base.files.push(...files);
  collector.target.python = target.python;
}

/** Whether a file stands beside this one. A path that leaves the tree does not exist. */
function* exists(collector: PackagingCollector, name: string): Reading<boolean> {
  const resolved = resolveTreePath(collector.source.file, name);
  return resolved.kind === "inside" && (yield resolved.path).kind === "file";
}
