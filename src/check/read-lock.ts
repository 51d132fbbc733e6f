import { createHash } from "node:crypto";
import type { Model } from "../core/discovery/model.ts";
import { digestedTexts } from "../core/lock/digest/manifest-digest.ts";
import { type LockFormat, lockFormatOf, lockFormats } from "../core/lock/lock-format.ts";
import type { LockReading } from "../core/lock/lock-reading.ts";
import { lockOfRequirements } from "../core/lock/requirements/lock-of-requirements.ts";
import { decodeUtf8 } from "../core/manifest/decode-text.ts";
import type { ManifestReading, Requirement } from "../core/manifest/requirement.ts";
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
}

const noLock: ReadLock = { lock: null, notAssessed: [] };

/**
 * The lock that a model is installed from. It is the one beside its only manifest, or the requirements file itself where every line
 * of it is pinned by hashes. Where several locks, or a lock and a requirements file, could be meant, none is taken, and that is said.
 */
export async function readModelLock(tree: Tree, model: Model, reading: ManifestReading): Promise<ReadLock> {
  const requirements = model.manifests.filter(({ path }) => isRequirements(path));
  const projects = model.manifests.filter(({ path }) => !isRequirements(path));
  const [project, second] = projects;
  if (project === undefined) {
    const [only, other] = requirements;
    return only === undefined || other !== undefined
      ? noLock
      : await readHashedRequirements(tree, only.path, only.compiledFrom, reading);
  }
  const found = second === undefined ? await locksOf(tree, project.path) : [];
  const [lock] = found;
  if (lock === undefined) return noLock;
  if (found.length > 1 || requirements.length > 0) {
    const others = [...found.map(({ path }) => path), ...requirements.map(({ path }) => path)];
    const names = others.map((path) => `\`${path}\``).join(" and ");
    const why = `the model has ${names}, and nothing tells which of them is installed: \`${project.path}\` was resolved anew`;
    return { lock: null, notAssessed: found.map(({ path }) => ({ what: path, why })) };
  }
  return await readProjectLock(tree, lock, project.path, reading);
}

const isRequirements = (path: string): boolean => /\.(?:txt|in)$/i.test(path);

interface FoundLock {
  readonly path: string;
  readonly format: LockFormat;
  readonly reading: LockReading;
}

/** Longest way up to the lock of a workspace. */
const mostParents = 16;

/** The locks beside a manifest; where there are none, the uv.lock of a folder above that names the manifest's folder as a member. */
async function locksOf(tree: Tree, manifest: string): Promise<readonly FoundLock[]> {
  const folder = folderOf(manifest);
  const name = manifest.slice(manifest.lastIndexOf("/") + 1);
  const found: FoundLock[] = [];
  for (const format of lockFormats) {
    if (!format.manifests.includes(name)) continue;
    const lock = await readAt(tree, join(folder, format.fileName), format);
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
  manifest: string,
  { requirements }: ManifestReading,
): Promise<ReadLock> {
  if (reading.packages.length === 0 && reading.problems.some(({ severity }) => severity === "error")) {
    const [problem] = reading.problems;
    const why = `it cannot be read (${problem?.message ?? "no reason is known"}): \`${manifest}\` was resolved anew`;
    return { lock: null, notAssessed: [{ what: path, why }] };
  }
  return {
    lock: {
      path,
      command: format.command,
      reading,
      manifest,
      project: relativeFolder(folderOf(path), folderOf(manifest)),
      requirements,
      digests: await digestsOf(tree, manifest, reading),
    },
    notAssessed: [],
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
  path: string,
  compiledFrom: string | null,
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
