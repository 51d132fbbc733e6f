import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { openWorkingTree } from "../../../src/shell/files/working-tree.ts";
import { openRepository } from "../../../src/shell/git/repository.ts";
import { runCommand } from "../../support/command-line.ts";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { type TemporaryRepository, temporaryRepository } from "./temporary-repository.ts";

/** One line of a tree: a name by its bytes, and what it holds. */
interface Line {
  readonly name: Uint8Array;
  readonly content: string | readonly Line[];
}

const line = (name: string, content: Line["content"]): Line => ({ name: Buffer.from(name, "latin1"), content });

function git(repository: TemporaryRepository, words: readonly string[], input: string | Buffer = ""): string {
  const { status, stdout, stderr } = spawnSync("git", [...words], { cwd: repository.path, input });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout.toString().trim();
}

/** Writes a tree object as git keeps it: no checkout is asked whether it likes the names. */
function writeTree(repository: TemporaryRepository, lines: readonly Line[]): string {
  const entries = lines.map(({ name, content }) => {
    const isFile = typeof content === "string";
    const object = isFile ? git(repository, ["hash-object", "-w", "--stdin"], content) : writeTree(repository, content);
    return Buffer.concat([
      Buffer.from(isFile ? "100644 " : "40000 "),
      name,
      Buffer.from([0]),
      Buffer.from(object, "hex"),
    ]);
  });
  return git(repository, ["hash-object", "-w", "-t", "tree", "--stdin"], Buffer.concat(entries));
}

function commitOf(repository: TemporaryRepository, lines: readonly Line[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  return git(repository, [...identity, "commit-tree", writeTree(repository, lines), "-m", "odd"]);
}

const text = (answer: { readonly kind: string; readonly bytes?: Uint8Array; readonly reason?: string }): string =>
  answer.bytes === undefined ? `${answer.kind}: ${answer.reason ?? ""}` : Buffer.from(answer.bytes).toString();

describe("a commit with paths that are no UTF-8", () => {
  it("is listed whole, and read by what its paths look like", async () => {
    await using made = await temporaryRepository();
    const commit = commitOf(made, [
      line("caf\xe9", [line("requirements.txt", "torch==2.0\n")]),
      line("plain.txt", "plain"),
      line("\xff\xfe", "two bytes"),
    ]);
    await using repository = await openRepository(made.path);
    const tree = repository.commitTree(commit);
    const paths = (await tree.list()).map(({ path }) => path);
    expect(paths).toEqual(["caf\uFFFD/requirements.txt", "plain.txt", "\uFFFD\uFFFD"]);
    expect(text(await tree.read("caf\uFFFD/requirements.txt"))).toBe("torch==2.0\n");
    expect(text(await tree.read("\uFFFD\uFFFD"))).toBe("two bytes");
    expect(text(await tree.read("plain.txt"))).toBe("plain");
  });

  it("does not let one file stand for another that reads alike", async () => {
    await using made = await temporaryRepository();
    const commit = commitOf(made, [
      line("\xef\xbf\xbd", [line("requirements.txt", "numpy\n")]),
      line("\xfe", [line("requirements.txt", "evil\n")]),
      line("\xff", [line("requirements.txt", "evil\n"), line("r.txt", "one of its kind")]),
    ]);
    await using repository = await openRepository(made.path);
    const tree = repository.commitTree(commit);
    expect(text(await tree.read("\uFFFD/requirements.txt"))).toMatch(/^refused: several files .* no UTF-8/);
    expect(text(await tree.read("\uFFFD/r.txt"))).toBe("one of its kind");
  });

  it("is checked: what cannot be told apart is named, and never passed over", async () => {
    await using made = await temporaryRepository();
    const folders = ["\xfe", "\xff"].map((name) => line(name, [line("requirements.txt", "numpy==1.0\n")]));
    const commit = commitOf(made, folders);
    const words = ["check", ".", "--base", commit, "--head", commit, "--no-deps", "--no-cache", "--format", "json"];
    const ended = await runCommand(words, { cwd: made.path, env: { PINWARDEN_OSV_URL: "http://127.0.0.1:9" } });
    expect(ended.stdout + ended.stderr).toContain("several files of the repository have this path");
  });

  it("tells no other tree from names that look like git's own marks", async () => {
    await using made = await temporaryRepository();
    const commit = commitOf(made, [
      line("100644 blob 0000000000000000000000000000000000000000 1\tx", "tab"),
      line("a\nb", "break"),
      line("c\td", "also a tab"),
    ]);
    await using repository = await openRepository(made.path);
    const tree = repository.commitTree(commit);
    expect(text(await tree.read("a\nb"))).toBe("break");
    expect(text(await tree.read("c\td"))).toBe("also a tab");
    expect(await tree.list()).toHaveLength(3);
  });
});

/** Linux takes any bytes for a name; other systems refuse or change them. */
const onLinuxOnly = process.platform === "linux" ? it : it.skip;

describe("a folder with names that are no UTF-8", () => {
  const strange = (root: string): void => {
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from("/requirements.txt")]), "torch\n");
    writeFileSync(join(root, "plain.txt"), "plain");
  };
  const path = "\uFFFD/requirements.txt";

  onLinuxOnly("is walked whole, and what cannot be read by its path is refused by name", async () => {
    await using folder = await temporaryFolder();
    strange(folder.path);
    const tree = await openWorkingTree(folder.path);
    expect((await tree.list()).map((entry) => [entry.path, entry.kind])).toEqual([
      ["plain.txt", "file"],
      [path, "file"],
    ]);
    expect(text(await tree.read(path))).toMatch(/^refused: its path is no UTF-8/);
    expect(text(await tree.read("gone.txt"))).toBe("missing: ");
  });

  onLinuxOnly("is listed whole by git too, tracked or not", async () => {
    await using made = await temporaryRepository();
    strange(made.path);
    const listed = async (): Promise<readonly string[]> =>
      (await (await openWorkingTree(made.path)).list()).map((entry) => entry.path);
    expect(await listed()).toEqual(["plain.txt", path]);
    await made.commit("all of it");
    expect(await listed()).toEqual(["plain.txt", path]);
    expect(text(await (await openWorkingTree(made.path)).read(path))).toMatch(/^refused: its path is no UTF-8/);
  });
});
