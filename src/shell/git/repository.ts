import { resolve } from "node:path";
import { PinwardenError } from "../../core/error.ts";
import { isObjectId } from "../../core/object-id.ts";
import type { Tree } from "../files/tree.ts";
import { type TreeLimits, treeLimits } from "../files/tree-limits.ts";
import { CommitTree } from "./commit-tree.ts";
import { firstLine, folderFailure } from "./git-failure.ts";
import { ObjectReader } from "./object-reader.ts";
import { runGit } from "./run-git.ts";

/**
 * A git repository, read as data: nothing of it is checked out, run or written. Holds one long-lived process once an
 * object is read; dispose of it with `await using`.
 */
export interface Repository extends AsyncDisposable {
  /** The folder that holds the checkout, or the repository itself where it is bare. Absolute. */
  readonly folder: string;
  /** The commit id that a ref names. Throws `git/invalid-ref` and `git/unknown-ref`. */
  resolveCommit(ref: string): Promise<string>;
  /** The commit that two others descend from. Throws `git/no-merge-base`. */
  mergeBase(a: string, b: string): Promise<string>;
  /** The files of a commit, by its id. */
  commitTree(commit: string): Tree;
}

/** Opens the repository that `folder` lies in. Throws `git/not-a-repository`, `git/unsafe-folder` and `git/not-found`. */
export async function openRepository(folder: string, limits: TreeLimits = treeLimits): Promise<Repository> {
  const asked = resolve(folder);
  const { status, stdout, stderr } = await runGitIn(asked, ["rev-parse", "--is-bare-repository", "--absolute-git-dir"]);
  if (status !== 0) throw folderFailure(asked, stderr);
  const [bare, gitFolder = asked] = stdout.toString("utf8").split("\n");
  if (bare === "true") return new GitRepository(gitFolder, limits);
  const top = await runGit(asked, ["rev-parse", "--show-toplevel"]);
  if (top.status !== 0) throw folderFailure(asked, top.stderr);
  return new GitRepository(top.stdout.toString("utf8").replace(/\n$/, ""), limits);
}

/** A folder that is not there fails as git's own absence does, so it is told apart. */
async function runGitIn(folder: string, args: readonly string[]): ReturnType<typeof runGit> {
  try {
    return await runGit(folder, args);
  } catch (error) {
    if (!(error instanceof PinwardenError) || error.code !== "git/not-found") throw error;
    await runGit("/", ["--version"]);
    throw folderFailure(folder, "not a git repository");
  }
}

class GitRepository implements Repository {
  readonly folder: string;
  readonly #limits: TreeLimits;
  readonly #objects: ObjectReader;

  constructor(folder: string, limits: TreeLimits) {
    this.folder = folder;
    this.#limits = limits;
    this.#objects = new ObjectReader(folder, limits);
  }

  async resolveCommit(ref: string): Promise<string> {
    if (!isPlainRef(ref)) {
      throw new PinwardenError("git/invalid-ref", `${shown(ref)} is not a ref.`, {
        hint: "Name a branch, a tag or a commit id.",
      });
    }
    const { status, stdout, stderr } = await runGit(this.folder, [
      "rev-parse",
      "--verify",
      "--end-of-options",
      `${ref}^{commit}`,
    ]);
    if (status === 0) return stdout.toString("utf8").trim();
    if (/dubious ownership|not a git repository/.test(stderr)) throw folderFailure(this.folder, stderr);
    throw await this.#unknownRef(`${shown(ref)} names no commit of the repository.`);
  }

  async mergeBase(a: string, b: string): Promise<string> {
    for (const id of [a, b])
      if (!isObjectId(id)) throw new PinwardenError("git/invalid-ref", `${shown(id)} is not a commit id.`);
    const { status, stdout, stderr } = await runGit(this.folder, ["merge-base", "--end-of-options", a, b]);
    if (status === 0) return stdout.toString("utf8").split("\n", 1)[0] ?? "";
    if (status !== 1)
      throw new PinwardenError("git/failed", `git could not compare \`${a}\` and \`${b}\`: ${firstLine(stderr)}`);
    const error = await this.#unknownRef(`\`${a}\` and \`${b}\` have no common ancestor here.`);
    throw new PinwardenError("git/no-merge-base", error.message, error.hint === null ? {} : { hint: error.hint });
  }

  commitTree(commit: string): Tree {
    if (!isObjectId(commit)) throw new PinwardenError("git/invalid-ref", `${shown(commit)} is not a commit id.`);
    return new CommitTree(this.folder, commit, this.#objects, this.#limits);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#objects[Symbol.asyncDispose]();
  }

  /** A shallow clone lacks commits that the remote has: that is by far the usual cause in a workflow. */
  async #unknownRef(message: string): Promise<PinwardenError> {
    const { stdout } = await runGit(this.folder, ["rev-parse", "--is-shallow-repository"]);
    const shallow = stdout.toString("utf8").trim() === "true";
    const hint = shallow
      ? "The clone is shallow: give `fetch-depth: 0` to actions/checkout, or run `git fetch --unshallow`."
      : "Fetch it first, or correct its name.";
    return new PinwardenError("git/unknown-ref", message, { hint });
  }
}

/** A ref never looks like an option, a range, or a revision expression that reads more than a name; see git-check-ref-format. */
function isPlainRef(ref: string): boolean {
  if (ref.length === 0 || ref.length > 1024 || ref.startsWith("-") || ref.includes("..")) return false;
  return !/[\p{Cc}\s:?*[\\]/u.test(ref) && !ref.includes("^{") && !ref.includes("@{");
}

function shown(text: string): string {
  return `\`${text.slice(0, 100).replace(/[\p{Cc}\p{Cf}`]/gu, "?")}\``;
}
