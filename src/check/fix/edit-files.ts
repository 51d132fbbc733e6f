import { appendRequirement } from "../../core/manifest/edit/append-requirement.ts";
import { editCompiled } from "../../core/manifest/edit/compiled-blocks.ts";
import type { WholeReader } from "../../core/manifest/edit/edit-requirements.ts";
import type { EditResult } from "../../core/manifest/edit/specifier-edit.ts";
import { namedFormat } from "../../core/manifest/manifest-format.ts";
import { editPackaging, isPackaging } from "../../core/packaging/edit-packaging.ts";
import type { PlannedEdit } from "../../core/remediation/plan.ts";
import type { Tree } from "../../shell/files/tree.ts";

/** A file as it is and as a plan would have it. */
export interface FileEdit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export type EditedFiles =
  | { readonly kind: "edited"; readonly files: readonly FileEdit[] }
  | { readonly kind: "refused"; readonly why: string };

/** Writes the edits into the files that they name, each through the module of its format: nothing but what they say changes. */
export async function editFiles(tree: Tree, edits: readonly PlannedEdit[]): Promise<EditedFiles> {
  const files: FileEdit[] = [];
  for (const path of new Set(edits.map(fileOf))) {
    const answer = await tree.read(path);
    if (answer.kind !== "file") return { kind: "refused", why: `\`${path}\` cannot be read again.` };
    const before = decoded(answer.bytes);
    if (before === null) return { kind: "refused", why: `\`${path}\` is not UTF-8.` };
    const result = editFile(
      path,
      before,
      edits.filter((edit) => fileOf(edit) === path),
    );
    if (result.kind === "refused") return { kind: "refused", why: `${result.why} ${result.hint}` };
    files.push({ path, before, after: result.content });
  }
  return { kind: "edited", files };
}

/** With its byte order mark; null where it is no UTF-8, so that writing it again would change more than the edit. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function editFile(path: string, before: string, edits: readonly PlannedEdit[]): EditResult {
  const format = namedFormat(path);
  const clauses = edits.flatMap((edit) =>
    edit.kind === "clauses"
      ? [
          {
            requirement: edit.requirement,
            specifier: edit.clauses,
            hashes: edit.hashes,
            ...(edit.name === undefined ? {} : { name: edit.name }),
          },
        ]
      : [],
  );
  let result = isPackaging(path, before) ? editPackaging(path, before, clauses) : format.edit(before, clauses);
  for (const edit of edits) {
    if (result.kind === "refused") return result;
    if (edit.kind === "compiled") {
      const removed = new Set(edit.removed);
      result = editCompiled((name) => format.read(name, {}), path, result.content, edit.added, removed);
    }
    if (result.kind === "refused") return result;
    if (edit.kind === "constraint") {
      const { text, comment = null, as = { kind: "line", as: "direct" } } = edit;
      const read: WholeReader = (name) => format.read(name, { extras: "all", groups: "all" });
      result = appendRequirement(read, path, result.content, { text, comment }, as);
    }
  }
  return result;
}

const fileOf = (edit: PlannedEdit): string => (edit.kind === "clauses" ? edit.requirement.origin.file : edit.file);
