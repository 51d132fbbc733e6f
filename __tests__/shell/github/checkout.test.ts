import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openCheckout } from "../../../src/shell/github/checkout.ts";
import { checkoutHistory } from "../../../src/shell/github/checkout-history.ts";
import { createGitStore, type GitStore, git } from "../../support/github-double/git-store.ts";

let folder: string;
let store: GitStore;
let first: string;
let base: string;
let head: string;
let merge: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkout-"));
  store = await createGitStore();
  first = await store.commit({
    ref: "refs/heads/main",
    files: { "requirements.txt": "torch==2.10.0\n", "old.txt": "x\n" },
  });
  head = await store.commit({ ref: "refs/heads/bump", parents: [first], files: { "new.txt": "x\n", "old.txt": null } });
  base = await store.commit({ ref: "refs/heads/main", files: { "other.txt": "y\n" } });
  merge = (await store.mergeCommit(base, head)) ?? "";
  await store.setRef("refs/pull/1/merge", merge);
});
afterEach(async () => {
  await store.remove();
  await rm(folder, { recursive: true, force: true });
});

async function fetch(...flags: readonly string[]): Promise<void> {
  await git(folder, ["init", "--quiet"]);
  await git(folder, ["remote", "add", "origin", `file://${store.directory}`]);
  await git(folder, ["fetch", "--quiet", ...flags, "origin", "refs/pull/1/merge"]);
}

async function hasTree(commit: string): Promise<boolean> {
  await using checkout = await openCheckout(folder);
  return ((await checkout?.tree(commit)) ?? null) !== null;
}

describe("a full clone", () => {
  beforeEach(async () => await fetch());

  it("has both sides, and their files", async () => {
    await using checkout = await openCheckout(folder);
    const tree = await checkout?.tree(base);
    const answer = await tree?.read("requirements.txt");
    expect(answer?.kind === "file" ? Buffer.from(answer.bytes).toString() : "").toBe("torch==2.10.0\n");
  });

  it("knows its history", async () => {
    const history = checkoutHistory(folder);
    expect(await history.parents(merge)).toEqual([base, head]);
    expect(await history.mergeBase(base, head)).toBe(first);
    expect([...((await history.changedPaths(base, merge)) ?? [])].sort()).toEqual(["new.txt", "old.txt"]);
    expect(await history.resolve(merge)).toBe(merge);
  });

  it("does not say what a name means, nor take one for an option", async () => {
    const history = checkoutHistory(folder);
    expect(await history.resolve("main")).toBeNull();
    expect(await history.resolve("--help")).toBeNull();
    expect(await history.parents("--batch")).toBeNull();
    expect(await history.mergeBase(base, "--all")).toBeNull();
    expect(await history.changedPaths("--output=/tmp/x", head)).toBeNull();
    expect(await hasTree("--help")).toBe(false);
  });

  it("does not know a commit that it has not", async () => {
    expect(await checkoutHistory(folder).parents("f".repeat(40))).toBeNull();
    expect(await hasTree("f".repeat(40))).toBe(false);
  });
});

describe("a shallow clone", () => {
  beforeEach(async () => await fetch("--depth=1"));

  it("knows the parents of its commit, and has none of them", async () => {
    const history = checkoutHistory(folder);
    expect(await history.parents(merge)).toEqual([base, head]);
    expect(await hasTree(merge)).toBe(true);
    expect(await hasTree(base)).toBe(false);
    expect(await history.mergeBase(base, head)).toBeNull();
    expect(await history.changedPaths(base, merge)).toBeNull();
  });
});

describe("what is no whole clone", () => {
  it("is a partial one, whose files are elsewhere", async () => {
    await fetch("--filter=blob:none");
    expect(await hasTree(merge)).toBe(false);
  });

  it("is a folder without a repository, or no folder", async () => {
    expect(await openCheckout(folder)).toBeNull();
    expect(await openCheckout(join(folder, "none"))).toBeNull();
    expect(await checkoutHistory(folder).parents(merge)).toBeNull();
  });
});
