import { existsSync } from "node:fs";
import { chmod, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { FileAnswer } from "../../../src/core/manifest/reading.ts";
import { openRepository } from "../../../src/shell/git/repository.ts";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { temporaryRepository } from "./temporary-repository.ts";

function shown(answer: FileAnswer): string {
  if (answer.kind === "file") return new TextDecoder().decode(answer.bytes);
  return answer.kind === "refused" ? `refused: ${answer.reason}` : answer.kind;
}

describe("a commit", () => {
  it("is listed and read as it was, whatever the checkout holds", async () => {
    await using made = await temporaryRepository();
    await made.write({
      "r.txt": "torch==2.10.0\n",
      'svc/ü "x"\n.txt': "odd",
      "empty.txt": "",
      "node_modules/a.txt": "",
    });
    const first = await made.commit("first");
    await made.write({ "r.txt": "torch==2.11.0\n" });
    const second = await made.commit("second");
    await made.write({ "r.txt": "uncommitted" });
    await using repository = await openRepository(join(made.path, "svc"));
    const [base, head] = [repository.commitTree(first), repository.commitTree(second)];
    expect(shown(await base.read("r.txt"))).toBe("torch==2.10.0\n");
    expect(shown(await head.read("r.txt"))).toBe("torch==2.11.0\n");
    expect(shown(await head.read('svc/ü "x"\n.txt'))).toBe("odd");
    expect(shown(await head.read("empty.txt"))).toBe("");
    expect(shown(await head.read("gone.txt"))).toBe("missing");
    expect(shown(await head.read("r.txt/x"))).toBe("missing");
    expect(shown(await head.read("../r.txt"))).toContain("refused");
    expect((await base.list()).map(({ path, kind, size }) => [path, kind, size])).toEqual([
      ["empty.txt", "file", 0],
      ["node_modules/a.txt", "file", 0],
      ["r.txt", "file", 14],
      ['svc/ü "x"\n.txt', "file", 3],
    ]);
    expect(base.id).toBe(first);
  });

  it("gives files of one content one id, which is git's", async () => {
    await using made = await temporaryRepository();
    await made.write({ "a.txt": "x", "b.txt": "x" });
    const commit = await made.commit("first");
    await using repository = await openRepository(made.path);
    const tree = repository.commitTree(commit);
    const answers = await Promise.all([tree.read("a.txt"), tree.read("b.txt")]);
    const id = await made.git("rev-parse", "HEAD:a.txt");
    expect(answers).toMatchObject([
      { kind: "file", id },
      { kind: "file", id },
    ]);
  });

  it("answers many questions at once, of large and small files", async () => {
    await using made = await temporaryRepository();
    const files = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`f${index}.txt`, `${index} `.repeat(index % 10 === 0 ? 30_000 : 3)]),
    );
    await made.write(files);
    const commit = await made.commit("first");
    await using repository = await openRepository(made.path);
    const tree = repository.commitTree(commit);
    const answers = await Promise.all(Object.keys(files).map(async (path) => [path, shown(await tree.read(path))]));
    expect(Object.fromEntries(answers)).toEqual(files);
  });

  it("refuses symlinks, submodules, LFS pointers and large files with the reason", async () => {
    await using made = await temporaryRepository();
    await made.write({
      "model.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
      "big.txt": "x".repeat(2000),
      "a/r.txt": "",
    });
    await symlink("a", join(made.path, "link"));
    await made.commit("first");
    await made.git("update-index", "--add", "--cacheinfo", `160000,${"a".repeat(40)},sub`);
    await made.git("commit", "--quiet", "--message", "submodule");
    await using repository = await openRepository(made.path, { fileBytes: 1000, entries: 100 });
    const tree = repository.commitTree(await repository.resolveCommit("HEAD"));
    const read = async (path: string) => shown(await tree.read(path));
    expect(await read("link")).toBe("refused: it is a symlink, which is not followed");
    expect(await read("link/r.txt")).toBe("refused: `link` is a symlink, which is not followed");
    expect(await read("sub")).toContain("refused: it is a submodule");
    expect(await read("sub/r.txt")).toBe("refused: `sub` is a submodule, which is not followed");
    expect(await read("model.bin")).toContain("refused: it is a Git LFS pointer");
    expect(await read("big.txt")).toBe("refused: it has 2000 bytes, and at most 1000 are read");
    expect((await tree.list()).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "file a/r.txt",
      "file big.txt",
      "symlink link",
      "file model.bin",
      "submodule sub",
    ]);
  });

  it("is asked for by its id alone", async () => {
    await using made = await temporaryRepository();
    await made.commit("first");
    await using repository = await openRepository(made.path);
    for (const id of ["main", "--all", "", "HEAD^", "A".repeat(40)]) {
      expect(() => repository.commitTree(id)).toThrow(expect.objectContaining({ code: "git/invalid-ref" }));
    }
    await expect(repository.commitTree("a".repeat(40)).list()).rejects.toMatchObject({ code: "git/failed" });
  });

  it("lacks what a partial clone left out, and says so", async () => {
    await using made = await temporaryRepository();
    await made.write({ "r.txt": "torch" });
    const commit = await made.commit("first");
    await using repository = await openRepository(made.path);
    const object = await made.git("rev-parse", "HEAD:r.txt");
    const tree = repository.commitTree(commit);
    await tree.list();
    const stored = join(made.path, ".git/objects", object.slice(0, 2), object.slice(2));
    await chmod(stored, 0o600);
    await writeFile(stored, "");
    await expect(tree.read("r.txt")).rejects.toMatchObject({
      code: expect.stringMatching(/^git\/(?:missing-object|failed)$/),
    });
  });
});

