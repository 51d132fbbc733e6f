import type { Config } from "../core/config/config.ts";
import { type Discovery, discoverModels } from "../core/discovery/discover-models.ts";
import { folderExclusion, purposeExclusion } from "../core/discovery/exclusion.ts";
import { readGlob } from "../core/discovery/glob.ts";
import { roleOf } from "../core/discovery/manifest-name.ts";
import { folderOf } from "../core/discovery/tree-index.ts";
import { type Look, lookAt, mayBeLookedAt, mostLookedBytes } from "../core/packaging/look.ts";
import { mayStateRequirements } from "../core/packaging/look-manifest.ts";
import type { Tree, TreeEntry } from "../shell/files/tree.ts";

/** Keeps looks between runs, by the id of the content. */
export interface LookStore {
  read(path: string, object: string): Promise<Look | null>;
  write(path: string, object: string, look: Look): void;
}

/** Most files of one tree that are looked into, and how many at the same time. */
const mostLooks = 20_000;
const atOnce = 64;

/**
 * The models of a tree, by its listing and by a look into the files whose content tells what they are. With a store, a content that was
 * looked into before is not read again.
 */
export async function discover(tree: Tree, config: Config, store: LookStore | null = null): Promise<Discovery> {
  const entries = await tree.list();
  const candidates = candidatesOf(entries, config);
  const looks = new Map<string, Look>();
  const chosen = candidates.slice(0, mostLooks);
  for (let at = 0; at < chosen.length; at += atOnce) {
    const part = chosen.slice(at, at + atOnce);
    const found = await Promise.all(part.map((entry) => lookInto(tree, entry, store)));
    part.forEach(({ path }, index) => {
      const look = found[index];
      if (look !== undefined) looks.set(path, look);
    });
  }
  const found = discoverModels(entries, config, looks);
  if (candidates.length <= mostLooks) return found;
  const why = `The tree has ${candidates.length} files that may package or serve a model, and ${mostLooks} were looked into.`;
  return { ...found, notAssessed: [...found.notAssessed, { what: "Discovery", why }] };
}

/** Files of a fitting name and size, outside of the folders that hold no models unless the configuration names them. */
function candidatesOf(entries: readonly TreeEntry[], config: Config): readonly TreeEntry[] {
  const declared = config.models.map(({ path }) => readGlob(path).around).filter((around) => around !== "");
  const isDeclared = (path: string): boolean => declared.some((folder) => path.startsWith(`${folder}/`));
  const candidates = entries.filter(({ path, kind, size }) => {
    if (kind !== "file" || (size !== null && size > mostLookedBytes) || !mayBeLookedAt(path)) return false;
    if (path.startsWith(".github/workflows/") || isDeclared(path)) return true;
    const folders = path.split("/").slice(0, -1);
    return folders.every((name) => folderExclusion(name) === null);
  });
  const asked = new Set(candidates.filter(({ path }) => mayStateRequirements(path)).map(({ path }) => folderOf(path)));
  const stating = new Set(
    entries.filter(({ path }) => asked.has(folderOf(path)) && states(path)).map(({ path }) => folderOf(path)),
  );
  return candidates.filter(({ path }) => !mayStateRequirements(path) || !stating.has(folderOf(path)));
}

/** Whether a file states requirements by its name: a Dockerfile or setup script beside it tells nothing more of where models are. */
function states(path: string): boolean {
  const parts = path.split("/");
  const role = roleOf(parts.at(-1) ?? "", parts.at(-2) ?? "");
  if (role?.kind === "requirements") return purposeExclusion(role.words) === null;
  // A pyproject.toml may hold settings alone, which only a look tells.
  return role?.kind === "manifest" && !role.maybe;
}

async function lookInto(tree: Tree, { path, object }: TreeEntry, store: LookStore | null): Promise<Look> {
  const known = object === undefined || store === null ? null : await store.read(path, object);
  if (known !== null) return known;
  const answer = await tree.read(path);
  // What is refused, such as a large file, is told by the reader of whoever takes the file for a model's.
  if (answer.kind !== "file" || answer.bytes.length > mostLookedBytes) return { kind: "nothing" };
  const look = lookAt(path, answer.bytes);
  if (object !== undefined) store?.write(path, object, look);
  return look;
}
