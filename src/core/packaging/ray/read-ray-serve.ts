import type { Reading } from "../../manifest/reading.ts";
import { itemsAt, scalarAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { readRuntimeEnvironment } from "./runtime-environment.ts";

/** Whether a YAML text is Ray Serve's: it lists applications, each with what to import. */
export function looksLikeRayServe(text: string): boolean {
  return /^applications:/m.test(text) && text.includes("import_path:");
}

/**
 * Reads a Ray Serve configuration: the `runtime_env` of each application, and the accelerators that its deployments ask for.
 *
 * Format: Ray's documentation, "Serve Config Files".
 */
export function* readRayServe(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "Ray Serve", "ray");
  for (const application of itemsAt(root, "applications")) {
    readRuntimeEnvironment(collector, valueAt(application, "runtime_env"));
    for (const deployment of itemsAt(application, "deployments")) {
      const type = scalarAt(deployment, "ray_actor_options", "accelerator_type");
      if (type !== null) collector.addGpus([type.text], "accelerator_type", type);
    }
  }
  return collector.reading();
}
