import type { Look } from "../packaging/look.ts";
import { folderExclusion, purposeExclusion } from "./exclusion.ts";
import type { FileRole, PackagingLook } from "./manifest-name.ts";
import { roleOf } from "./manifest-name.ts";

/** An entry of a tree, as far as discovery looks at it. */
export interface ListedEntry {
  readonly path: string;
  readonly kind: "file" | "symlink" | "submodule";
}

export interface IndexedFile {
  readonly path: string;
  readonly name: string;
  readonly role: FileRole;
  /** Why it is not taken unless it is listed by name; null where it is. */
  readonly excluded: string | null;
}

/** The files of one folder that discovery knows something of, sorted by name. */
export interface IndexedFolder {
  readonly path: string;
  readonly files: readonly IndexedFile[];
  /** Why nothing in it is discovered; null where it is. A folder that is declared is looked at all the same. */
  readonly excluded: string | null;
}

/** A tree's files by what discovery asks for. Built in one pass. */
export interface TreeIndex {
  /** By path, `.` for the root, sorted. */
  readonly folders: ReadonlyMap<string, IndexedFolder>;
  /** Scripts that deploy folders by their name, outside of folders that are left out. */
  readonly deploying: readonly { readonly file: IndexedFile; readonly look: PackagingLook }[];
  /** Every path of the tree, with what stands there. */
  readonly entries: ReadonlyMap<string, ListedEntry["kind"]>;
  /** Every path of the tree in order, so that those below a folder stand together. */
  readonly sortedPaths: readonly string[];
  /** Every folder that holds something at any depth. */
  readonly allFolders: ReadonlySet<string>;
}

/** What was told of files by their content, by path. */
export type Looks = ReadonlyMap<string, Look>;

export function indexTree(listed: readonly ListedEntry[], looks: Looks = new Map()): TreeIndex {
  const entries = new Map<string, ListedEntry["kind"]>();
  const allFolders = new Set<string>(["."]);
  const exclusions = new Map<string, string | null>([[".", null]]);
  const filesOf = new Map<string, IndexedFile[]>();
  for (const { path, kind } of listed) {
    entries.set(path, kind);
    const folder = folderOf(path);
    addFolders(folder, allFolders);
    const name = path.slice(path.lastIndexOf("/") + 1);
    const role = roleByContent(looks.get(path), roleOf(name, nameOf(folder)));
    if (role === null) continue;
    const purpose = role.kind === "requirements" ? purposeExclusion(role.words) : null;
    const excluded = kind === "file" ? purpose : `it is a ${kind}, which is not followed`;
    const files = filesOf.get(folder) ?? [];
    files.push({ path, name, role, excluded });
    filesOf.set(folder, files);
  }
  const folders = new Map<string, IndexedFolder>();
  for (const path of [...filesOf.keys()].sort(byCodePoint)) {
    const files = (filesOf.get(path) ?? []).sort((left, right) => byCodePoint(left.name, right.name));
    folders.set(path, { path, files, excluded: exclusionOf(path, exclusions) });
  }
  const deploying = [...folders.values()].flatMap(({ files, excluded }) =>
    files.flatMap((file) =>
      excluded === null && file.role.kind === "packaging" && file.role.look?.format === "cloud-script"
        ? [{ file, look: file.role.look }]
        : [],
    ),
  );
  return { folders, deploying, entries, sortedPaths: [...entries.keys()].sort(byCodePoint), allFolders };
}

/** What a file's content tells wins over its name: a `config.yaml` is a Truss or is not. */
function roleByContent(look: Look | undefined, byName: FileRole | null): FileRole | null {
  if (look?.kind === "packaging") {
    const { tool, standalone, decides, format } = look;
    // A script or a cluster's configuration makes a model only where it says what is installed.
    const alone = standalone && (decides || (format !== "ray-serve" && format !== "bento-service"));
    return { kind: "packaging", tool, standalone: alone, look };
  }
  if (look?.kind === "manifest" && byName?.kind === "dockerfile") return { ...byName, installs: look.states };
  if (look?.kind === "manifest" && byName?.kind === "manifest") return { ...byName, states: true };
  if (look?.kind === "manifest" && byName === null)
    return { kind: "manifest", format: look.format, maybe: false, states: true };
  if (look?.kind === "settings" && byName?.kind === "pyproject") return { ...byName, settings: true };
  return look?.kind === "nothing" && byName?.kind === "packaging" ? null : byName;
}

/** The paths below a folder at any depth, in order. Takes time in their number and the logarithm of the tree's. */
export function pathsBelow(index: TreeIndex, folder: string): readonly string[] {
  if (folder === ".") return index.sortedPaths;
  // `0` is the character after `/`.
  return index.sortedPaths.slice(
    lowerBound(index.sortedPaths, `${folder}/`),
    lowerBound(index.sortedPaths, `${folder}0`),
  );
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byCodePoint(sorted[middle] ?? "", wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The folder that a path stands in, `.` for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf("/") + 1);

/** Order that does not depend on the locale of the machine. */
export function byCodePoint(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function addFolders(folder: string, known: Set<string>): void {
  for (let current = folder; !known.has(current); current = folderOf(current)) known.add(current);
}

/** The reason of the outermost excluded folder around, remembered so that each folder is looked at once. */
function exclusionOf(folder: string, known: Map<string, string | null>): string | null {
  const open: string[] = [];
  let current = folder;
  while (!known.has(current)) {
    open.push(current);
    current = folderOf(current);
  }
  let reason = known.get(current) ?? null;
  for (const path of open.reverse()) {
    reason ??= folderExclusion(nameOf(path));
    known.set(path, reason);
  }
  return reason;
}
