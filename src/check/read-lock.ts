import { createHash } from "node:crypto";
import type { ManifestRef, Model } from "../core/discovery/model.ts";
import { digestedTexts } from "../core/lock/digest/manifest-digest.ts";
import { type LockFormat, lockFormatOf, lockFormats } from "../core/lock/lock-format.ts";
import type { LockReading } from "../core/lock/lock-reading.ts";
import { lockOfRequirements } from "../core/lock/requirements/lock-of-requirements.ts";
import { decodeUtf8 } from "../core/manifest/decode-text.ts";
import { readManifest } from "../core/manifest/manifest-format.ts";
import type { ManifestProblem, ManifestReading, Requirement } from "../core/manifest/requirement.ts";
import { readRequirementsFile } from "../core/manifest/requirements-txt/read-requirements-file.ts";
import { SourceText } from "../core/manifest/source-text.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import { readWith } from "../shell/files/read-with.ts";
import type { Tree } from "../shell/files/tree.ts";

/** The lock of a model in one tree: its resolution, on every target. */
export interface ModelLock {
  readonly path: string;
  /** The command that writes it anew. */
  readonly command: string;
  readonly reading: LockReading;
  /** The manifest that it was made from; null where there is none beside it. */
  readonly manifest: string | null;
  /** Folder of the manifest from the lock's own, `.` for the same. */
  readonly project: string | null;
  /** What the manifest asks for, for every target. */
  readonly requirements: readonly Requirement[];
  /** Digests of the manifest as the lock's tool makes them; null where it makes none. */
  readonly digests: readonly string[] | null;
}

export interface ReadLock {
  readonly lock: ModelLock | null;
  readonly notAssessed: readonly NotAssessed[];
  /** What is wrong with a lock that is not taken because it cannot be read. */
  readonly problems?: readonly ManifestProblem[];
}

const noLock: ReadLock = { lock: null, notAssessed: [] };

/**
 * The lock that a model is installed from: the one that the configuration names; else the one beside its only manifest; else the
 * requirements file itself, where every line of it is pinned by hashes. Where several could be meant, or something else is installed
 * besides, none is taken, and that is said.
 */
export async function readModelLock(
  tree: Tree,
  model: Model,
  reading: ManifestReading,
  environment: ReadonlyMap<string, string>,
): Promise<ReadLock> {
  if (model.lock === false) return noLock;
  if (typeof model.lock === "string") return await readChosenLock(tree, model, model.lock, environment);
  const [only, second] = model.manifests;
  if (only === undefined) return await readLoneLock(tree, model, reading);
  if (second !== undefined) return untaken(model.locks, model);
  if (isRequirements(only.path)) {
    const hashed = await readHashedRequirements(tree, only, reading);
    return model.locks.length === 0 ? hashed : { ...hashed, notAssessed: untaken(model.locks, model).notAssessed };
  }
  const found = await locksOf(tree, model, only.path);
  const [lock, another] = found;
  if (lock === undefined) return untaken(model.locks, model);
  if (another !== undefined) return untaken(found, model);
  const manifest = await readOne(tree, only.path, model, environment);
  const besides = outside(reading, manifest);
  if (besides.length === 0) return await readProjectLock(tree, lock, only.path, manifest);
  const files = besides.map((path) => `\`${path}\``).join(" and ");
  const why = `${files} installs packages besides: all of it was resolved together, and the lock was not used`;
  return { lock: null, notAssessed: [{ what: lock.path, why }] };
}

/** The only lock of a model that has nothing else: some formats say by themselves what is installed. */
async function readLoneLock(tree: Tree, model: Model, reading: ManifestReading): Promise<ReadLock> {
  const [lock, another] = model.locks;
  const format = lockFormats.find(({ id }) => id === lock?.format);
  const installs = reading.requirements.some(({ kind }) => kind === "direct" || kind === "pin");
  if (lock === undefined || another !== undefined || format === undefined || installs)
    return untaken(model.locks, model);
  const found = await readAt(tree, lock.path, format);
  if (found === null) return noLock;
  const { structure, packages } = found.reading;
  if (packages.length > 0 && structure.kind !== "listed") {
    const manifests = format.manifests.map((name) => `\`${name}\``).join(" or ");
    const why = `what of it is installed stands in ${manifests} beside it, which is not there`;
    return { lock: null, notAssessed: [{ what: lock.path, why }] };
  }
  return await readProjectLock(tree, found, null, nothing);
}

