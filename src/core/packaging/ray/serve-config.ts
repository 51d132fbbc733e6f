import { type DocumentFault, type DocumentScalar, type DocumentValue, scalarAt, textAt } from "../document-value.ts";
import { readYamlDocuments } from "../yaml-documents.ts";

/** What a RayService's `serveConfigV2` holds, with the places that its values have in the file around it. */
export type ServeConfig =
  | { readonly kind: "read"; readonly root: DocumentValue | null; readonly faults: readonly DocumentFault[] }
  /** Written with quotation marks or folded, where a character has no place of its own. */
  | { readonly kind: "not-a-block"; readonly at: DocumentScalar };

/** Whether a YAML text holds a RayService whose Serve configuration says what is installed. */
export function holdsServeConfig(text: string): boolean {
  return text.includes("serveConfigV2:") && text.includes("runtime_env") && /^kind:[ \t]*["']?RayService\b/m.test(text);
}

/**
 * The Serve configuration inside of a RayService: YAML in a literal block of YAML. All of the file before the block gives way to blanks of
 * the same length, so that every value is read at the place where it stands.
 *
 * Format: KubeRay's documentation, "RayService", `spec.serveConfigV2`. Null for a document that is none or has none.
 */
export function serveConfigOf(document: DocumentValue, text: string): ServeConfig | null {
  if (textAt(document, "kind") !== "RayService") return null;
  const scalar = scalarAt(document, "spec", "serveConfigV2");
  if (scalar === null) return null;
  if (text[scalar.start] !== "|") return { kind: "not-a-block", at: scalar };
  const header = text.indexOf("\n", scalar.start);
  if (header < 0 || header >= scalar.end) return { kind: "read", root: null, faults: [] };
  const before = text.slice(0, header).replace(/[^\r\n]/g, " ");
  const { documents, faults } = readYamlDocuments(before + text.slice(header, scalar.end));
  return { kind: "read", root: documents[0] ?? null, faults };
}
