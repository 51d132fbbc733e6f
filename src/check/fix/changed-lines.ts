import { createTwoFilesPatch, diffLines } from "diff";
import type { EditJson } from "../../core/report/fix-json.ts";
import type { FileEdit } from "./edit-files.ts";

/** The lines of a file that an edit changes, as they were and as they are, without their line breaks. */
export function changedLines({ path, before, after }: FileEdit): readonly EditJson[] {
  const edits: EditJson[] = [];
  let [oldLine, newLine] = [1, 1];
  let removed: readonly string[] = [];
  for (const part of diffLines(before, after)) {
    const lines = linesOf(part.value);
    if (part.removed) {
      removed = lines;
      oldLine += lines.length;
      continue;
    }
    if (part.added) {
      for (const [index, text] of lines.entries()) {
        const was = removed[index] ?? null;
        const line = was === null ? newLine + index : oldLine - removed.length + index;
        edits.push({ file: path, line, before: was, after: text });
      }
      newLine += lines.length;
    } else {
      oldLine += lines.length;
      newLine += lines.length;
    }
    removed = [];
  }
  return edits;
}

const linesOf = (text: string): string[] => text.replace(/(?:\r\n|\n|\r)$/, "").split(/\r\n|\n|\r/);

/** A patch of all files, as `git apply` takes it. */
export function patchOf(files: readonly FileEdit[]): string {
  return files
    .map(({ path, before, after }) => {
      const body = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
      return body.replace(/^=+\n/, "");
    })
    .join("");
}
