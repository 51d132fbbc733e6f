import { describe, expect, it } from "@jest/globals";
import { readRequirementsFile } from "../../../src/core/manifest/requirements-txt/read-requirements-file.ts";
import { memoryTree } from "../../../src/shell/files/memory-tree.ts";
import { readWith } from "../../../src/shell/files/read-with.ts";
import type { Tree } from "../../../src/shell/files/tree.ts";

const files = new Map([
  ["r.txt", "-r base.txt\ntorch\n"],
  ["base.txt", "numpy\n"],
]);

describe("readWith", () => {
  it("hands a reader every file that it asks for", async () => {
    const reading = await readWith(memoryTree(files), readRequirementsFile("r.txt"));
    expect(reading.requirements.map((requirement) => requirement.text)).toEqual(["numpy", "torch"]);
    expect(reading.files).toEqual(["r.txt", "base.txt"]);
  });

  it("fails as the tree fails", async () => {
    const broken: Tree = { ...memoryTree(files), read: () => Promise.reject(new Error("disk")) };
    await expect(readWith(broken, readRequirementsFile("r.txt"))).rejects.toThrow("disk");
  });
});

describe("memoryTree", () => {
  it("lists and reads what it holds, and nothing of an object's own", async () => {
    const tree = memoryTree(files, "base");
    expect(tree.id).toBe("base");
    expect(await tree.list()).toEqual([
      { path: "base.txt", kind: "file", size: 6 },
      { path: "r.txt", kind: "file", size: 18 },
    ]);
    expect(await tree.read("constructor")).toEqual({ kind: "missing" });
  });
});
