import type { Model } from "../core/discovery/model.ts";
import type { ManifestReading } from "../core/manifest/requirement.ts";
import type { Tree } from "../shell/files/tree.ts";
import { withInstalledParts } from "./installed-parts.ts";
import { withLockIndexes } from "./lock-indexes.ts";
import { type ModelLock, readModelLock } from "./read-lock.ts";
import { type ModelSide, readModelSide } from "./read-model.ts";

/** What one tree says of a model, with the lock that it is installed from. */
export interface LockedModelSide extends ModelSide {
  /** Null where the model is resolved from its manifests. */
  readonly lock: ModelLock | null;
  /** The extras and groups that are installed of it. */
  readonly parts: Pick<Model, "extras" | "groups">;
}

export async function readLockedSide(
  tree: Tree,
  declared: Model,
  environment: ReadonlyMap<string, string>,
): Promise<LockedModelSide> {
  const model = await withInstalledParts(tree, declared);
  const side = await readModelSide(tree, model, environment);
  const { lock, notAssessed, problems = [] } = await readModelLock(tree, model, side.reading, environment);
  const reading =
    lock === null
      ? { ...side.reading, problems: [...side.reading.problems, ...problems] }
      : withLock(side.reading, lock);
  return { ...side, reading, lock, parts: model, notAssessed: [...side.notAssessed, ...notAssessed] };
}

/** What the lock adds to what the manifests say: its file, what is wrong with it, and the indexes that it names. */
function withLock(reading: ManifestReading, { path, reading: locked }: ModelLock): ManifestReading {
  return {
    ...reading,
    options: withLockIndexes(reading.options, locked),
    problems: [...reading.problems, ...locked.problems],
    files: [...new Set([...reading.files, path])],
  };
}
