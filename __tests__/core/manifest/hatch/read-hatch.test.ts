import { expect, it } from "@jest/globals";
import { type PyprojectOptions, readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { problemsOf, readingFrom } from "../reading-from.ts";

const path = "m/pyproject.toml";
const read = (content: string, options: PyprojectOptions = {}, files: Readonly<Record<string, string>> = {}) =>
  readingFrom({ ...files, [path]: content }, readPyproject(path, options));
const names = (content: string, options: PyprojectOptions = {}) =>
  read(content, options).requirements.map(({ specifier }) => specifier.name);

const content = `
[project]
name = "m"
dependencies = ["torch"]
[project.optional-dependencies]
gpu = ["flash-attn"]
[tool.hatch.envs.default]
dependencies = ["pytest"]
[tool.hatch.envs.serve]
extra-dependencies = ["uvicorn"]
features = ["gpu"]
[tool.hatch.envs.docs]
template = "docs"
dependencies = ["sphinx"]
[tool.hatch.envs.many]
template = "serve"
matrix = [{ python = ["3.10", "3.11"] }]
`;

it("reads chosen environments, with what they have from their template", () => {
  expect(names(content)).toEqual(["torch"]);
  expect(names(content, { groups: ["serve"] })).toEqual(["torch", "flash-attn", "pytest", "uvicorn"]);
  expect(names(content, { groups: ["docs"] })).toEqual(["torch", "sphinx"]);
});

it("says that a matrix makes several environments", () => {
  const reading = read(content, { groups: ["many"] });
  expect(reading.requirements.map(({ specifier }) => specifier.name)).toEqual([
    "torch",
    "flash-attn",
    "pytest",
    "uvicorn",
  ]);
  expect(problemsOf(reading)).toEqual([`${path}:17:1-7 not-assessed pyproject/hatch-matrix`]);
});

it("ends where environments are made after each other", () => {
  const circle = '[tool.hatch.envs.a]\ntemplate = "b"\n[tool.hatch.envs.b]\ntemplate = "a"\n';
  expect(names(circle, { groups: ["a"] })).toEqual([]);
});

it("reads the requirements files that Hatch's plugin takes dynamic dependencies from", () => {
  const dynamic =
    '[project]\nname = "m"\ndynamic = ["dependencies"]\n[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["requirements.txt"]\n';
  const reading = read(dynamic, {}, { "m/requirements.txt": "torch==2.1\n" });
  expect(reading.requirements.map(({ text }) => text)).toEqual(["torch==2.1"]);
  expect(reading.problems).toEqual([]);
});
