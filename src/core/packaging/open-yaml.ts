import type { Reading } from "../manifest/reading.ts";
import type { DocumentValue } from "./document-value.ts";
import { openPackaging, type PackagingCollector } from "./packaging-collector.ts";
import { readYamlDocuments } from "./yaml-documents.ts";

export interface OpenYaml {
  readonly collector: PackagingCollector;
  /** Null where there is none that can be read. */
  readonly root: DocumentValue | null;
}

/** Asks for a YAML file of one document. What cannot be read is a problem of the collector. */
export function* openYaml(path: string, tool: string, area: string): Reading<OpenYaml> {
  const collector = yield* openPackaging(path, tool, area);
  const { documents, faults } = readYamlDocuments(collector.source.text);
  for (const fault of faults) collector.fault(fault);
  return { collector, root: documents[0] ?? null };
}
