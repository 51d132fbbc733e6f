import { resolveTreePath } from "../../manifest/tree-path.ts";
import { withoutTrailingSlashes } from "../../trailing.ts";
import { type DocumentValue, textAt } from "../document-value.ts";

/** A text without variables, which only the run of Compose or of a workflow would know. */
export function plainText(value: DocumentValue | null, key: string): string | null {
  const text = textAt(value, key);
  return text === null || text === "" || text.includes("$") ? null : text;
}

/** `NAME=VALUE` lines with values that are known. */
export function assignmentsOf(lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.flatMap((line) => {
    const equals = line.indexOf("=");
    const [name, text] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
    return equals < 1 || text.includes("$") ? [] : [[name, text] as const];
  });
}

/** The folder that a path names from the folder of a file; null where it leaves the tree or is an address. */
export function folderAt(file: string, written: string): string | null {
  if (written.includes("$")) return null;
  const resolved = resolveTreePath(file, `${withoutTrailingSlashes(written)}/.`);
  if (resolved.kind === "inside") return resolved.path;
  return /^(?:\.\/?)*$/.test(written) && !file.includes("/") ? "." : null;
}

/** A path below a folder; null where it leaves the tree. */
export function below(folder: string, path: string): string | null {
  const resolved = resolveTreePath(folder === "." ? "x" : `${folder}/x`, path);
  return resolved.kind === "inside" ? resolved.path : null;
}
