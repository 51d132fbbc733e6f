import { expect, it } from "@jest/globals";
import { type PyprojectOptions, readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { linesOf, readingFrom } from "../reading-from.ts";

const path = "m/pyproject.toml";
const read = (content: string, options: PyprojectOptions = {}) =>
  readingFrom({ [path]: content }, readPyproject(path, options));

const content = `
[project]
dependencies = ["torch"]
[tool.pdm.dev-dependencies]
serve = ["uvicorn>=0.3", "-e file:///\${PROJECT_ROOT}/own#egg=own"]
[tool.pdm.resolution.overrides]
numpy = "1.26.4"
protobuf = ">=4,<5"
tool = "https://t.example/tool-1.0.zip"
[[tool.pdm.source]]
name = "pypi"
url = "https://mirror.example/simple"
[[tool.pdm.source]]
name = "torch"
url = "https://torch.example/simple"
[[tool.pdm.source]]
type = "find_links"
name = "links"
url = "https://links.example/"
`;

it("reads overrides and sources, and chosen groups", () => {
  const reading = read(content, { groups: ["Serve"] });
  expect(linesOf(reading)).toEqual([
    `direct ${path}:3 torch`,
    `direct ${path}:5 uvicorn>=0.3`,
    `override ${path}:7 numpy = "1.26.4"`,
    `override ${path}:8 protobuf = ">=4,<5"`,
    `override ${path}:9 tool = "https://t.example/tool-1.0.zip"`,
  ]);
  expect(reading.requirements.map(({ specifier }) => specifier.specifier.text || specifier.url)).toEqual([
    null,
    ">=0.3",
    "==1.26.4",
    ">=4,<5",
    "https://t.example/tool-1.0.zip",
  ]);
  expect(reading.options).toMatchObject({
    indexUrl: { text: "https://mirror.example/simple" },
    extraIndexUrls: [{ text: "https://torch.example/simple" }],
    findLinks: [{ text: "https://links.example/" }],
  });
  expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([["pyproject/editable", 5]]);
});

it("leaves groups out that nobody chose", () => {
  expect(read(content).requirements.map(({ specifier }) => specifier.name)).not.toContain("uvicorn");
});

it("tells settings that are not applied", () => {
  const reading = read(
    '[tool.pdm.resolution]\nexcludes = ["requests"]\n[[tool.pdm.source]]\nurl = "https://a.example/simple"\ninclude_packages = ["torch"]\n',
  );
  expect(reading.problems.map(({ code, severity, origin }) => [code, severity, origin.line])).toEqual([
    ["pyproject/pdm-setting", "not-assessed", 2],
    ["pyproject/pdm-setting", "not-assessed", 5],
  ]);
});
