import { expect, it } from "@jest/globals";
import { pixiManifest } from "../../../../src/core/manifest/pixi/read-pixi.ts";
import { readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { problemsOf, readingFrom } from "../reading-from.ts";

const path = "m/pixi.toml";
const read = (content: string, groups: readonly string[] = []) =>
  readingFrom({ [path]: content }, pixiManifest.read(path, { groups }));
const shown = (content: string, groups: readonly string[] = []) =>
  read(content, groups).requirements.map(({ specifier }) => {
    return `${specifier.name}${specifier.specifier.text}${specifier.url ?? ""}${specifier.marker === null ? "" : " ;"}`;
  });

const content = `
[workspace]
name = "m"
channels = ["conda-forge", "pytorch"]
platforms = ["linux-64"]
[workspace.pypi-options]
extra-index-urls = ["https://i.example/simple"]
[dependencies]
python = "3.11.*"
numpy = ">=1.26,<2"
pytorch = { version = "2.4.*", channel = "pytorch" }
ffmpeg = "*"
[pypi-dependencies]
transformers = { version = ">=4.40", extras = ["torch"] }
own = { path = "./own", editable = true }
flash-attn = { version = "==2.6", index = "https://f.example/simple" }
[target.linux-64.pypi-dependencies]
triton = "==3.0"
[target.amiga.dependencies]
x = "*"
[system-requirements]
cuda = "12.1"
[feature.gpu.dependencies]
cuda-version = "12.4.*"
[feature.gpu.pypi-dependencies]
vllm = "*"
[feature.test.pypi-dependencies]
pytest = "*"
[environments]
serve = ["gpu"]
only = { features = ["test"], no-default-feature = true }
`;

it("reads the default environment", () => {
  expect(shown(content)).toEqual([
    "numpy>=1.26,<2",
    "torch==2.4.*",
    "transformers>=4.40",
    "ownfile:./own",
    "flash-attn==2.6",
    "triton==3.0 ;",
  ]);
  const reading = read(content);
  expect(reading.requiresPython?.text).toBe("==3.11.*");
  expect(reading.cuda).toMatchObject([{ version: "12.1", role: "driver", statedBy: "system-requirements.cuda" }]);
  expect(reading.options).toMatchObject({
    extraIndexUrls: [{ text: "https://i.example/simple" }],
    packageIndexes: [{ name: "flash-attn", index: { text: "https://f.example/simple" }, marker: null }],
    indexStrategy: "first-index",
  });
  expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([
    ["pixi/conda-builds", 10],
    ["pixi/conda-package", 12],
    ["pixi/unknown-platform", 19],
  ]);
});

it("reads the features of a chosen environment, and a feature by its own name", () => {
  expect(shown(content, ["serve"])).toContain("vllm");
  expect(shown(content, ["gpu"])).toContain("vllm");
  expect(read(content, ["serve"]).cuda?.map(({ version }) => version)).toEqual(["12.1", "12.4"]);
  expect(shown(content, ["only"])).toEqual(["pytest"]);
});

it("names an environment that is not there, with those that are", () => {
  const reading = read(content, ["nope"]);
  expect(problemsOf(reading)[0]).toBe(`${path}:1:1-1 error pixi/unknown-group`);
  expect(reading.problems[0]?.hint).toContain("`serve`, `only`, `gpu`, `test`");
});

it("reports what is malformed and reads the rest", () => {
  const reading = read(
    '[pypi-dependencies]\na = 3\n"no name" = "*"\nb = "=> 2"\nc = ">=1"\n[dependencies]\nnumpy = 1\n',
  );
  expect(reading.requirements.map(({ specifier }) => specifier.name)).toEqual(["c"]);
  expect(
    reading.problems.filter(({ severity }) => severity === "error").map(({ code, origin }) => [code, origin.line]),
  ).toEqual([
    ["pixi/invalid-field", 7],
    ["pixi/invalid-field", 2],
    ["pixi/invalid-field", 3],
    ["pixi/invalid-requirement", 4],
  ]);
});

it("takes the Python that an environment installs before what the project allows", () => {
  const content = '[project]\nrequires-python = ">=3.9"\n[tool.pixi.dependencies]\npython = "3.11.*"\n';
  const reading = readingFrom({ "m/pyproject.toml": content }, readPyproject("m/pyproject.toml"));
  expect(reading.requiresPython?.text).toBe("==3.11.*");
  const without = content.replace('python = "3.11.*"', 'numpy = "*"');
  expect(readingFrom({ "m/pyproject.toml": without }, readPyproject("m/pyproject.toml")).requiresPython?.text).toBe(
    ">=3.9",
  );
});
