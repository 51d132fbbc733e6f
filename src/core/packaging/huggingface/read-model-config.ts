import type { Reading } from "../../manifest/reading.ts";
import { scalarAt, valueAt } from "../document-value.ts";
import { readJsonDocument } from "../json-document.ts";
import { openPackaging } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";

/** Whether a `config.json` is a transformers model's. */
export function isModelConfig(text: string): boolean {
  return text.includes('"transformers_version"');
}

/**
 * Reads a model's config.json. `transformers_version` is what the model was saved with: it states no requirement, since a newer
 * transformers loads it too, and it is told so that a much older one is not a surprise. Code of the model's own (`auto_map`) is not read.
 */
export function* readModelConfig(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "transformers", "model-config");
  const document = readJsonDocument(collector.source.text);
  if (!document.ok) {
    if (collector.source.text !== "") collector.fault(document.fault);
    return collector.reading();
  }
  const version = scalarAt(document.value, "transformers_version");
  if (version !== null) collector.savedWith("transformers", version);
  const remote = valueAt(document.value, "auto_map");
  if (remote !== null) {
    const message = "The model brings code of its own (`auto_map`), whose imports are not assessed.";
    collector.notAssessed(remote, "remote-code", message, null);
  }
  return collector.reading();
}
