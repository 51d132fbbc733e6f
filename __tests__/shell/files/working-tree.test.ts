import { execFileSync } from "node:child_process";
import { chmod, mkdir, symlink, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { FileAnswer } from "../../../src/core/manifest/reading.ts";
import { openWorkingTree } from "../../../src/shell/files/working-tree.ts";
import { temporaryRepository } from "../git/temporary-repository.ts";
import { temporaryFolder } from "./temporary-folder.ts";

function shown(answer: FileAnswer): string {
  if (answer.kind === "file") return new TextDecoder().decode(answer.bytes);
  return answer.kind === "refused" ? `refused: ${answer.reason}` : answer.kind;
}

describe("outside of a checkout", () => {
  it("lists every file but those of folders that tools fill, in one order", async () => {
    await using folder = await temporaryFolder();
    await folder.write({
      "b.txt": "b",
      "a/z.txt": "zz",
      "a/requirements.txt": "torch",
      ".venv/lib/x.txt": "",
      "a/node_modules/y/package.json": "",
      "a/__pycache__/c.pyc": "",
      ".hidden/r.txt": "",
      ".git-not/x": "",
    });
    await symlink("b.txt", join(folder.path, "link.txt"));
    await symlink("a", join(folder.path, "linked"));
    const tree = await openWorkingTree(folder.path);
    expect((await tree.list()).map(({ path, kind, size }) => `${kind} ${path} ${size}`)).toEqual([
      "file .git-not/x 0",
      "file .hidden/r.txt 0",
      "file a/requirements.txt 5",
      "file a/z.txt 2",
      "file b.txt 1",
      "symlink link.txt null",
      "symlink linked null",
    ]);
  });

  it("reads files with an id of their content", async () => {
    await using folder = await temporaryFolder();
    await folder.write({ "a.txt": "same", "b/c.txt": "same", "d.txt": "other" });
    const tree = await openWorkingTree(folder.path);
    const [a, c, d] = await Promise.all(["a.txt", "b/c.txt", "d.txt"].map((path) => tree.read(path)));
    expect(a).toMatchObject({ kind: "file" });
    expect(a).toEqual(c);
    expect(a?.kind === "file" && d?.kind === "file" && a.id !== d.id).toBe(true);
  });

  it("never follows a symlink and never leaves the root", async () => {
    await using outside = await temporaryFolder();
    await outside.write({ "secret.txt": "secret" });
    await using folder = await temporaryFolder();
    await folder.write({ "a/r.txt": "in" });
    await symlink(join(outside.path, "secret.txt"), join(folder.path, "out.txt"));
    await symlink(outside.path, join(folder.path, "out"));
    await symlink("a", join(folder.path, "in"));
    const tree = await openWorkingTree(folder.path);
    const read = async (path: string) => shown(await tree.read(path));
    expect(await read("out.txt")).toBe("refused: it is a symlink, which is not followed");
    expect(await read("out/secret.txt")).toBe("refused: `out` is a symlink, which is not followed");
    expect(await read("in/r.txt")).toBe("refused: `in` is a symlink, which is not followed");
    for (const path of ["../x", "a/../../x", "/etc/passwd", "", ".", "a//r.txt", "a/./r.txt", "a\\r.txt", "a\0"]) {
      expect(await read(path)).toContain("refused: its path leads out");
    }
    expect(await read("a")).toBe("refused: it is a folder");
    expect(await read("a/r.txt/x")).toBe("missing");
    expect(await read(`${"x".repeat(300)}`)).toBe("missing");
    expect(await read("a/gone.txt")).toBe("missing");
  });

  it("refuses what is too large, what is no plain file, and what it may not read", async () => {
    await using folder = await temporaryFolder();
    await folder.write({ "big.txt": "", "locked.txt": "x" });
    await truncate(join(folder.path, "big.txt"), 100_000_000);
    execFileSync("mkfifo", [join(folder.path, "pipe")]);
    const tree = await openWorkingTree(folder.path);
    expect(shown(await tree.read("big.txt"))).toMatch(/^refused: it has 100000000 bytes, and at most \d+ are read$/);
    expect(shown(await tree.read("pipe"))).toBe("refused: it is not a plain file");
    expect((await tree.list()).map((entry) => entry.path)).toEqual(["big.txt", "locked.txt"]);
    if (process.getuid?.() === 0) return;
    await chmod(join(folder.path, "locked.txt"), 0);
    expect(shown(await tree.read("locked.txt"))).toBe("refused: its permissions forbid it");
  });

  it("ends at the limit of entries", async () => {
    await using folder = await temporaryFolder();
    await folder.write({ a: "", b: "", c: "" });
    const tree = await openWorkingTree(folder.path, { fileBytes: 10, entries: 2 });
    await expect(tree.list()).rejects.toMatchObject({ code: "files/too-many" });
  });

  it("must be a folder", async () => {
    await using folder = await temporaryFolder();
    await folder.write({ "a.txt": "" });
    await expect(openWorkingTree(join(folder.path, "gone"))).rejects.toMatchObject({ code: "files/no-folder" });
    await expect(openWorkingTree(join(folder.path, "a.txt"))).rejects.toMatchObject({ code: "files/no-folder" });
  });
});

describe("in a checkout", () => {
  it("lists what git tracks or would add, as it stands on the disk", async () => {
    await using repository = await temporaryRepository();
    await repository.write({
      ".gitignore": "ignored/\n*.log\n",
      "kept.txt": "1",
      "deleted.txt": "",
      "svc/r.txt": "torch",
    });
    await symlink("kept.txt", join(repository.path, "link"));
    await repository.commit("first");
    await repository.write({ "ignored/r.txt": "", "a.log": "", 'svc/new "quoted" ü.txt': "", "kept.txt": "123" });
    await repository.git("rm", "--quiet", "deleted.txt");
    await mkdir(join(repository.path, "venv"));
    await repository.write({ "venv/r.txt": "" });
    const listed = await (await openWorkingTree(repository.path)).list();
    expect(listed.map(({ path, kind, size }) => `${kind} ${path} ${size}`)).toEqual([
      "file .gitignore 15",
      "file kept.txt 3",
      "symlink link null",
      'file svc/new "quoted" ü.txt 0',
      "file svc/r.txt 5",
    ]);
  });

  it("lists below the folder that it is opened at", async () => {
    await using repository = await temporaryRepository();
    await repository.write({ "a.txt": "", "svc/r.txt": "" });
    await repository.commit("first");
    const tree = await openWorkingTree(join(repository.path, "svc"));
    expect((await tree.list()).map((entry) => entry.path)).toEqual(["r.txt"]);
    expect(await tree.read("../a.txt")).toMatchObject({ kind: "refused" });
  });
});
