import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { loadInputs } from "../../src/action/inputs.ts";
import { touchesModels } from "../../src/action/touched-models.ts";
import { createWorld } from "../../src/check/create-world.ts";
import { resolveModels } from "../../src/check/resolve-models.ts";
import type { World } from "../../src/check/world.ts";
import { nothingStated } from "../../src/core/target/stated-target.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";
import type { Tree } from "../../src/shell/files/tree.ts";

const other = "deploy/values.yaml";

/** A tree whose listing has object ids, as git's has, and that keeps which paths were read. */
function gitLike(): Tree & { readonly reads: string[] } {
  const tree = memoryTree(
    new Map([["m/cog.yaml", "build:\n  gpu: false\n"] as const, [other, "replicas: 1\n"] as const]),
  );
  const reads: string[] = [];
  return {
    reads,
    id: tree.id,
    list: async () => (await tree.list()).map((entry) => ({ ...entry, object: `object of ${entry.path}` })),
    read: (file) => {
      reads.push(file);
      return tree.read(file);
    },
  };
}

async function withWorld<T>(directory: string, cache: boolean, use: (world: World) => Promise<T>): Promise<T> {
  await using world = createWorld({
    indexOverrides: { indexUrl: null, extraIndexUrls: [], findLinks: [], strategy: null },
    offline: true,
    cache,
    environment: { PINWARDEN_CACHE_DIR: directory, PINWARDEN_REGISTRY: "never" },
    onWarning: () => {},
  });
  return await use(world);
}

/** How often a check read a file that only discovery looks into. */
async function readsOfCheck(directory: string, cache: boolean): Promise<number> {
  const head = gitLike();
  const settings = { models: [], target: nothingStated, failOn: null, allowGhsas: [], warnOnly: false, resolve: {} };
  const { places } = await withWorld(directory, cache, (world) =>
    resolveModels({ base: head, head, policy: head, config: null, settings, world }),
  );
  expect(places.map(({ model }) => model.id)).toEqual(["m"]);
  return head.reads.filter((file) => file === other).length;
}

async function readsOfTouch(directory: string): Promise<number> {
  const head = gitLike();
  const { check } = loadInputs(() => "");
  const sides = { base: null, head, policy: head, inputs: check };
  expect(await withWorld(directory, true, (world) => touchesModels(["README.md"], sides, world))).toBe(false);
  return head.reads.filter((file) => file === other).length;
}

describe("what looks into files told", () => {
  it("is kept from one check to the next, unless there is to be no cache", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "pinwarden-looks-"));
    try {
      expect(await readsOfCheck(directory, true)).toBeGreaterThan(0);
      expect(await readsOfCheck(directory, true)).toBe(0);
      expect(await readsOfCheck(directory, false)).toBe(2);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("is kept from the action's first question to its check", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "pinwarden-looks-"));
    try {
      expect(await readsOfTouch(directory)).toBe(1);
      expect(await readsOfTouch(directory)).toBe(0);
      expect(await readsOfCheck(directory, true)).toBe(0);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
