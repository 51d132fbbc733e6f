import type { Reading } from "../../manifest/reading.ts";
import { type DocumentValue, itemsAt, scalarAt, valueAt } from "../document-value.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { readYamlDocuments } from "../yaml-documents.ts";
import { readRuntimeEnvironment } from "./runtime-environment.ts";
import { holdsServeConfig, serveConfigOf } from "./serve-config.ts";

/** Whether a YAML text is Ray Serve's: it lists applications, each with what to import, by itself or inside of a RayService. */
export function looksLikeRayServe(text: string): boolean {
  return (/^applications:/m.test(text) && text.includes("import_path:")) || holdsServeConfig(text);
}

/**
 * Reads a Ray Serve configuration: the `runtime_env` of each application, and the accelerators that its deployments ask for. In a
 * RayService of Kubernetes it is the text of `serveConfigV2`.
 *
 * Format: Ray's documentation, "Serve Config Files".
 */
export function* readRayServe(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "Ray Serve", "ray");
  const { text } = collector.source;
  const { documents, faults } = readYamlDocuments(text);
  for (const fault of faults) collector.fault(fault);
  const [first] = documents;
  if (first !== undefined) readApplications(collector, first);
  for (const document of documents) {
    const config = serveConfigOf(document, text);
    if (config?.kind === "not-a-block") {
      const message = "`serveConfigV2` is no literal block, so the `runtime_env` inside of it is not read.";
      collector.notAssessed(config.at, "serve-config", message, "Write it as a block, with `serveConfigV2: |`.");
    } else if (config !== null) {
      for (const fault of config.faults) collector.fault(fault);
      readApplications(collector, config.root);
    }
  }
  return collector.reading();
}

function readApplications(collector: PackagingCollector, root: DocumentValue | null): void {
  for (const application of itemsAt(root, "applications")) {
    readRuntimeEnvironment(collector, valueAt(application, "runtime_env"));
    for (const deployment of itemsAt(application, "deployments")) {
      const type = scalarAt(deployment, "ray_actor_options", "accelerator_type");
      if (type !== null) collector.addGpus([type.text], "accelerator_type", type);
    }
  }
}