describe("refs", () => {
  it("name the commit of a branch, a tag, an annotated tag and an id", async () => {
    await using made = await temporaryRepository();
    const commit = await made.commit("first");
    await made.git("tag", "light");
    await made.git("tag", "--annotate", "heavy", "--message", "x");
    await made.git("branch", "feature/x");
    await using repository = await openRepository(made.path);
    for (const ref of [
      "main",
      "HEAD",
      "light",
      "heavy",
      "feature/x",
      "refs/heads/main",
      commit,
      commit.slice(0, 10),
      "HEAD~0",
    ]) {
      expect(await repository.resolveCommit(ref)).toBe(commit);
    }
  });

  it.each([
    "",
    "-h",
    "--all",
    "--git-dir=/x",
    "main..x",
    "main x",
    "main:r.txt",
    ":/message",
    "main\n",
    "main^{tree}",
    "@{-1}",
    "a\0b",
    "*",
    "x".repeat(2000),
  ])("are never %j", async (ref) => {
    await using made = await temporaryRepository();
    await made.commit("message");
    await using repository = await openRepository(made.path);
    await expect(repository.resolveCommit(ref)).rejects.toMatchObject({ code: "git/invalid-ref" });
  });

  it("that are unknown are named, and a shallow clone is told how to deepen", async () => {
    await using made = await temporaryRepository();
    const first = await made.commit("first");
    await made.commit("second");
    await using repository = await openRepository(made.path);
    const unknown = repository.resolveCommit("nope");
    await expect(unknown).rejects.toMatchObject({
      code: "git/unknown-ref",
      message: expect.stringContaining("`nope`"),
      hint: expect.stringContaining("Fetch it"),
    });
    await using folder = await temporaryFolder();
    await made.git("clone", "--quiet", "--depth=1", `file://${made.path}`, join(folder.path, "clone"));
    await using shallow = await openRepository(join(folder.path, "clone"));
    await expect(shallow.resolveCommit(first)).rejects.toMatchObject({
      code: "git/unknown-ref",
      hint: expect.stringContaining("fetch-depth: 0"),
    });
  });

  it("of a tree or a blob are none", async () => {
    await using made = await temporaryRepository();
    await made.write({ "a.txt": "" });
    await made.commit("first");
    await using repository = await openRepository(made.path);
    const blob = await made.git("rev-parse", "HEAD:a.txt");
    await expect(repository.resolveCommit(blob)).rejects.toMatchObject({ code: "git/unknown-ref" });
  });
});

describe("the merge base", () => {
  it("is the commit that both descend from", async () => {
    await using made = await temporaryRepository();
    const root = await made.commit("root");
    const main = await made.commit("main");
    await made.git("checkout", "--quiet", "-b", "topic", root);
    const topic = await made.commit("topic");
    await made.git("checkout", "--quiet", "--orphan", "other");
    const other = await made.commit("other");
    await using repository = await openRepository(made.path);
    expect(await repository.mergeBase(main, topic)).toBe(root);
    await expect(repository.mergeBase(main, other)).rejects.toMatchObject({ code: "git/no-merge-base" });
    await expect(repository.mergeBase(main, "--all")).rejects.toMatchObject({ code: "git/invalid-ref" });
  });
});

describe("opening", () => {
  it("says what is wrong with the folder", async () => {
    await using folder = await temporaryFolder();
    await expect(openRepository(folder.path)).rejects.toMatchObject({
      code: "git/not-a-repository",
      hint: expect.stringContaining("Check"),
    });
    await expect(openRepository(join(folder.path, "gone"))).rejects.toMatchObject({ code: "git/not-a-repository" });
  });

  it("works on a repository without a checkout", async () => {
    await using made = await temporaryRepository();
    await made.write({ "r.txt": "torch" });
    const commit = await made.commit("first");
    await using folder = await temporaryFolder();
    await made.git("clone", "--quiet", "--bare", made.path, join(folder.path, "bare.git"));
    await using repository = await openRepository(join(folder.path, "bare.git"));
    expect(shown(await repository.commitTree(commit).read("r.txt"))).toBe("torch");
  });

  it("runs nothing that the repository configures", async () => {
    await using made = await temporaryRepository();
    await made.write({ ".gitattributes": "* filter=evil diff=evil\n", "r.txt": "torch" });
    const commit = await made.commit("first");
    const proof = join(made.path, "proof");
    const script = join(made.path, ".git", "evil.sh");
    await writeFile(script, `#!/bin/sh\ntouch ${proof}\ncat\n`, { mode: 0o755 });
    for (const name of [
      "core.fsmonitor",
      "filter.evil.smudge",
      "filter.evil.clean",
      "diff.evil.textconv",
      "diff.external",
      "core.pager",
      "core.sshCommand",
    ]) {
      await made.git("config", name, script);
    }
    await made.git("config", "core.hooksPath", join(made.path, ".git"));
    await using repository = await openRepository(made.path);
    const tree = repository.commitTree(await repository.resolveCommit("main"));
    expect(shown(await tree.read("r.txt"))).toBe("torch");
    expect(tree.id).toBe(commit);
    await (await import("../../../src/shell/files/working-tree.ts"))
      .openWorkingTree(made.path)
      .then((working) => working.list());
    expect(existsSync(proof)).toBe(false);
  });

  it("ends its process when it is disposed of", async () => {
    await using made = await temporaryRepository();
    await made.write({ "r.txt": "torch" });
    const commit = await made.commit("first");
    const repository = await openRepository(made.path);
    const tree = repository.commitTree(commit);
    await tree.read("r.txt");
    await repository[Symbol.asyncDispose]();
    await repository[Symbol.asyncDispose]();
    await expect(tree.read("r.txt")).rejects.toMatchObject({ code: "git/closed" });
  });
});