/**
 * A lock that somebody named, with the manifest beside it; null where the file is no lock by its name.
 *
 * What is wrong with the lock is among the problems of its reading.
 */
export async function readNamedLock(tree: Tree, path: string): Promise<ModelLock | null> {
  const format = lockFormatOf(path);
  const found = format === null ? null : await readAt(tree, path, format);
  if (found === null) return null;
  for (const name of found.format.manifests) {
    const manifest = join(folderOf(path), name);
    if ((await tree.read(manifest)).kind !== "file") continue;
    const { requirements } = await readWith(tree, readManifest(manifest));
    return await modelLock(tree, found, manifest, requirements);
  }
  return await modelLock(tree, found, null, []);
}

/** Locks that lie beside a model and are not its resolution, each with the edit that would make one of them that. */
function untaken(locks: readonly { readonly path: string }[], model: Model): ReadLock {
  const manifests = model.manifests.map(({ path }) => `\`${path}\``).join(" and ") || "nothing";
  const edit = "name one under `lock:` of the model, or say `lock: false`";
  const why =
    locks.length > 1
      ? `several locks lie beside each other, and nothing tells which is installed: ${manifests} was resolved anew; ${edit}`
      : `the model is installed from ${manifests}, of which it is not known to be the lock: it was resolved anew; ${edit}`;
  return { lock: null, notAssessed: locks.map(({ path }) => ({ what: path, why })) };
}

/** The manifest alone, without what packages the model or builds its image. */
const readOne = (
  tree: Tree,
  path: string,
  { extras, groups }: Model,
  environment: ReadonlyMap<string, string>,
): Promise<ManifestReading> => readWith(tree, readManifest(path, { extras, groups, environment }));

/** Files that install something and are no part of the manifest. */
function outside(all: ManifestReading, manifest: ManifestReading): readonly string[] {
  const known = new Set(manifest.files);
  const files = all.requirements
    .filter(({ kind, origin }) => (kind === "direct" || kind === "pin") && !known.has(origin.file))
    .map(({ origin }) => origin.file);
  return [...new Set(files)];
}

/** The lock that the configuration names, held against the manifest beside it, or else against all that the model has. */
async function readChosenLock(
  tree: Tree,
  model: Model,
  path: string,
  environment: ReadonlyMap<string, string>,
): Promise<ReadLock> {
  const format = lockFormatOf(path);
  if (format === null) {
    const reading = await readOne(tree, path, model, environment);
    const source = model.manifests.find((one) => one.path === path)?.compiledFrom ?? null;
    const locked = await readHashedRequirements(tree, { path, compiledFrom: source }, reading);
    if (locked.lock !== null) return locked;
    const why =
      "it is no lock of a known format, and no requirements file in which every line has a version and hashes";
    return { lock: null, notAssessed: [{ what: path, why }] };
  }
  const lock = await readAt(tree, path, format);
  if (lock === null) return { lock: null, notAssessed: [{ what: path, why: "There is no such file in this tree." }] };
  const beside = model.manifests.find((one) => format.manifests.includes(nameOf(one.path)));
  const manifest = beside === undefined ? nothing : await readOne(tree, beside.path, model, environment);
  return await readProjectLock(tree, lock, beside?.path ?? null, manifest);
}

const nothing: Pick<ManifestReading, "requirements"> = { requirements: [] };
const isRequirements = (path: string): boolean => /\.(?:txt|in)$/i.test(path);
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

interface FoundLock {
  readonly path: string;
  readonly format: LockFormat;
  readonly reading: LockReading;
}

/** Longest way up to the lock of a workspace. */
const mostParents = 16;

