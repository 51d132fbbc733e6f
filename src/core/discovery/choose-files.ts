import type { NotAssessed } from "../resolution/resolution.ts";
import type { ManifestRef } from "./model.ts";
import type { IndexedFile, IndexedFolder, TreeIndex } from "./tree-index.ts";

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
  const notAssessed: NotAssessed[] = [];
  const manifests: ManifestRef[] = [];

  const beside = compiledPairs(own.filter(isRequirements));
  const inFolder = compiledPairs(below.filter(isRequirements));
  const candidates = beside.length > 0 ? beside : inFolder;
  const chosen = chooseRequirements(candidates);
  if (chosen !== null) manifests.push(chosen.ref);
  const left = candidates.filter((candidate) => candidate !== chosen);
  if (left.length > 0) notAssessed.push(variantsLeft(folder, chosen?.ref.path ?? null, left, configPath));

  const statesElsewhere = manifests.length > 0 || own.some((file) => file.role.kind === "pyproject");
  for (const file of own) {
    if (file.excluded !== null) {
      if (file.excluded.startsWith("it is ")) notAssessed.push({ what: file.path, why: `Not read: ${file.excluded}.` });
      continue;
    }
    if (file.role.kind === "pyproject") manifests.push({ path: file.path, kind: "pyproject", compiledFrom: null });
    // Beside another manifest, a setup.py seldom states what is installed.
    if (file.role.kind === "unread" && !(file.role.maybe && statesElsewhere)) {
      notAssessed.push({ what: file.path, why: `The format (${file.role.format}) is not read.` });
    }
    if (file.role.kind === "packaging" && file.role.standalone) {
      notAssessed.push({ what: file.path, why: `What ${file.role.tool} declares there is not read.` });
    }
  }
  return { manifests, notAssessed };
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

function chooseOne(found: readonly IndexedFile[]): string | null {
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
