import { describe, expect, it } from "@jest/globals";
import { readLockedSide } from "../../src/check/locked-side.ts";
import { readModelSide } from "../../src/check/read-model.ts";
import type { Model } from "../../src/core/discovery/model.ts";
import type { Tree } from "../../src/shell/files/tree.ts";
import { linesOf, problemsOf } from "../core/manifest/reading-from.ts";

function treeOf(files: Readonly<Record<string, string>>): Tree {
  return {
    id: "test",
    list: () => Promise.resolve(Object.keys(files).map((path) => ({ path, kind: "file" as const, size: null }))),
    read: (path) => {
      const text = files[path];
      return Promise.resolve(
        text === undefined
          ? { kind: "missing" as const }
          : { kind: "file" as const, bytes: new TextEncoder().encode(text), id: path },
      );
    },
  };
}

const model: Model = {
  id: "m",
  path: "m",
  manifests: [],
  packaging: [],
  listed: false,
  locks: [],
  serving: [],
  pythonFiles: [],
  dockerfile: "m/Dockerfile",
  targets: ["default"],
  extras: [],
  groups: [],
  constraints: [],
  why: "test",
};
const files = {
  "m/Dockerfile":
    "FROM python:3.11\nCOPY requirements.txt gpu.txt /\nRUN pip install -r /requirements.txt -r /gpu.txt gunicorn\n",
  "m/requirements.txt": "torch\n",
  "m/gpu.txt": "flash-attn\n",
};
const requirements = { path: "m/requirements.txt", kind: "requirements", compiledFrom: null };

describe("what the Dockerfile of a model installs", () => {
  it("is read beside its manifests, and other files that it installs are told", async () => {
    const { reading } = await readModelSide(treeOf(files), { ...model, manifests: [requirements] }, new Map());
    expect(linesOf(reading)).toEqual(["direct m/requirements.txt:1 torch", "direct m/Dockerfile:3 gunicorn"]);
    expect(problemsOf(reading)).toEqual(["m/Dockerfile:3:41-49 not-assessed dockerfile/other-manifest"]);
  });

  it("tells which files are installed where the model has no manifest", async () => {
    const { reading } = await readModelSide(treeOf(files), model, new Map());
    expect(linesOf(reading)).toEqual([
      "direct m/requirements.txt:1 torch",
      "direct m/gpu.txt:1 flash-attn",
      "direct m/Dockerfile:3 gunicorn",
    ]);
    expect(reading.problems).toEqual([]);
  });

  it("does not count where the configuration lists what is installed", async () => {
    const { reading } = await readModelSide(
      treeOf(files),
      { ...model, listed: true, manifests: [requirements] },
      new Map(),
    );
    expect(linesOf(reading)).toEqual(["direct m/requirements.txt:1 torch"]);
  });

  it("chooses the extras and groups of the model's project, for its lock too", async () => {
    const project = { path: "m/pyproject.toml", kind: "pyproject", compiledFrom: null };
    const tree = treeOf({
      "m/Dockerfile": "FROM python:3.11\nCOPY . /srv/\nWORKDIR /srv\nRUN uv sync --extra gpu --group serve\n",
      "m/pyproject.toml": `[project]
name = "x"
dependencies = ["web"]
[project.optional-dependencies]
gpu = ["triton"]
dev = ["pytest"]
[dependency-groups]
serve = ["gunicorn"]
`,
    });
    const side = await readLockedSide(tree, { ...model, manifests: [project] }, new Map());
    expect(side.parts).toMatchObject({ extras: ["gpu"], groups: ["serve"] });
    expect(side.reading.requirements.map(({ text }) => text)).toEqual(["web", "triton", "gunicorn"]);
    const declared = await readLockedSide(tree, { ...model, manifests: [project], extras: ["dev"] }, new Map());
    expect(declared.parts).toMatchObject({ extras: ["dev"], groups: [] });
  });
});
