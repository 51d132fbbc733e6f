import { describe, expect, it } from "@jest/globals";
import { loadInputs } from "../../src/action/inputs.ts";
import { touchesModels } from "../../src/action/touched-models.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";

type Files = Readonly<Record<string, string>>;

const model = {
  "serve/requirements.txt": "-r deps/extra.md\ntorch==2.10.0\n",
  "serve/deps/extra.md": "numpy==2.1.0\n",
};

async function touches(paths: readonly string[], base: Files, head: Files = base, config?: string): Promise<boolean> {
  const tree = (files: Files) => memoryTree(new Map(Object.entries(files)));
  const trees = { base: tree(base), head: tree(head), policy: tree(base) };
  const { check } = loadInputs((name) => (name === "config-file" ? (config ?? "") : ""));
  return await touchesModels(paths, { ...trees, inputs: check }, { environment: () => null, looks: null });
}

describe("a change touches the models", () => {
  it.each([
    "serve/requirements.txt",
    "requirements/prod.in",
    "pyproject.toml",
    "serve/Dockerfile",
    "uv.lock",
    ".github/pinwarden.yml",
  ])("by the name of %s", async (path) => {
    expect(await touches([path], {})).toBe(true);
  });

  it("through a file of any name that a manifest includes", async () => {
    expect(await touches(["serve/deps/extra.md"], model)).toBe(true);
  });

  it("through one that only the base or only the head includes", async () => {
    const without = { "serve/requirements.txt": "torch==2.10.0\n" };
    expect(await touches(["serve/deps/extra.md"], model, without)).toBe(true);
    expect(await touches(["serve/deps/extra.md"], without, model)).toBe(true);
  });

  it("through an included file that is not there yet", async () => {
    expect(await touches(["serve/deps/extra.md"], { "serve/requirements.txt": "-r deps/extra.md\n" })).toBe(true);
  });

  it("through the configuration that the workflow names, and not through another", async () => {
    expect(await touches(["ci/models.yml"], model, model, "ci/models.yml")).toBe(true);
    expect(await touches(["ci/models.yml"], model)).toBe(false);
  });

  it("through files that package or serve a model, and not through others of their names", async () => {
    const files = {
      "m/config.yaml": "model_name: a\nrequirements: [torch]\n",
      "m/k8s/deploy.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: m}\nspec: {template: {spec: {}}}\n",
      "other/config.yaml": "defaults: []\n",
    };
    expect(await touches(["m/config.yaml"], files)).toBe(true);
    expect(await touches(["m/k8s/deploy.yaml"], files)).toBe(true);
    expect(await touches(["other/config.yaml"], files)).toBe(false);
  });

  it("not by what nothing reads", async () => {
    expect(await touches(["README.md", "serve/app.py", "serve/deps/other.md"], model)).toBe(false);
    expect(await touches([], model)).toBe(false);
  });
});
