import { formatOf } from "../manifest/manifest-format.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { LockRef, ManifestRef, PackagingRef } from "./model.ts";
import { folderOf, type IndexedFile, type IndexedFolder, type TreeIndex } from "./tree-index.ts";

/** Words for what is served, from the most telling. `base` and `common` come last: the others include them. */
const serving = [
  "prod",
  "production",
  "serve",
  "serving",
  "server",
  "inference",
  "deploy",
  "runtime",
  "main",
  "base",
  "common",
  "core",
];

export interface ChosenFiles {
  readonly manifests: readonly ManifestRef[];
  /** Constraint files that a packaging file names. */
  readonly constraints: readonly string[];
  /** Files that state requirements and that something else says are not what is installed. */
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * The manifests of a folder whose configuration lists none: one requirements file and its pyproject.toml. Of several requirements
 * files, `requirements.txt` is what is installed, then one whose name says that it is for serving; variants such as `-cpu` and
 * `-gpu` exclude each other, so where nothing tells which one is meant, none is taken and they are named.
 */
export function chooseManifests(folder: string, index: TreeIndex, configPath: string): ChosenFiles {
  const own = index.folders.get(folder)?.files ?? [];
  const below = index.folders.get(within(folder, "requirements"))?.files ?? [];
  const packaged = manifestsOfPackaging(own, index);
  const notAssessed: NotAssessed[] = [];
  if (packaged !== null) {
    const files = [...own, ...below].filter(({ role }) => role.kind === "requirements" || role.kind === "pyproject");
    const taken = new Set([...packaged.manifests.map(({ path }) => path), ...packaged.constraints]);
    const why = `${packaged.by} says what is installed, and does not name it`;
    const left = files.filter(({ path, excluded }) => excluded === null && !taken.has(path));
    return { ...packaged, notAssessed, skipped: left.map(({ path }) => ({ path, why })) };
  }
  const manifests: ManifestRef[] = [];

  const beside = compiledPairs(own.filter(isRequirements));
  const inFolder = compiledPairs(below.filter(isRequirements));
  const candidates = beside.length > 0 ? beside : inFolder;
  const chosen = chooseRequirements(candidates);
  if (chosen !== null) manifests.push(chosen.ref);
  const left = candidates.filter((candidate) => candidate !== chosen);
  if (left.length > 0) notAssessed.push(variantsLeft(folder, chosen?.ref.path ?? null, left, configPath));

  const others = otherManifests(own, index);
  // Settings of tools are no manifest: a lock beside them is that of the file which states requirements.
  const isProject = ({ role }: IndexedFile): boolean => role.kind === "pyproject" && !role.settings;
  const statesElsewhere = manifests.length > 0 || own.some((file) => file.excluded === null && isProject(file));
  const projects = own.filter(isProject);
  for (const file of own) {
    if (file.excluded !== null) {
      if (file.excluded.startsWith("it is ")) notAssessed.push({ what: file.path, why: `Not read: ${file.excluded}.` });
      continue;
    }
    if (projects.includes(file)) manifests.push(manifestRef(file.path, index));
    // Beside another manifest, a setup.py seldom states what is installed.
    if (file.role.kind === "unread" && !(file.role.maybe && statesElsewhere)) {
      notAssessed.push({ what: file.path, why: `The format (${file.role.format}) is not read.` });
    }
    if (file.role.kind === "packaging" && file.role.standalone && file.role.look === null) {
      notAssessed.push({ what: file.path, why: `What ${file.role.tool} declares there is not read.` });
    }
  }
  const [first, ...rest] = statesElsewhere ? [null, ...others] : [others[0] ?? null, ...others.slice(1)];
  if (first !== null && first !== undefined) manifests.push(manifestRef(first.path, index));
  for (const file of rest) {
    if (file === null || (file.role.kind === "manifest" && file.role.maybe)) continue;
    const taken = manifests.map(({ path }) => `\`${path}\``).join(" and ");
    notAssessed.push({
      what: file.path,
      why: `Not read: ${taken} was taken for what is installed. List what is under \`manifests:\` of the model in ${configPath}.`,
    });
  }
  return { manifests, constraints: [], notAssessed, skipped: [] };
}

/** Other manifests in the order in which they are taken where nothing else states requirements: the more exact first. */
const precedence = ["pipfile", "pixi", "pixi-toml", "conda-environment", "setup-cfg", "setup-py", "script"];

function otherManifests(own: readonly IndexedFile[], index: TreeIndex): readonly IndexedFile[] {
  // A setup.cfg of settings stands before a setup.py that states requirements only where neither was looked into.
  const rank = ({ role }: IndexedFile): number =>
    role.kind === "manifest" ? precedence.indexOf(role.format) - (role.maybe && role.states ? 2 : 0) : -1;
  // MLflow writes both, and python_env.yaml is what it installs from.
  const mlflow = own.find(({ name }) => name === "MLmodel");
  const written = mlflow !== undefined && index.entries.has(mlflow.path.replace(/MLmodel$/, "python_env.yaml"));
  return own
    .filter(({ role, excluded }) => role.kind === "manifest" && excluded === null)
    .filter(({ name }) => !(written && /^conda\.ya?ml$/.test(name)))
    .toSorted((left, right) => rank(left) - rank(right));
}

/** What the packaging files of a folder name; null where none of them decides what is installed. */
function manifestsOfPackaging(
  own: readonly IndexedFile[],
  index: TreeIndex,
): { readonly manifests: readonly ManifestRef[]; readonly constraints: readonly string[]; readonly by: string } | null {
  const deciding = own.flatMap((file) =>
    file.role.kind === "packaging" && file.role.look?.decides === true ? [{ file, look: file.role.look }] : [],
  );
  const [first] = deciding;
  if (first === undefined) return null;
  const named = deciding.flatMap(({ look }) => look.manifests);
  const paths = (kind: "requirement" | "constraint"): readonly string[] => [
    ...new Set(named.filter((one) => one.kind === kind).map(({ path }) => path)),
  ];
  return {
    manifests: paths("requirement").map((path) => manifestRef(path, index)),
    constraints: paths("constraint"),
    by: first.file.path,
  };
}

/** A file that is taken, with the format that it has by its name and the source that it was compiled from. */
export function manifestRef(path: string, index: TreeIndex): ManifestRef {
  const format = formatOf(path)?.id ?? "requirements-txt";
  const kind = format === "requirements-txt" ? "requirements" : format;
  const source = path.replace(/\.txt$/i, ".in");
  const compiled = source !== path && index.entries.get(source) === "file";
  return { path, kind, compiledFrom: compiled ? source : null };
}

/** The packaging files of a folder, and of the folder `MAR-INF` of an unpacked archive in it. */
export function packagingOf(folder: string, index: TreeIndex): readonly PackagingRef[] {
  return [folder, within(folder, "MAR-INF")].flatMap((place) =>
    (index.folders.get(place)?.files ?? []).flatMap(({ path, role, excluded }): readonly PackagingRef[] =>
      role.kind === "packaging" && role.look !== null && excluded === null
        ? [{ path, format: role.look.format, tool: role.tool, savedWith: role.look.savedWith }]
        : [],
    ),
  );
}

/** Deployment scripts elsewhere that upload the folder, as SageMaker's `source_dir` does: they say where it is served. */
export function deployingScripts(folder: string, index: TreeIndex): readonly PackagingRef[] {
  return index.deploying.flatMap(({ file, look }): readonly PackagingRef[] => {
    const names = look.manifests.some(({ path }) => folderOf(path) === folder);
    const { path, role } = file;
    if (!names || folderOf(path) === folder || role.kind !== "packaging") return [];
    return [{ path, format: look.format, tool: role.tool, savedWith: [] }];
  });
}

/** The lock files of a folder. */
export function locksOf(folder: string, index: TreeIndex): readonly LockRef[] {
  return (index.folders.get(folder)?.files ?? []).flatMap(({ path, role, excluded }): readonly LockRef[] =>
    role.kind === "lock" && excluded === null ? [{ path, format: role.format }] : [],
  );
}

/** Files that say which Python a folder is worked with, from the folder itself up to the root. */
export function pythonFilesOf(folder: string, index: TreeIndex): readonly string[] {
  const found: string[] = [];
  for (let at = folder; ; at = folderOf(at)) {
    for (const name of ["runtime.txt", ".python-version"]) {
      const path = within(at, name);
      if (index.entries.get(path) === "file") found.push(path);
    }
    if (at === ".") return found;
  }
}

interface Candidate {
  readonly ref: ManifestRef;
  readonly words: readonly string[];
}

const isRequirements = (file: IndexedFile): boolean => file.role.kind === "requirements" && file.excluded === null;

/** One candidate for each `x.txt`, `x.in`, or pair of them: of a pair, the compiled `.txt` is what is installed. */
function compiledPairs(files: readonly IndexedFile[]): readonly Candidate[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  return files.flatMap((file): readonly Candidate[] => {
    if (file.role.kind !== "requirements") return [];
    const { words } = file.role;
    if (file.role.source) {
      const compiled = byName.get(file.name.replace(/\.in$/i, ".txt"));
      return compiled === undefined
        ? [{ ref: { path: file.path, kind: "requirements", compiledFrom: null }, words }]
        : [];
    }
    const source = byName.get(file.name.replace(/\.txt$/i, ".in"));
    return [{ ref: { path: file.path, kind: "requirements", compiledFrom: source?.path ?? null }, words }];
  });
}

function chooseRequirements(candidates: readonly Candidate[]): Candidate | null {
  const [only, second] = candidates;
  if (only !== undefined && second === undefined) return only;
  const bare = candidates.find(({ words }) => words.length === 0);
  if (bare !== undefined) return bare;
  for (const word of serving) {
    const found = candidates.filter(({ words }) => words.includes(word));
    if (found.length === 1) return found[0] ?? null;
    if (found.length > 1) return null;
  }
  return null;
}

function variantsLeft(
  folder: string,
  chosen: string | null,
  left: readonly Candidate[],
  configPath: string,
): NotAssessed {
  const names = left.map(({ ref }) => `\`${ref.path}\``);
  const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
  const edit = `List what is installed under \`manifests:\` of the model in ${configPath}.`;
  const why =
    chosen === null
      ? `Nothing tells which of ${shown} is installed, so none was read. ${edit}`
      : `\`${chosen}\` was taken for what is installed, and ${shown} was not read. ${edit}`;
  return { what: `Requirements of \`${folder}\``, why };
}

/** The Dockerfile of a folder: `Dockerfile`, the only other one, or one whose name says serving; in the folder or its `docker/`. */
export function chooseDockerfile(folder: string, index: TreeIndex): string | null {
  for (const place of [folder, within(folder, "docker")]) {
    const found = dockerfilesOf(index.folders.get(place));
    if (found.length > 0) return chooseOne(found);
  }
  return null;
}

function chooseOne(all: readonly IndexedFile[]): string | null {
  const installing = all.filter(({ role }) => role.kind === "dockerfile" && role.installs !== null);
  const found = installing.length > 0 ? installing : all;
  const wordsOf = (file: IndexedFile): readonly string[] => (file.role.kind === "dockerfile" ? file.role.words : []);
  const bare = found.find((file) => wordsOf(file).length === 0);
  if (bare !== undefined) return bare.path;
  if (found.length === 1) return found[0]?.path ?? null;
  const served = found.filter((file) => wordsOf(file).some((word) => serving.includes(word)));
  return served.length === 1 ? (served[0]?.path ?? null) : null;
}

export function dockerfilesOf(folder: IndexedFolder | undefined): readonly IndexedFile[] {
  return (folder?.files ?? []).filter((file) => file.role.kind === "dockerfile" && file.excluded === null);
}

export const within = (folder: string, name: string): string => (folder === "." ? name : `${folder}/${name}`);
