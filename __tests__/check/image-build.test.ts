import { describe, expect, it } from "@jest/globals";
import { discover } from "../../src/check/discover.ts";
import { readLockedSide } from "../../src/check/locked-side.ts";
import { defaultConfig } from "../../src/core/config/read-config.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";

const dockerfile = `ARG PY=3.9
FROM python:\${PY}-slim AS serve
RUN pip install six==1.15.0
FROM serve AS dev
RUN pip install pytest
`;

async function sideOf(files: Readonly<Record<string, string>>) {
  const entries = Object.entries({ "m/Dockerfile": dockerfile, ...files });
  const tree = memoryTree(new Map(entries.map(([path, text]) => [path, new TextEncoder().encode(text)])));
  const { models } = await discover(tree, defaultConfig());
  const [model] = models;
  if (model === undefined) throw new Error("expected a model");
  const { reading, stated, notAssessed } = await readLockedSide(tree, model, new Map());
  return {
    installed: reading.requirements.map(({ text }) => text),
    image: stated.find(({ image }) => image !== null)?.image?.value,
    notAssessed: notAssessed.map(({ what }) => what),
  };
}

const compose = (build: string): string => `services:\n  m:\n    build:\n      context: m\n${build}`;
const workflow = (inputs: string): string =>
  `jobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: m\n${inputs}`;

describe("the image of a model that is built with a stage and arguments", () => {
  it.each([
    ["Compose, as a table", { "compose.yaml": compose("      target: serve\n      args: { PY: '3.12' }\n") }],
    ["Compose, as a list", { "compose.yaml": compose("      target: serve\n      args: [PY=3.12, OTHER]\n") }],
    [
      "a workflow",
      {
        ".github/workflows/b.yml": workflow("          target: serve\n          build-args: |\n            PY=3.12\n"),
      },
    ],
  ])("is read as %s builds it", async (_, files) => {
    expect(await sideOf(files)).toEqual({ installed: ["six==1.15.0"], image: "python:3.12-slim", notAssessed: [] });
  });

  it("has its defaults where a value is not known", async () => {
    const files = { "compose.yaml": compose(`      args: { PY: "\${PY}" }\n`) };
    expect(await sideOf(files)).toMatchObject({ installed: ["six==1.15.0", "pytest"], image: "python:3.9-slim" });
  });

  it("has its defaults, and says so, where it is built in several ways", async () => {
    const files = {
      "compose.yaml": compose("      target: dev\n"),
      ".github/workflows/b.yml": workflow("          target: serve\n"),
    };
    expect(await sideOf(files)).toEqual({
      installed: ["six==1.15.0", "pytest"],
      image: "python:3.9-slim",
      notAssessed: ["m/Dockerfile"],
    });
  });
});
