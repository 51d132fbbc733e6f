import { PinwardenError } from "../../core/error.ts";
import type { FileAnswer } from "../../core/manifest/reading.ts";
import type { Tree, TreeEntry } from "../files/tree.ts";
import { ambiguousPath, byPath as inOrder, isTreePath, type TreeLimits, tooLarge } from "../files/tree-limits.ts";
import { firstLine } from "./git-failure.ts";
import type { ObjectReader } from "./object-reader.ts";
import { runGit } from "./run-git.ts";

/** One entry of a commit, with the id of its content. */
export interface CommitEntry extends TreeEntry {
  readonly object: string;
}

/** The files of a commit, read from git's objects. The listing is read once. */
export class CommitTree implements Tree {
  readonly id: string;
  readonly #folder: string;
  readonly #objects: ObjectReader;
  readonly #limits: TreeLimits;
  #entries: Promise<ReadonlyMap<string, CommitEntry>> | null = null;
  /** Paths that stand for more than one file. */
  readonly #ambiguous = new Set<string>();

  constructor(folder: string, commit: string, objects: ObjectReader, limits: TreeLimits) {
    this.#folder = folder;
    this.id = commit;
    this.#objects = objects;
    this.#limits = limits;
  }

  async list(): Promise<readonly CommitEntry[]> {
    return [...(await this.#byPath()).values()];
  }

  async read(path: string): Promise<FileAnswer> {
    if (!isTreePath(path)) return { kind: "refused", reason: "its path leads out of the repository" };
    const entries = await this.#byPath();
    const entry = entries.get(path);
    if (entry === undefined) return throughOther(entries, path);
    if (this.#ambiguous.has(path)) return { kind: "refused", reason: ambiguousPath };
    if (entry.kind === "symlink") return { kind: "refused", reason: "it is a symlink, which is not followed" };
    if (entry.kind === "submodule")
      return { kind: "refused", reason: "it is a submodule, whose content is another repository's" };
    if (entry.size !== null && entry.size > this.#limits.fileBytes)
      return { kind: "refused", reason: tooLarge(entry.size, this.#limits) };
    const bytes = await this.#objects.read(entry.object);
    if (isLfsPointer(bytes))
      return { kind: "refused", reason: "it is a Git LFS pointer, whose content is not in the repository" };
    return { kind: "file", bytes, id: entry.object };
  }

  #byPath(): Promise<ReadonlyMap<string, CommitEntry>> {
    this.#entries ??= this.#list();
    return this.#entries;
  }

  async #list(): Promise<ReadonlyMap<string, CommitEntry>> {
    const { status, stdout, stderr } = await runGit(this.#folder, [
      "ls-tree",
      "-r",
      "-z",
      "-l",
      "--full-tree",
      "--end-of-options",
      this.id,
    ]);
    if (status !== 0) {
      throw new PinwardenError("git/failed", `git could not list \`${this.id}\`: ${firstLine(stderr)}`, {
        hint: "See that the commit is complete: a partial clone lacks objects. Fetch it with `git fetch`.",
      });
    }
    const entries = stdout.toString("utf8").split("\0").flatMap(parseEntry).sort(inOrder);
    if (entries.length > this.#limits.entries) {
      throw new PinwardenError(
        "files/too-many",
        `\`${this.id}\` has more than ${this.#limits.entries} files, the most that is listed.`,
      );
    }
    const byPath = new Map<string, CommitEntry>();
    for (const entry of entries) {
      if (byPath.has(entry.path)) this.#ambiguous.add(entry.path);
      byPath.set(entry.path, entry);
    }
    return byPath;
  }
}

/** `MODE TYPE OBJECT SIZE\tPATH`; the size is padded, and `-` for what is no blob. */
function parseEntry(line: string): readonly CommitEntry[] {
  const tab = line.indexOf("\t");
  const [mode, , object, size] = line.slice(0, tab).split(/ +/);
  if (tab === -1 || mode === undefined || object === undefined) return [];
  const kind = mode === "120000" ? "symlink" : mode === "160000" ? "submodule" : "file";
  const bytes = Number(size);
  return [
    { path: line.slice(tab + 1), kind, object, size: kind === "file" && Number.isSafeInteger(bytes) ? bytes : null },
  ];
}

/** A path below a symlink or a submodule is in the checkout of those who follow it, and is not read here. */
function throughOther(entries: ReadonlyMap<string, CommitEntry>, path: string): FileAnswer {
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    const above = entries.get(path.slice(0, slash));
    if (above !== undefined && above.kind !== "file") {
      return { kind: "refused", reason: `\`${above.path}\` is a ${above.kind}, which is not followed` };
    }
  }
  return { kind: "missing" };
}

/** A pointer is a small text file that starts with its version (Git LFS specification). */
export function isLfsPointer(bytes: Uint8Array): boolean {
  const first = "version https://git-lfs.github.com/spec/";
  return (
    bytes.length < 1024 &&
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, first.length)).toString("latin1") === first
  );
}
