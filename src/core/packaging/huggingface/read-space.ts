import type { EditSite } from "../../manifest/edit/edit-site.ts";
import type { Reading } from "../../manifest/reading.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import type { DocumentScalar, DocumentValue } from "../document-value.ts";
import { scalarAt, textAt } from "../document-value.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { addRequirementText } from "../requirement-items.ts";
import { readYamlDocuments } from "../yaml-documents.ts";
import { frontMatter } from "./front-matter.ts";

/** Whether a README is a Hugging Face Space's: its front matter names what it is built with. A model card's has no `sdk`. */
export function looksLikeSpace(text: string): boolean {
  if (!text.startsWith("---")) return false;
  const matter = frontMatter(text.slice(0, 64 * 1024));
  return matter !== null && /^sdk:[ \t]*["']?(?:gradio|streamlit|docker|static)\b/m.test(matter.yaml);
}

/**
 * Reads the front matter of a Space's README.md: `sdk` with `sdk_version`, `python_version`, and the hardware. The Space installs the
 * kit at that version, and requirements.txt beside it.
 *
 * Format: Hugging Face's documentation, "Spaces Configuration Reference".
 */
export function* readSpace(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "Hugging Face Spaces", "space");
  const matter = frontMatter(collector.source.text);
  if (matter === null) return collector.reading();
  // Blanks of the same length stand in for the line before it, so that every place is one of the file.
  const { documents, faults } = readYamlDocuments(" ".repeat(3) + "\n".padStart(matter.start - 3) + matter.yaml);
  for (const fault of faults) collector.fault(fault);
  const root = documents[0] ?? null;
  const kit = textAt(root, "sdk");
  const version = scalarAt(root, "sdk_version");
  if (version !== null && (kit === "gradio" || kit === "streamlit")) addKit(collector, kit, version);
  collector.target.python = collector.parse(scalarAt(root, "python_version"), "python_version", parsePythonVersion);
  readHardware(collector, root);
  return collector.reading();
}

/** The kit is installed before requirements.txt, at exactly this version. */
function addKit(collector: PackagingCollector, kit: string, version: DocumentScalar): void {
  if (!/^[\w.!+-]{1,40}$/.test(version.text)) {
    collector.error(version, "invalid-version", "`sdk_version` is no version.", "Write a version such as `5.1.0`.");
    return;
  }
  const { start, end } = version;
  addRequirementText(collector, { ...version, text: `${kit}==${version.text}`, plain: false, start, end });
  const added = collector.base.requirements.pop();
  if (added === undefined) return;
  const site: EditSite = version.plain
    ? { kind: "span", start, end, before: "", after: "", any: "", hashes: null, exact: "yaml" }
    : { kind: "fixed", why: "Its version is written with escapes.", hint: "Write the version as plain text." };
  collector.base.requirements.push({ ...added, site });
}

/** `suggested_hardware` for who copies the Space; the hardware itself is a setting of the Space and stands in no file. */
function readHardware(collector: PackagingCollector, root: DocumentValue | null): void {
  const hardware = scalarAt(root, "hardware") ?? scalarAt(root, "suggested_hardware");
  if (hardware === null) return;
  const name = hardware.text.trim().toLowerCase();
  const field = scalarAt(root, "hardware") === null ? "suggested_hardware" : "hardware";
  if (/^cpu-/.test(name)) collector.target.gpus = collector.stated([], field, hardware, "follows");
  else collector.target.gpus = collector.stated([name], field, hardware, "follows");
}
