import { editRequirements, type WholeReader } from "../manifest/edit/edit-requirements.ts";
import { type EditResult, refused, type SpecifierEdit } from "../manifest/edit/specifier-edit.ts";
import { readPythonEnvironment } from "./mlflow/read-python-env.ts";
import { packagingFormats } from "./packaging-format.ts";

/**
 * Writes other versions into a packaging file: content in, content out, and nothing but the versions changes. What the file is, is told by
 * its path and its content, as discovery tells it. The edits come from a reading of the same content.
 */
export function editPackaging(path: string, content: string, edits: readonly SpecifierEdit[]): EditResult {
  const read = readerOf(path, content);
  if (read !== null) return editRequirements(read, content, edits);
  return refused(`\`${path.slice(0, 200)}\` is no packaging file that is known.`, "Change it by hand.");
}

/** Whether a file of this path and content is one that `editPackaging` knows. */
export function isPackaging(path: string, content: string): boolean {
  return readerOf(path, content) !== null;
}

function readerOf(path: string, content: string): WholeReader | null {
  const lower = path.toLowerCase();
  // MLflow's environment is named by its MLmodel and is no format that discovery looks for.
  if (/(?:^|\/)python_env\.ya?ml$/.test(lower)) return readPythonEnvironment;
  const text = content.replace(/^\uFEFF/, "");
  const found = packagingFormats.find((format) => format.mayBe(lower) && format.is(text));
  return found === undefined ? null : (named) => found.read(named);
}
