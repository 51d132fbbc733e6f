import type { Config } from "../config/config.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import { chooseDockerfile, chooseManifests } from "./choose-files.ts";
import { declaredModels } from "./declared-models.ts";
import { findFolders } from "./find-folders.ts";
import type { Model } from "./model.ts";
import { targetsOf } from "./targets-of.ts";
import type { IndexedFolder, ListedEntry } from "./tree-index.ts";
import { indexTree } from "./tree-index.ts";

export interface Discovery {
  /** Declared ones in the order of the configuration, discovered ones by path. Ids are unique. */
  readonly models: readonly Model[];
  readonly notAssessed: readonly NotAssessed[];
  /** Folders that look like models and that the configuration, which declares others, does not name. */
  readonly undeclared: readonly string[];
  /** Requirements files that are not for serving by their name or place, each with the rule. */
  readonly skipped: readonly SkippedFile[];
}

export interface SkippedFile {
  readonly path: string;
  readonly why: string;
}

/**
 * The models of a tree. Those that the configuration declares, or, where it declares none, those that are found by the names of
 * files. Linear in the number of paths; the order of `listed` does not matter.
 */
export function discoverModels(listed: readonly ListedEntry[], config: Config): Discovery {
  const index = indexTree(listed);
  const { found, settings } = findFolders(index);
  const skipped = skippedFiles(index.folders.values());
  if (config.models.length > 0) {
    const declared = declaredModels(config, index);
    const paths = new Set(declared.models.map(({ path }) => path));
    const undeclared = found.map(({ path }) => path).filter((path) => !paths.has(path));
    return { ...declared, models: withUniqueIds(declared.models), undeclared: undeclared.sort(), skipped };
  }
  const notAssessed: NotAssessed[] = settings.map((path) => ({
    what: path === "." ? "pyproject.toml" : `${path}/pyproject.toml`,
    why: `It was taken for the settings of tools, since models were found below it. Declare it under \`models:\` in ${config.path} to check it.`,
  }));
  const models: Model[] = [];
  for (const folder of found.toSorted((left, right) => (left.path < right.path ? -1 : 1))) {
    const chosen = chooseManifests(folder.path, index, config.path);
    notAssessed.push(...chosen.notAssessed);
    models.push({
      id: folder.path === "." ? "root" : folder.path,
      path: folder.path,
      manifests: chosen.manifests,
      dockerfile: chooseDockerfile(folder.path, index),
      targets: targetsOf(config),
      extras: [],
      groups: [],
      constraints: [],
      why: folder.why,
    });
  }
  return { models: withUniqueIds(models), notAssessed, undeclared: [], skipped };
}

/** A second model of one id, such as the folder `root` beside the root itself, gets a number: the first one keeps its id. */
function withUniqueIds(models: readonly Model[]): readonly Model[] {
  const taken = new Set<string>();
  return models.map((model) => {
    let id = model.id;
    for (let number = 2; taken.has(id); number += 1) id = `${model.id}-${number}`;
    taken.add(id);
    return id === model.id ? model : { ...model, id };
  });
}

function skippedFiles(folders: Iterable<IndexedFolder>): readonly SkippedFile[] {
  const skipped: SkippedFile[] = [];
  for (const folder of folders) {
    for (const { path, role, excluded } of folder.files) {
      if (role.kind !== "requirements" && role.kind !== "pyproject") continue;
      if (folder.excluded !== null) skipped.push({ path, why: `it stands in ${folder.excluded}` });
      else if (excluded !== null)
        skipped.push({ path, why: excluded.startsWith("it is ") ? excluded : `by its name it is for ${excluded}` });
    }
  }
  return skipped;
}
