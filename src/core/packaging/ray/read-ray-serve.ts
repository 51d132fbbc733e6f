import { quoted } from "../../manifest/quoted.ts";
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

/** Leaves out what another application asks for in another version, and says so: one model has one environment. */
function keepFirst(collector: PackagingCollector, from: number, named: Map<string, string>): void {
  const { requirements } = collector.base;
  const added = requirements.splice(from);
  const own = added.map(({ specifier, text }) => [specifier.name, text] as const);
  for (const requirement of added) {
    const { specifier, text, origin } = requirement;
    const known = named.get(specifier.name);
    if (known === undefined || known === text) requirements.push(requirement);
    else {
      const message = `Another application of the file has ${quoted(known)}: each has an environment of its own, and this one's ${quoted(text)} is not assessed.`;
      const hint = "Give each application a file and a folder of its own, which makes it a model of its own.";
      collector.base.notAssessed(origin, "ray/other-application", message, hint);
    }
  }
  for (const [name, text] of own) if (!named.has(name)) named.set(name, text);
}

function readApplications(collector: PackagingCollector, root: DocumentValue | null): void {
  // Each application has an environment of its own: another version of a package there is no conflict with the first.
  const named = new Map<string, string>();
  for (const application of itemsAt(root, "applications")) {
    const before = collector.base.requirements.length;
    readRuntimeEnvironment(collector, valueAt(application, "runtime_env"));
    keepFirst(collector, before, named);
    for (const deployment of itemsAt(application, "deployments")) {
      const type = scalarAt(deployment, "ray_actor_options", "accelerator_type");
      if (type !== null) collector.addGpus([type.text], "accelerator_type", type);
    }
  }
}
