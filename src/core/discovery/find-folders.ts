import type { LookAtManifest } from "../packaging/look-manifest.ts";
import { dockerfilesOf } from "./choose-files.ts";
import { purposeExclusion } from "./exclusion.ts";
import type { IndexedFile, IndexedFolder, TreeIndex } from "./tree-index.ts";
import { folderOf } from "./tree-index.ts";

/** A folder that looks like a model, with what makes it look so. */
export interface FoundFolder {
  readonly path: string;
  readonly why: string;
}

export interface FoundFolders {
  readonly found: readonly FoundFolder[];
  /** Files, such as a pyproject.toml, that were taken for the settings of what is below them. */
  readonly settings: readonly string[];
}

/**
 * The folders of a tree that look like models: those with a packaging file of a serving tool, with a requirements file, with a
 * pyproject.toml or a setup script, or with nothing but a Dockerfile that installs Python packages. A project file alone above other
 * models holds the settings of tools more often than requirements, so it makes no model there. One pass, and no file is read.
 */
export function findFolders(index: TreeIndex): FoundFolders {
  const found: FoundFolder[] = [];
  const projects: { readonly path: string; readonly name: string }[] = [];
  const images: FoundImage[] = [];
  for (const folder of index.folders.values()) {
    if (folder.excluded !== null) continue;
    // `requirements/prod.txt` belongs to the folder around it.
    const inner = isRequirementsFolder(folder) || /(?:^|\/)MAR-INF$/i.test(folder.path);
    const path = inner ? folderOf(folder.path) : folder.path;
    if (path !== folder.path && index.folders.get(path)?.files.some(isServedRequirements) === true) continue;
    const why = whyModel(folder, path);
    if (why !== null) found.push({ path, why });
    else {
      const project = projectAlone(folder);
      const image = project === null ? imageAlone(folder, index) : null;
      if (project !== null) projects.push({ path, name: project });
      if (image !== null) images.push(image);
    }
  }
  const holding = projects.filter(({ name }) => name === "pyproject.toml").map(({ path }) => path);
  const above = foldersAbove([...found.map(({ path }) => path), ...holding]);
  const taken = new Set(found.map(({ path }) => path));
  const settings: string[] = [];
  for (const { path, name } of projects) {
    if (taken.has(path)) continue;
    if (above.has(path)) settings.push(path === "." ? name : `${path}/${name}`);
    else found.push({ path, why: `it holds ${name}` });
  }
  found.push(...images.filter((image) => isModelOfItsOwn(image, new Set(found.map(({ path }) => path)))));
  const unique = new Map<string, FoundFolder>();
  for (const folder of found) if (!unique.has(folder.path)) unique.set(folder.path, folder);
  return { found: [...unique.values()].map(({ path, why }) => ({ path, why })), settings };
}

function whyModel(folder: IndexedFolder, model: string): string | null {
  const files = folder.files.filter((file) => file.excluded === null);
  const packaging = files.find((file) => file.role.kind === "packaging");
  const requirements = files.find((file) => file.role.kind === "requirements");
  const project = files.find(isProject);
  const standalone = packaging?.role.kind === "packaging" && packaging.role.standalone;
  const states = requirements ?? project;
  if (packaging !== undefined && (standalone || states !== undefined)) {
    return `it holds ${nameOfPackaging(packaging)}${states === undefined ? "" : ` and ${states.name}`}`;
  }
  const other = files.find((file) => file.role.kind === "manifest" && !file.role.maybe);
  if (requirements === undefined && project === undefined && other !== undefined) return `it holds ${other.name}`;
  if (requirements !== undefined) return `it holds ${model === folder.path ? "" : "requirements/"}${requirements.name}`;
  const stating = project ?? setupOf(files);
  const dockerfile = dockerfilesOf(folder)[0];
  if (stating !== undefined) return dockerfile === undefined ? null : `it holds ${stating.name} and ${dockerfile.name}`;
  const lock = files.find((file) => file.role.kind === "lock");
  return lock === undefined ? null : `it holds ${lock.name}`;
}

/** A pyproject.toml of settings alone states nothing. */
const isProject = ({ role }: IndexedFile): boolean => role.kind === "pyproject" && !role.settings;

/** A setup.cfg or setup.py that was seen to state requirements. */
function setupOf(files: readonly IndexedFile[]): IndexedFile | undefined {
  return files.find(({ role }) => role.kind === "manifest" && role.maybe && role.states);
}

/** The file that makes a folder a project, where nothing else makes it a model. */
function projectAlone({ files }: IndexedFolder): string | null {
  const served = files.filter((file) => file.excluded === null);
  return (served.find(isProject) ?? setupOf(served))?.name ?? null;
}

/** How the reason ends where a Dockerfile is all that makes a folder a model. */
export const installingImage = ", which installs Python packages";

/** A folder with Dockerfiles that install Python packages and with nothing else that states requirements. */
interface FoundImage extends FoundFolder {
  readonly states: LookAtManifest["states"];
}

function imageAlone(folder: IndexedFolder, index: TreeIndex): FoundImage | null {
  // `ci/Dockerfile` and `images/dev/Dockerfile` install what work on the model needs.
  if (purposeExclusion(folder.path.toLowerCase().split("/")) !== null) return null;
  // `docker/Dockerfile` builds the folder around it, and belongs to a model there.
  const path = /(?:^|\/)docker$/i.test(folder.path) ? folderOf(folder.path) : folder.path;
  const around = index.folders.get(path);
  if (path !== folder.path && around !== undefined && (around.excluded !== null || holdsManifest(around))) return null;
  const name = (file: IndexedFile): string => (path === folder.path ? file.name : file.path.slice(withSlash(path)));
  const installing = dockerfilesOf(folder).flatMap((file) =>
    file.role.kind === "dockerfile" && file.role.installs !== null && purposeExclusion(file.role.words) === null
      ? [{ name: name(file), states: file.role.installs }]
      : [],
  );
  const [first] = installing;
  if (first === undefined) return null;
  const states = installing.some((one) => one.states === "itself") ? "itself" : "by-others";
  return { path, states, why: `it holds ${first.name}${installingImage}` };
}

const withSlash = (path: string): number => (path === "." ? 0 : path.length + 1);

const holdsManifest = ({ files }: IndexedFolder): boolean =>
  files.some(
    ({ role }) =>
      role.kind === "requirements" ||
      (role.kind === "pyproject" && !role.settings) ||
      (role.kind === "manifest" && (role.states || !role.maybe)),
  );

/** An image that installs from files alone, below a model, is another image of that model. */
function isModelOfItsOwn({ path, states }: FoundImage, models: ReadonlySet<string>): boolean {
  if (states === "itself") return true;
  for (let at = path; at !== "."; ) {
    at = folderOf(at);
    if (models.has(at)) return false;
  }
  return true;
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
