import { describe, expect, it } from "@jest/globals";
import { overlayTree } from "../../../src/shell/files/overlay-tree.ts";
import type { Tree } from "../../../src/shell/files/tree.ts";

const below: Tree = {
  id: "below",
  list: async () => [
    { path: "a.txt", kind: "file", size: 1, object: "f".repeat(40) },
    { path: "b.txt", kind: "file", size: 1, object: "e".repeat(40) },
  ],
  read: async (path) => ({ kind: "file", bytes: new TextEncoder().encode(path), id: path }),
};

describe("a tree in which a file is edited", () => {
  const tree = overlayTree(below, new Map([["a.txt", "edited\n"]]));

  it("reads the edited file and all others as they are", async () => {
    const read = async (path: string) => {
      const answer = await tree.read(path);
      return answer.kind === "file" ? new TextDecoder().decode(answer.bytes) : answer.kind;
    };
    expect([await read("a.txt"), await read("b.txt")]).toEqual(["edited\n", "b.txt"]);
  });

  it("does not list the edited file under the object that it no longer is", async () => {
    expect(await tree.list()).toEqual([
      { path: "a.txt", kind: "file", size: 7 },
      { path: "b.txt", kind: "file", size: 1, object: "e".repeat(40) },
    ]);
  });
});
