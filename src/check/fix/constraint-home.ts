import { lockFormatOf } from "../../core/lock/lock-format.ts";
import { decodeUtf8 } from "../../core/manifest/decode-text.ts";
import { type AddedAs, type Addition, addedAs } from "../../core/manifest/edit/added-as.ts";
import { resolveTreePath } from "../../core/manifest/tree-path.ts";
import type { Tree } from "../../shell/files/tree.ts";
import type { Place } from "../resolve-models.ts";

/** The file of a model that says which version of a package is installed that no line names, and the way in which it says so. */
export interface ConstraintHome {
  readonly file: string;
  readonly as: AddedAs;
}

/**
 * A constraints file that the model has already; else the file that a list was compiled from; else the first manifest whose tool has a way. Null
 * where none has: nothing of the model can say it.
 */
export async function constraintHome(
  tree: Tree,
  { model, head }: Pick<Place, "model" | "head">,
  role: Addition["role"],
): Promise<ConstraintHome | null> {
  const [own] = model.constraints;
  if (role === "constraint" && own !== undefined) return { file: own, as: { kind: "line", as: "constraint" } };
  const [only, another] = model.locks;
  const lock =
    head.locked === undefined ? (another === undefined ? (only?.path ?? null) : null) : head.locked.facts.path;
  const format = lock === null ? null : lockFormatOf(lock);
  for (const manifest of model.manifests) {
    const path = manifest.compiledFrom ?? manifest.path;
    const content = await textOf(tree, path);
    if (content === null) continue;
    const included = role === "constraint" && /\.(?:txt|in)$/i.test(path) ? includedConstraints(path, content) : null;
    if (included !== null && (await textOf(tree, included)) !== null)
      return { file: included, as: { kind: "line", as: "constraint" } };
    const as = addedAs(path, content, { role, lock: format?.id ?? null });
    if (as !== null) return { file: path, as };
  }
  return null;
}

async function textOf(tree: Tree, path: string): Promise<string | null> {
  const answer = await tree.read(path);
  return answer.kind === "file" ? decodeUtf8(answer.bytes).text : null;
}

/** The first file that a requirements file takes its constraints from (`-c FILE`); null where there is none in the tree. */
function includedConstraints(path: string, content: string): string | null {
  for (const line of content.split(/\r\n|\n|\r/)) {
    const written = /^\s*(?:-c|--constraints?)(?:\s+|=)([^\s#]+)\s*(?:#.*)?$/.exec(line)?.[1];
    const place = written === undefined ? null : resolveTreePath(path, written);
    if (place?.kind === "inside") return place.path;
  }
  return null;
}