/** The locks beside a manifest; where there are none, the uv.lock of a folder above that names the manifest's folder as a member. */
async function locksOf(tree: Tree, model: Model, manifest: string): Promise<readonly FoundLock[]> {
  const folder = folderOf(manifest);
  const name = nameOf(manifest);
  const found: FoundLock[] = [];
  for (const { path, format: id } of model.locks) {
    const format = lockFormats.find((one) => one.id === id);
    if (format === undefined || folderOf(path) !== folder || !format.manifests.includes(name)) continue;
    const lock = await readAt(tree, path, format);
    if (lock !== null) found.push(lock);
  }
  if (found.length > 0 || name !== "pyproject.toml") return found;
  const workspace = lockFormatOf("uv.lock");
  let above = folder;
  for (let step = 0; step < mostParents && above !== "" && workspace !== null; step += 1) {
    above = folderOf(above);
    const lock = await readAt(tree, join(above, workspace.fileName), workspace);
    if (lock === null) continue;
    const { structure } = lock.reading;
    const member = relativeFolder(above, folder);
    return structure.kind === "graph" && structure.roots.some(({ path }) => path === member) ? [lock] : [];
  }
  return [];
}

async function readAt(tree: Tree, path: string, format: LockFormat): Promise<FoundLock | null> {
  const answer = await tree.read(path);
  if (answer.kind === "missing") return null;
  return { path, format, reading: await readWith(tree, format.read(path)) };
}

async function readProjectLock(
  tree: Tree,
  { path, format, reading }: FoundLock,
  manifest: string | null,
  { requirements }: Pick<ManifestReading, "requirements">,
): Promise<ReadLock> {
  if (reading.packages.length === 0 && reading.problems.some(({ severity }) => severity === "error")) {
    // Whoever installs from it gets nothing: what was resolved in its place is not what would be installed.
    const why = "it cannot be read, and the model was resolved anew";
    return { lock: null, notAssessed: [{ what: path, why }], problems: reading.problems };
  }
  return { lock: await modelLock(tree, { path, format, reading }, manifest, requirements), notAssessed: [] };
}

async function modelLock(
  tree: Tree,
  { path, format, reading }: FoundLock,
  manifest: string | null,
  requirements: readonly Requirement[],
): Promise<ModelLock> {
  return {
    path,
    command: format.command,
    reading,
    manifest,
    project: manifest === null ? null : relativeFolder(folderOf(path), folderOf(manifest)),
    requirements,
    digests: manifest === null ? null : await digestsOf(tree, manifest, reading),
  };
}

async function digestsOf(tree: Tree, manifest: string, { recorded }: LockReading): Promise<readonly string[] | null> {
  if (recorded?.kind !== "digest") return null;
  const answer = await tree.read(manifest);
  if (answer.kind !== "file") return null;
  const source = new SourceText(manifest, decodeUtf8(answer.bytes).text);
  return digestedTexts(recorded.tool, source).map((text) => createHash("sha256").update(text).digest("hex"));
}

/** A requirements file with hashes, held against the `.in` that it was compiled from. */
async function readHashedRequirements(
  tree: Tree,
  { path, compiledFrom }: Pick<ManifestRef, "path" | "compiledFrom">,
  reading: ManifestReading,
): Promise<ReadLock> {
  const locked = lockOfRequirements(reading);
  if (locked === null) return noLock;
  const source = compiledFrom === null ? null : await readWith(tree, readRequirementsFile(compiledFrom));
  return {
    lock: {
      path,
      command: compiledFrom === null ? "the tool that made it" : `pip-compile --generate-hashes ${compiledFrom}`,
      // Its problems are those of the requirements file, which are told already.
      reading: { ...locked, problems: [] },
      manifest: compiledFrom,
      project: null,
      requirements: source?.requirements ?? [],
      digests: null,
    },
    notAssessed: [],
  };
}

/** Empty for the root. */
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const join = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** A folder from one that is above it, `.` for the same; null where it is not below. */
function relativeFolder(from: string, to: string): string | null {
  if (from === to) return ".";
  if (from === "") return to;
  return to.startsWith(`${from}/`) ? to.slice(from.length + 1) : null;
}
