import type { Reading } from "../../manifest/reading.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { gpuNamesOf } from "../accelerator-text.ts";
import { booleanAt, type DocumentValue, itemsAt, scalarAt, textAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import type { PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { addRequirementItems } from "../requirement-items.ts";
import { addShellInstalls } from "../shell-installs.ts";

/** Keys that a Truss has and that hardly any other `config.yaml` does. */
const telling = new Set([
  "model_name",
  "model_metadata",
  "model_class_name",
  "external_package_dirs",
  "docker_server",
  "trt_llm",
  "base_image",
  "model_cache",
  "build_commands",
  "requirements_file",
]);
const usual = new Set([
  "requirements",
  "resources",
  "python_version",
  "system_packages",
  "secrets",
  "environment_variables",
]);

/**
 * Whether a `config.yaml` with these keys is a Truss: two keys of one, of which one is its own. Many tools have a `config.yaml`, and
 * `requirements` with `resources` is what no other of them has.
 */
export function looksLikeTruss(keys: ReadonlySet<string>): boolean {
  const own = [...keys].filter((key) => telling.has(key)).length;
  const known = own + [...keys].filter((key) => usual.has(key)).length;
  return known >= 2 && (own > 0 || (keys.has("requirements") && keys.has("resources")));
}

/**
 * Reads a Truss's config.yaml: `requirements`, `requirements_file`, `python_version` (`py311`), `resources.accelerator`, `base_image` and
 * `build_commands`.
 *
 * Format: Baseten's documentation, "Truss configuration".
 */
export function* readTruss(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "Truss", "truss");
  collector.decides = true;
  addRequirementItems(collector, valueAt(root, "requirements"));
  const file = scalarAt(root, "requirements_file");
  if (file !== null && file.text !== "") collector.manifest(file.text, "requirement", file);
  for (const step of itemsAt(root, "build_commands")) if (step.kind === "scalar") addShellInstalls(collector, step);
  collector.target.python = collector.parse(scalarAt(root, "python_version"), "python_version", parsePythonVersion);
  readImage(collector, root);
  readAccelerator(collector, root);
  return collector.reading();
}

function readImage(collector: PackagingCollector, root: DocumentValue | null): void {
  const image = scalarAt(root, "base_image", "image");
  if (image !== null && image.text !== "") collector.target.image = collector.stated(image.text, "base_image", image);
}

function readAccelerator(collector: PackagingCollector, root: DocumentValue | null): void {
  const accelerator = scalarAt(root, "resources", "accelerator");
  const names = accelerator === null ? [] : gpuNamesOf(accelerator.text);
  if (accelerator !== null && names.length > 0)
    collector.target.gpus = collector.stated(names, "accelerator", accelerator);
  const use = scalarAt(root, "resources", "use_gpu");
  if (names.length === 0 && use !== null && booleanAt(root, "resources", "use_gpu") === false)
    collector.target.gpus = collector.stated([], "use_gpu", use);
  const instance = scalarAt(root, "resources", "instance_type");
  const gpu = /^([A-Z0-9]+):/.exec(textAt(root, "resources", "instance_type") ?? "")?.[1];
  if (instance !== null && gpu !== undefined && names.length === 0)
    collector.target.gpus = collector.stated(gpuNamesOf(gpu), "instance_type", instance);
}
