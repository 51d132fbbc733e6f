import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { discover } from "../../src/check/discover.ts";
import { defaultConfig } from "../../src/core/config/read-config.ts";
import { lookStore } from "../../src/shell/cache/look-store.ts";
import { openCache } from "../../src/shell/cache/open-cache.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";
import type { Tree } from "../../src/shell/files/tree.ts";
import { openWorkingTree } from "../../src/shell/files/working-tree.ts";
import { openRepository } from "../../src/shell/git/repository.ts";

function counting(tree: Tree): Tree & { readonly reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    id: tree.id,
    list: () => tree.list(),
    read: (file) => {
      reads.push(file);
      return tree.read(file);
    },
  };
}

const truss = "model_name: a\nrequirements: [torch]\nresources: {}\n";

describe("discovery of a repository", () => {
  it("reads no content twice across runs, by the object's id, and what changed anew", async () => {
    const root = await mkdtemp(path.join(tmpdir(), "pinwarden-discover-"));
    const git = (...words: string[]): void => void execFileSync("git", ["-C", root, ...words], { stdio: "ignore" });
    try {
      await mkdir(path.join(root, "a"));
      await writeFile(path.join(root, "a/config.yaml"), truss);
      await writeFile(path.join(root, "a/values.yaml"), "x: 1\n");
      // Older than the index, as files of a checkout are.
      for (const name of ["a/config.yaml", "a/values.yaml"])
        await utimes(path.join(root, name), 1_600_000_000, 1_600_000_000);
      git("init", "-q");
      git("add", "-A");
      git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "a");
      const run = async (open: () => Promise<Tree>): Promise<readonly string[]> => {
        await using cache = openCache({ directory: path.join(root, ".git", "cache") });
        const tree = counting(await open());
        const found = await discover(tree, defaultConfig(), lookStore(cache));
        expect(found.models.map(({ packaging }) => packaging.map(({ format }) => format))).toEqual([["truss"]]);
        return tree.reads;
      };
      await using repository = await openRepository(root);
      const commit = async (): Promise<Tree> => repository.commitTree(await repository.resolveCommit("HEAD"));
      expect(await run(commit)).toEqual(["a/config.yaml", "a/values.yaml"]);
      expect(await run(commit)).toEqual([]);
      const checkout = (): Promise<Tree> => openWorkingTree(root);
      expect(await run(checkout)).toEqual(["a/config.yaml", "a/values.yaml"]);
      expect(await run(checkout)).toEqual([]);
      await writeFile(path.join(root, "a/values.yaml"), "x: 2\n");
      expect(await run(checkout)).toEqual(["a/values.yaml"]);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });

  it("looks into nothing that is large, or in a folder that holds no models", async () => {
    const large = `${truss}#${"x".repeat(600 * 1024)}`;
    const tree = counting(
      memoryTree(
        new Map([
          ["a/config.yaml", large],
          ["tests/config.yaml", truss],
          ["node_modules/b/config.yaml", truss],
        ]),
      ),
    );
    expect((await discover(tree, defaultConfig())).models).toEqual([]);
    expect(tree.reads).toEqual([]);
  });

  it("takes hostile contents for what they are", async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nbuild: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n`;
    const files = new Map<string, string | Uint8Array>([
      ["bomb/cog.yaml", bomb],
      ["deep/cog.yaml", `build: ${"[".repeat(100_000)}`],
      ["line/cog.yaml", "a: ".repeat(50_000)],
      ["utf/cog.yaml", new Uint8Array([0x62, 0xff, 0xfe, 0x3a, 0x20, 0x31])],
      ["json/config.json", `{"transformers_version": ${"[".repeat(100_000)}`],
      ["json/requirements.txt", ""],
      ["proto/config.pbtxt", "a {".repeat(50_000)],
      ["k8s/d.yaml", `apiVersion: v1\nkind: Deployment\nspec: ${"{a: ".repeat(20_000)}`],
      ["out/cog.yaml", "build:\n  python_requirements: ../../../../etc/passwd\n"],
    ]);
    const found = await discover(memoryTree(files), defaultConfig());
    expect(found.models.map(({ id }) => id)).toEqual(["bomb", "deep", "json", "line", "out", "utf"]);
    expect(found.models.flatMap(({ manifests }) => manifests.map((one) => one.path))).toEqual([
      "json/requirements.txt",
    ]);
  });
});
