import type { Model } from "../../core/discovery/model.ts";
import { readManifest } from "../../core/manifest/manifest-format.ts";
import type { Requirement } from "../../core/manifest/requirement.ts";
import { readWith } from "../../shell/files/read-with.ts";
import type { Tree } from "../../shell/files/tree.ts";

/**
 * The lines of the files from which a model's compiled lists were made, as constraints: what the list installs has to fit them, or the next
 * compilation would undo the edit. A line that takes its package from an address says nothing of versions.
 */
export async function sourceLines(
  tree: Tree,
  model: Pick<Model, "manifests">,
  environment: ReadonlyMap<string, string>,
): Promise<readonly Requirement[]> {
  const lines: Requirement[] = [];
  const known = new Set(model.manifests.map(({ path }) => path));
  const sources = model.manifests.flatMap(({ compiledFrom }) => (compiledFrom === null ? [] : [compiledFrom]));
  for (const source of new Set(sources)) {
    if (known.has(source)) continue;
    const { requirements } = await readWith(tree, readManifest(source, { environment }));
    lines.push(
      ...requirements
        .filter(
          ({ kind, specifier, origin }) => kind !== "override" && specifier.url === null && !known.has(origin.file),
        )
        .map(
          (one): Requirement => ({
            ...one,
            kind: "constraint",
            specifier: { ...one.specifier, extras: [] },
            hashes: [],
          }),
        ),
    );
  }
  return lines;
}
