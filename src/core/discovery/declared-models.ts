import type { Config, ModelEntry } from "../config/config.ts";
import { formatOf } from "../manifest/manifest-format.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { ChosenFiles } from "./choose-files.ts";
import { chooseDockerfile, chooseManifests, locksOf, manifestRef, packagingOf, pythonFilesOf } from "./choose-files.ts";
import { isGlob, matchesGlob, readGlob } from "./glob.ts";
import type { ManifestRef, Model } from "./model.ts";
import { targetsOf } from "./targets-of.ts";
import type { TreeIndex } from "./tree-index.ts";
import { byCodePoint, pathsBelow } from "./tree-index.ts";
import { resolveInTree } from "./tree-path.ts";

export interface DeclaredModels {
  readonly models: readonly Model[];
  readonly notAssessed: readonly NotAssessed[];
}

/** The models of the configuration, as they stand in this tree. What an entry names and the tree lacks is not assessed. */
export function declaredModels(config: Config, index: TreeIndex): DeclaredModels {
  const models: Model[] = [];
  const notAssessed: NotAssessed[] = [];
  const named = new Set(config.models.filter(({ path }) => !isGlob(path)).map(({ path }) => path));
  const taken = new Set<string>();
  for (const entry of config.models) {
    const { file, line } = entry.origin;
    const folders = foldersOf(entry, index).filter(
      (path) => !isGlob(entry.path) || !(named.has(path) || taken.has(path)),
    );
    if (folders.length === 0) {
      const what = entry.id === null ? `Models of \`${entry.path}\`` : `Model \`${entry.id}\``;
      const why = isGlob(entry.path) ? "matches no folder that holds a manifest" : "is no folder of this tree";
      notAssessed.push({ what, why: `Path \`${entry.path}\` (${file}:${line}) ${why}.` });
    }
    for (const path of folders) {
      taken.add(path);
      const made = modelOf(entry, path, config, index);
      models.push(made.model);
      notAssessed.push(...made.notAssessed);
    }
  }
  return { models, notAssessed };
}

function foldersOf(entry: ModelEntry, index: TreeIndex): readonly string[] {
  if (!isGlob(entry.path)) return index.allFolders.has(entry.path) ? [entry.path] : [];
  const glob = readGlob(entry.path);
  const { manifests } = entry;
  const holdsModel = (path: string): boolean =>
    manifests === null
      ? holdsManifest(path, index)
      : manifests.some((text) => filesNamed(text, path, index).length > 0);
  const candidates = manifests === null ? index.folders.keys() : index.allFolders;
  return [...candidates].filter((path) => matchesGlob(glob, path) && holdsModel(path)).sort(byCodePoint);
}

/** A glob means the folders that hold a model, not every one that it matches. */
function holdsManifest(path: string, index: TreeIndex): boolean {
  const files = index.folders.get(path)?.files ?? [];
  return files.some(({ role, excluded }) => excluded === null && role.kind !== "dockerfile");
}

function modelOf(
  entry: ModelEntry,
  path: string,
  config: Config,
  index: TreeIndex,
): { model: Model; notAssessed: readonly NotAssessed[] } {
  const { file, line } = entry.origin;
  const chosen =
    entry.manifests === null
      ? chooseManifests(path, index, config.path)
      : listedManifests(entry.manifests, path, index);
  const constraints = entry.constraints.map((text) => resolveInTree(path, text));
  const id = entry.id ?? path;
  const lost = entry.constraints.filter((_, position) => constraints[position] === null);
  const notAssessed = [
    ...chosen.notAssessed,
    ...lost.map((text) => ({
      what: `Constraints \`${text}\` of model \`${id}\``,
      why: "The path leaves the repository.",
    })),
  ];
  const dockerfile = entry.dockerfile === null ? chooseDockerfile(path, index) : resolveInTree(path, entry.dockerfile);
  if (entry.dockerfile !== null && (dockerfile === null || index.entries.get(dockerfile) !== "file")) {
    notAssessed.push({
      what: `Dockerfile \`${entry.dockerfile}\` of model \`${id}\``,
      why: "There is no such file in this tree.",
    });
  }
  const lock = chosenLock(entry, path, index);
  if (lock === null) {
    notAssessed.push({
      what: `Lock \`${String(entry.lock)}\` of model \`${id}\``,
      why: "There is no such file in this tree.",
    });
  }
  const model: Model = {
    id,
    path,
    manifests: chosen.manifests,
    packaging: packagingOf(path, index),
    listed: entry.manifests !== null,
    locks: locksOf(path, index),
    ...(lock === undefined || lock === null ? {} : { lock }),
    serving: [],
    pythonFiles: pythonFilesOf(path, index),
    dockerfile: dockerfile !== null && index.entries.get(dockerfile) === "file" ? dockerfile : null,
    targets: entry.targets ?? targetsOf(config),
    extras: entry.extras,
    groups: entry.groups,
    constraints: [...chosen.constraints, ...constraints.filter((constraint) => constraint !== null)],
    ...(entry.environment === undefined ? {} : { environment: entry.environment }),
    why: `declared in ${file}:${line}`,
  };
  return { model, notAssessed };
}

/** The lock that an entry names, from the root; null where this tree has none there, undefined where the entry names none. */
function chosenLock(entry: ModelEntry, folder: string, index: TreeIndex): string | false | null | undefined {
  if (entry.lock === undefined || entry.lock === false) return entry.lock;
  const path = resolveInTree(folder, entry.lock);
  return path !== null && index.entries.get(path) === "file" ? path : null;
}

/** The manifests that an entry lists, in its order; a glob's matches are sorted. */
function listedManifests(listed: readonly string[], folder: string, index: TreeIndex): ChosenFiles {
  const manifests = new Map<string, ManifestRef>();
  const notAssessed: NotAssessed[] = [];
  for (const text of listed) {
    const files = filesNamed(text, folder, index);
    if (files.length === 0) {
      const why = whyMissing(resolveInTree(folder, text), index);
      notAssessed.push({ what: `Manifest \`${text}\` of \`${folder}\``, why });
    }
    for (const file of files) {
      if (isManifest(file)) manifests.set(file, manifestRef(file, index));
      else
        notAssessed.push({
          what: file,
          why: "The format is not read: expected a requirements file or a pyproject.toml.",
        });
    }
  }
  return { manifests: [...manifests.values()], constraints: [], skipped: [], notAssessed };
}

function whyMissing(path: string | null, index: TreeIndex): string {
  if (path === null) return "The path leaves the repository.";
  const kind = index.entries.get(path);
  return kind === undefined ? "There is no such file in this tree." : `It is a ${kind}, which is not followed.`;
}

/** The files that a path or glob names from a folder, in order. */
function filesNamed(text: string, folder: string, index: TreeIndex): readonly string[] {
  const path = resolveInTree(folder, text);
  if (path === null) return [];
  const isFile = (candidate: string): boolean => index.entries.get(candidate) === "file";
  if (!isGlob(path)) return isFile(path) ? [path] : [];
  const glob = readGlob(path);
  const around = glob.around === "" ? "." : glob.around;
  return pathsBelow(index, around).filter((candidate) => isFile(candidate) && matchesGlob(glob, candidate));
}

/** By the name alone: whoever lists a file has said what it is, so that any text is read as a requirements file. */
function isManifest(path: string): boolean {
  return formatOf(path) !== null || /\.(?:txt|in)$/i.test(path);
}
