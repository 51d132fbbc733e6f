import type { Reading } from "../../manifest/reading.ts";
import { resolveTreePath } from "../../manifest/tree-path.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { withoutTrailingSlashes } from "../../trailing.ts";
import type { DocumentScalar } from "../document-value.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { type PythonCall, pythonCalls } from "../python/python-calls.ts";

/** Classes of SageMaker's SDK that serve a model, and functions of both clouds that deploy one. */
const wanted = new Set([
  "Model",
  "PyTorchModel",
  "TensorFlowModel",
  "HuggingFaceModel",
  "SKLearnModel",
  "XGBoostModel",
  "MXNetModel",
  "retrieve",
  "upload",
  "deploy",
]);

/** Whether a Python file deploys to SageMaker or Vertex AI. */
export function deploysToCloud(text: string): boolean {
  if (text.includes("sagemaker")) return /(?:Model|\bretrieve|\bdeploy)\s*\(/.test(text);
  return text.includes("aiplatform") && /\b(?:upload|deploy)\s*\(/.test(text);
}

/**
 * Reads what a deployment script states in literals: SageMaker's `image_uri`, `py_version`, `source_dir` and `instance_type`, Vertex AI's
 * `serving_container_image_uri`, `machine_type` and `accelerator_type`. The script is never run.
 *
 * Formats: the SageMaker Python SDK's and the Vertex AI SDK's references.
 */
export function* readCloudCalls(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "SageMaker", "sagemaker");
  const { text } = collector.source;
  const vertex = text.includes("aiplatform") && !text.includes("sagemaker");
  const cloud = vertex ? new CloudScript(collector.named("Vertex AI", "vertex")) : new CloudScript(collector);
  for (const call of pythonCalls(text, wanted)) yield* cloud.read(call);
  return cloud.collector.reading();
}

class CloudScript {
  readonly collector: PackagingCollector;

  constructor(collector: PackagingCollector) {
    this.collector = collector;
  }

  *read(call: PythonCall): Reading<void> {
    const { target } = this.collector;
    const python = textOf(call, "py_version");
    target.python ??= this.collector.parse(python, "py_version", parsePythonVersion);
    for (const key of ["image_uri", "serving_container_image_uri"]) {
      const image = textOf(call, key);
      if (image !== null) target.image ??= this.collector.stated(image.text, key, image);
    }
    for (const key of ["instance_type", "machine_type", "accelerator_type"]) {
      const machine = textOf(call, key);
      if (machine !== null && this.#isAccelerator(machine.text)) this.collector.addGpus([machine.text], key, machine);
    }
    yield* this.#source(call);
  }

  /** A machine without a GPU says nothing of one: `accelerator_type` may add it, and another call may name another machine. */
  #isAccelerator(text: string): boolean {
    return /^(?:ml\.)?(?:g|p)\d/.test(text) || /^(?:NVIDIA_|a[234]|g[24]-)/.test(text);
  }

  /** SageMaker installs the requirements.txt of the folder that it uploads. */
  *#source(call: PythonCall): Reading<void> {
    const source = textOf(call, "source_dir");
    if (source === null || source.text.includes("://")) return;
    const named = `${withoutTrailingSlashes(source.text)}/requirements.txt`;
    const resolved = resolveTreePath(this.collector.source.file, named);
    if (resolved.kind !== "inside") return;
    // Whether it is there or not, the folder is told by it.
    this.collector.manifest(named, "requirement", source);
    if ((yield resolved.path).kind === "file") this.collector.decides = true;
  }
}

function textOf(call: PythonCall, key: string): DocumentScalar | null {
  const argument = call.keyword.get(key);
  if (argument === undefined || argument.computed) return null;
  return argument.value?.kind === "scalar" && argument.value.type === "text" ? argument.value : null;
}
