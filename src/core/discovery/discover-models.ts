import type { Config } from "../config/config.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import { attachServing, type UnattachedPlace } from "./attach-serving.ts";
import {
  chooseDockerfile,
  chooseManifests,
  deployingScripts,
  locksOf,
  packagingOf,
  pythonFilesOf,
} from "./choose-files.ts";
import { declaredModels } from "./declared-models.ts";
import { findFolders, installingImage } from "./find-folders.ts";
import type { Model } from "./model.ts";
import { targetsOf } from "./targets-of.ts";
import type { IndexedFolder, ListedEntry, Looks } from "./tree-index.ts";
import { folderOf, indexTree, type TreeIndex } from "./tree-index.ts";

export interface Discovery {
  /** Declared ones in the order of the configuration, discovered ones by path. Ids are unique. */
  readonly models: readonly Model[];
  readonly notAssessed: readonly NotAssessed[];
  /** Folders that look like models and that the configuration, which declares others, does not name. */
  readonly undeclared: readonly string[];
  /** Files that state requirements and are not for serving by their name or place, each with the rule. */
  readonly skipped: readonly SkippedFile[];
  /** Places where something is served of which nothing tells which model it is. */
  readonly unattached: readonly UnattachedPlace[];
}

export interface SkippedFile {
  readonly path: string;
  readonly why: string;
}

/**
 * The models of a tree. Those that the configuration declares, or, where it declares none, those that are found by the names of
 * files and by what a look into some of them told. Linear in the number of paths; the order of `listed` does not matter.
 */
export function discoverModels(listed: readonly ListedEntry[], config: Config, looks: Looks = new Map()): Discovery {
  const index = indexTree(listed, looks);
  const { models, ...rest } = modelsOf(index, config);
  const attached = attachServing(withUniqueIds(models), looks);
  return { ...rest, models: attached.models, unattached: attached.unattached };
}

function modelsOf(index: TreeIndex, config: Config): Omit<Discovery, "unattached"> {
  const { found, settings } = findFolders(index);
  const skipped = skippedFiles(index.folders.values());
  if (config.models.length > 0) {
    const declared = declaredModels(config, index);
    const paths = new Set(declared.models.map(({ path }) => path));
    const undeclared = found.map(({ path }) => path).filter((path) => !paths.has(path));
    return { ...declared, undeclared: undeclared.sort(), skipped };
  }
  const notAssessed: NotAssessed[] = settings.map((path) => ({
    what: path,
    why: `It was taken for the settings of tools, since models were found below it. Declare it under \`models:\` in ${config.path} to check it.`,
  }));
  notAssessed.push(...unfollowed(skipped, new Set(found.map(({ path }) => path)), config.path));
  const models: Model[] = [];
  for (const folder of found.toSorted((left, right) => (left.path < right.path ? -1 : 1))) {
    const chosen = chooseManifests(folder.path, index, config.path);
    notAssessed.push(...chosen.notAssessed);
    skipped.push(...chosen.skipped);
    const dockerfile = chooseDockerfile(folder.path, index);
    if (dockerfile === null && folder.why.endsWith(installingImage)) {
      const why = `Several Dockerfiles install Python packages, and nothing tells which one is served, so none was read. Name it under \`dockerfile:\` of the model in ${config.path}.`;
      notAssessed.push({ what: `Requirements of \`${folder.path}\``, why });
    }
    models.push({
      id: folder.path === "." ? "root" : folder.path,
      path: folder.path,
      manifests: chosen.manifests,
      packaging: [...packagingOf(folder.path, index), ...deployingScripts(folder.path, index)],
      listed: false,
      locks: locksOf(folder.path, index),
      serving: [],
      pythonFiles: pythonFilesOf(folder.path, index),
      dockerfile,
      targets: targetsOf(config),
      extras: [],
      groups: [],
      constraints: chosen.constraints,
      why: folder.why,
    });
  }
  return { models, notAssessed, undeclared: [], skipped };
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

/** Symlinks and submodules that may state what a folder needs, where nothing else there makes it a model. */
function unfollowed(
  skipped: readonly SkippedFile[],
  found: ReadonlySet<string>,
  configPath: string,
): readonly NotAssessed[] {
  return skipped
    .filter(({ path, why }) => why.startsWith("it is ") && !found.has(folderOf(path)))
    .map(({ path, why }) => ({
      what: path,
      why: `Not read: ${why}. Declare the folder under \`models:\` in ${configPath}, with the file that it leads to under \`manifests:\`.`,
    }));
}

function skippedFiles(folders: Iterable<IndexedFolder>): SkippedFile[] {
  const skipped: SkippedFile[] = [];
  for (const folder of folders) {
    for (const { path, role, excluded } of folder.files) {
      const states = role.kind === "manifest" && !role.maybe;
      if (!states && role.kind !== "requirements" && role.kind !== "pyproject" && role.kind !== "packaging") continue;
      if (folder.excluded !== null) skipped.push({ path, why: `it stands in ${folder.excluded}` });
      else if (excluded !== null)
        skipped.push({ path, why: excluded.startsWith("it is ") ? excluded : `by its name it is for ${excluded}` });
    }
  }
  return skipped;
}
