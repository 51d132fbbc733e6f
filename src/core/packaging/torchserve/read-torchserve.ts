import type { Reading } from "../../manifest/reading.ts";
import { booleanAt, type DocumentValue, scalarAt, textAt, valueAt } from "../document-value.ts";
import { readJsonDocument } from "../json-document.ts";
import { openYaml } from "../open-yaml.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";

/** Keys of TorchServe's model-config.yaml. */
const keys = new Set([
  "minWorkers",
  "maxWorkers",
  "batchSize",
  "maxBatchDelay",
  "responseTimeout",
  "deviceType",
  "deviceIds",
  "parallelType",
  "parallelLevel",
  "torchrun",
  "handler",
  "pippy",
  "deepspeed",
]);

/** Whether a `model-config.yaml` with these keys is TorchServe's: it has two of its keys. */
export function looksLikeTorchserve(found: ReadonlySet<string>): boolean {
  return [...found].filter((key) => keys.has(key)).length >= 2;
}

/**
 * Reads TorchServe's model-config.yaml: `deviceType` says whether a GPU is used.
 *
 * Format: TorchServe's documentation, "Advanced configuration".
 */
export function* readTorchserveConfig(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "TorchServe", "torchserve");
  const device = scalarAt(root, "deviceType");
  if (device !== null && device.text.toLowerCase() === "cpu")
    collector.target.gpus = collector.stated([], "deviceType", device);
  const virtualenv = valueAt(root, "useVenv");
  if (virtualenv !== null && booleanAt(root, "useVenv") === true)
    collector.notAssessed(virtualenv, "own-environment", "The model's packages are installed over the server's.", null);
  return collector.reading();
}

/**
 * Reads `MAR-INF/MANIFEST.json` of an unpacked model archive: `model.requirementsFile` names what is installed.
 *
 * Format: torch-model-archiver's documentation.
 */
export function* readModelArchive(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "TorchServe", "torchserve");
  const document = readJsonDocument(collector.source.text);
  if (!document.ok) {
    if (collector.source.text !== "") collector.fault(document.fault);
    return collector.reading();
  }
  readManifest(collector, document.value);
  return collector.reading();
}

/** The file stands in the root of the archive, above `MAR-INF`. */
function readManifest(collector: PackagingCollector, root: DocumentValue): void {
  const file = scalarAt(root, "model", "requirementsFile");
  if (file === null || textAt(root, "model", "requirementsFile") === "") return;
  collector.decides = true;
  collector.manifest(`../${file.text}`, "requirement", file);
}
