import type { Reading } from "../../manifest/reading.ts";
import { type DocumentValue, entriesAt, itemsAt, textAt, valueAt } from "../document-value.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { readTextProto } from "../text-proto.ts";

/**
 * Reads a Triton model's config.pbtxt: whether it is a Python model, whether it runs on a GPU, and the packed environment that it
 * names. Requirements stand in files beside it.
 *
 * Format: Triton's `model_config.proto`; the parameter `EXECUTION_ENV_PATH` is of its Python backend's documentation.
 */
export function* readTriton(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "Triton", "triton");
  const document = readTextProto(collector.source.text);
  if (!document.ok) {
    collector.fault(document.fault);
    return collector.reading();
  }
  readInstances(collector, document.value);
  for (const parameter of messages(valueAt(document.value, "parameters"))) readParameter(collector, parameter);
  return collector.reading();
}

/** True where the model is Python code: of a graph, nothing is installed. */
export function isPythonModel(text: string): boolean {
  const document = readTextProto(text);
  if (!document.ok) return false;
  return textAt(document.value, "backend") === "python" || textAt(document.value, "backend") === "vllm";
}

/** `KIND_CPU` for every group says that no GPU is used; any other kind leaves open which one it is. */
function readInstances(collector: PackagingCollector, root: DocumentValue): void {
  const groups = messages(valueAt(root, "instance_group"));
  const [first] = groups;
  if (first === undefined || !groups.every((group) => textAt(group, "kind") === "KIND_CPU")) return;
  collector.target.gpus = collector.stated([], "instance_group", first);
}

function readParameter(collector: PackagingCollector, parameter: DocumentValue): void {
  if (textAt(parameter, "key") !== "EXECUTION_ENV_PATH") return;
  const value = valueAt(parameter, "value", "string_value") ?? parameter;
  const message = "The model runs in a packed environment, whose packages are not read.";
  collector.notAssessed(value, "packed-environment", message, "Commit the requirements that it is made of.");
}

/** A field that may stand once or several times. */
function messages(value: DocumentValue | null): readonly DocumentValue[] {
  if (value?.kind === "list") return itemsAt(value);
  return value !== null && entriesAt(value).length > 0 ? [value] : [];
}
