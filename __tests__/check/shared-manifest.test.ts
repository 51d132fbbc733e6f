import { describe, expect, it } from "@jest/globals";
import { resolveModels } from "../../src/check/resolve-models.ts";
import type { World } from "../../src/check/world.ts";
import { embeddedTables } from "../../src/core/accelerator/embedded-tables.ts";
import { noAnswers } from "../../src/core/advisory/advisory-answers.ts";
import { nothingStated } from "../../src/core/target/stated-target.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";
import { noImages } from "../../src/shell/registry/image-source.ts";

/** A world without packages, which counts how many resolutions are made. */
function countingWorld(): World & { readonly solved: string[] } {
  const solved: string[] = [];
  return {
    solved,
    answersFor: (_plan, request) => {
      solved.push(`${request.target.arch} ${request.target.python.minor}`);
      return { answer: async () => ({ kind: "failed", reason: "there is no index" }) };
    },
    advisories: { query: async () => noAnswers("there is none") },
    imagesFor: () => noImages("there is none"),
    tables: embeddedTables(),
    indexOverrides: { indexUrl: null, extraIndexUrls: [], findLinks: [], strategy: null },
    environment: () => null,
    looks: null,
    now: "2026-11-01T00:00:00Z",
    version: "0",
    async [Symbol.asyncDispose]() {},
  };
}

describe("a manifest that several models share", () => {
  it("is resolved once for each target, and told of each model", async () => {
    const count = 200;
    const files = new Map([
      ["shared/requirements.txt", "numpy\n"],
      [
        ".github/pinwarden.yml",
        `models:
  - { path: "models/*", manifests: [../../shared/requirements.txt], targets: [prod, edge] }
targets:
  prod: { python: "3.11", driver: 550, gpu: [T4] }
  edge: { python: "3.12", platform: linux/arm64, gpu: none }
`,
      ],
      ...Array.from({ length: count }, (_, at) => [`models/m${at}/model.py`, ""] as const),
    ]);
    const tree = memoryTree(files);
    const world = countingWorld();
    const { places } = await resolveModels({
      base: null,
      head: tree,
      policy: tree,
      config: null,
      settings: { models: [], target: nothingStated, failOn: null, allowGhsas: [], warnOnly: false, resolve: {} },
      world,
    });
    expect(places).toHaveLength(count * 2);
    expect(new Set(places.map(({ model }) => model.id)).size).toBe(count);
    expect(world.solved.toSorted()).toEqual(["aarch64 12", "x86_64 11"]);
  });
});
