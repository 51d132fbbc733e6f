import { dockerfilesOf } from "./choose-files.ts";
import type { IndexedFolder, TreeIndex } from "./tree-index.ts";
import { folderOf } from "./tree-index.ts";

/** A folder that looks like a model, with what makes it look so. */
export interface FoundFolder {
  readonly path: string;
  readonly why: string;
}

export interface FoundFolders {
  readonly found: readonly FoundFolder[];
  /** Folders whose pyproject.toml was taken for the settings of what is below them. */
  readonly settings: readonly string[];
}

/**
 * The folders of a tree that look like models: those with a packaging file of a serving tool, with a requirements file, or with a
 * pyproject.toml. A pyproject.toml alone above other models holds the settings of tools more often than requirements, so it makes
 * no model there. One pass, and no file is read.
 */
export function findFolders(index: TreeIndex): FoundFolders {
  const found: FoundFolder[] = [];
  const onlyProject: string[] = [];
  for (const folder of index.folders.values()) {
    if (folder.excluded !== null) continue;
    // `requirements/prod.txt` belongs to the folder around it.
    const inner = isRequirementsFolder(folder) || /(?:^|\/)MAR-INF$/i.test(folder.path);
    const path = inner ? folderOf(folder.path) : folder.path;
    if (path !== folder.path && index.folders.get(path)?.files.some(isServedRequirements) === true) continue;
    const why = whyModel(folder, path);
    if (why === "pyproject.toml") onlyProject.push(path);
    else if (why !== null) found.push({ path, why });
  }
  const above = foldersAbove([...found.map(({ path }) => path), ...onlyProject]);
  const settings = onlyProject.filter((path) => above.has(path));
  const taken = new Set(found.map(({ path }) => path));
  for (const path of onlyProject) {
    if (!above.has(path) && !taken.has(path)) found.push({ path, why: "it holds pyproject.toml" });
  }
  const unique = new Map<string, FoundFolder>();
  for (const folder of found) if (!unique.has(folder.path)) unique.set(folder.path, folder);
  return { found: [...unique.values()], settings: settings.filter((path) => !taken.has(path)) };
}

function whyModel(folder: IndexedFolder, model: string): string | null {
  const files = folder.files.filter((file) => file.excluded === null);
  const packaging = files.find((file) => file.role.kind === "packaging");
  const requirements = files.find((file) => file.role.kind === "requirements");
  const project = files.find((file) => file.role.kind === "pyproject");
  const standalone = packaging?.role.kind === "packaging" && packaging.role.standalone;
  const states = requirements ?? project;
  if (packaging !== undefined && (standalone || states !== undefined)) {
    return `it holds ${nameOfPackaging(packaging)}${states === undefined ? "" : ` and ${states.name}`}`;
  }
  const other = files.find((file) => file.role.kind === "manifest" && !file.role.maybe);
  if (requirements === undefined && project === undefined && other !== undefined) return `it holds ${other.name}`;
  if (requirements !== undefined) return `it holds ${model === folder.path ? "" : "requirements/"}${requirements.name}`;
  if (project === undefined) return null;
  const dockerfile = dockerfilesOf(folder)[0];
  return dockerfile === undefined ? "pyproject.toml" : `it holds pyproject.toml and ${dockerfile.name}`;
}

/** Names that say by themselves whose file it is. */
const tellingNames = /^(?:MLmodel|cog\.yaml|bentofile\.ya?ml|config\.pbtxt)$/;

function nameOfPackaging({ name, role }: IndexedFolder["files"][number]): string {
  return role.kind !== "packaging" || tellingNames.test(name) ? name : `${name} (${role.tool})`;
}

const isRequirementsFolder = (folder: IndexedFolder): boolean => /(?:^|\/)requirements$/i.test(folder.path);

const isServedRequirements = (file: IndexedFolder["files"][number]): boolean =>
  file.role.kind === "requirements" && file.excluded === null;

/** Every folder that is strictly above one of these. */
function foldersAbove(paths: readonly string[]): ReadonlySet<string> {
  const above = new Set<string>();
  for (const path of paths) {
    let current = path;
    while (current !== ".") {
      current = folderOf(current);
      if (above.has(current)) break;
      above.add(current);
    }
  }
  return above;
}
