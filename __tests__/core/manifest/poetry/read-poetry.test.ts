import { describe, expect, it } from "@jest/globals";
import { parsePoetryConstraint } from "../../../../src/core/manifest/poetry/version-constraint.ts";
import { type PyprojectOptions, readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { formatDependencySpecifier } from "../../../../src/core/python/dependency-specifier.ts";
import { problemsOf, readingFrom } from "../reading-from.ts";

const path = "m/pyproject.toml";
const read = (content: string, options: PyprojectOptions = {}) =>
  readingFrom({ [path]: content }, readPyproject(path, options));
const shown = (content: string, options: PyprojectOptions = {}) =>
  read(content, options).requirements.map(({ specifier }) => formatDependencySpecifier(specifier));

describe("versions as Poetry writes them", () => {
  it.each([
    ["^1.2.3", ">=1.2.3,<2"],
    ["^1.2", ">=1.2,<2"],
    ["^1", ">=1,<2"],
    ["^0.2.3", ">=0.2.3,<0.3"],
    ["^0.0.3", ">=0.0.3,<0.0.4"],
    ["^0.0", ">=0.0,<0.1"],
    ["^0", ">=0,<1"],
    ["~1.2.3", ">=1.2.3,<1.3"],
    ["~1.2", ">=1.2,<1.3"],
    ["~1", ">=1,<2"],
    ["*", ""],
    ["1.*", "==1.*"],
    ["1.2.*", "==1.2.*"],
    ["1.2.3", "==1.2.3"],
    [">= 1.2, < 1.5", ">=1.2,<1.5"],
    [">=1.2 <1.5", ">=1.2,<1.5"],
    ["!=1.4", "!=1.4"],
    ["~=1.4.2", "~=1.4.2"],
    ["^1.0 || ^2.0", ">=1.0,<3"],
  ])("%j is %j", (text, clauses) => {
    const result = parsePoetryConstraint(text);
    expect(result.ok && result.value).toEqual({ clauses, exact: true });
  });

  it("says where alternatives leave a gap that clauses cannot say", () => {
    const result = parsePoetryConstraint("^1.0 || ^3.0");
    expect(result.ok && result.value.exact).toBe(false);
  });

  it.each(["", "^", "x", "^1.2.3.x", ">=", "1 2 3 x"])("%j is none", (text) => {
    expect(parsePoetryConstraint(text).ok).toBe(false);
  });
});

const content = `
[tool.poetry]
name = "m"
[tool.poetry.dependencies]
python = "^3.10"
torch = { version = "^2.4", source = "torch" }
numpy = [
  { version = "<2", python = "<3.12" },
  { version = ">=2", python = ">=3.12", platform = "linux" },
]
uvicorn = { version = "*", extras = ["standard"], markers = "os_name == 'posix'" }
own = { path = "./own", develop = true }
tool = { git = "https://git.example/tool.git", tag = "v1", subdirectory = "py" }
flash-attn = { version = ">=2", optional = true }
[tool.poetry.extras]
gpu = ["flash-attn"]
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.test.dependencies]
pytest = "^8"
[tool.poetry.group.all]
optional = true
include-groups = ["test"]
[tool.poetry.group.all.dependencies]
mypy = "1.11"
[[tool.poetry.source]]
name = "torch"
url = "https://torch.example/whl/cu121"
priority = "explicit"
[[tool.poetry.source]]
name = "mirror"
url = "https://mirror.example/simple"
[[tool.poetry.source]]
name = "more"
url = "https://more.example/simple"
priority = "supplemental"
`;

describe("[tool.poetry]", () => {
  const main = [
    "torch>=2.4,<3",
    'numpy<2; python_version < "3.12"',
    'numpy>=2; python_version >= "3.12" and sys_platform == "linux"',
    'uvicorn[standard]; os_name == "posix"',
    "own @ file:./own",
    "tool @ git+https://git.example/tool.git@v1#subdirectory=py",
  ];

  it("gives dependencies, sources and Python", () => {
    expect(shown(content)).toEqual(main);
    const reading = read(content);
    expect(reading.requiresPython).toMatchObject({ text: ">=3.10,<4", origin: { line: 5 } });
    expect(reading.options).toMatchObject({
      indexUrl: { text: "https://mirror.example/simple" },
      extraIndexUrls: [{ text: "https://more.example/simple" }],
      packageIndexes: [{ name: "torch", index: { text: "https://torch.example/whl/cu121" } }],
    });
    expect(reading.problems).toEqual([]);
  });

  it("adds chosen extras and groups, with those that they include", () => {
    expect(shown(content, { extras: ["gpu"] })).toEqual([...main, "flash-attn>=2"]);
    expect(shown(content, { groups: ["dev"] })).toEqual([...main, "black"]);
    expect(shown(content, { groups: ["all"] })).toEqual([...main, "mypy==1.11", "pytest>=8,<9"]);
    expect(shown(content, { defaultGroups: true })).toEqual([...main, "black", "pytest>=8,<9"]);
    expect(problemsOf(read(content, { groups: ["x"], extras: ["y"] }))).toEqual([
      `${path}:15:2-20 error pyproject/unknown-extra`,
      `${path}:1:1-1 error pyproject/unknown-group`,
    ]);
  });

  it("only says where dependencies come from that [project] states", () => {
    const mixed = `
[project]
name = "m"
dependencies = ["torch>=2", "numpy"]
[tool.poetry.dependencies]
torch = { source = "torch" }
numpy = { git = "https://git.example/numpy.git" }
other = "*"
[[tool.poetry.source]]
name = "torch"
url = "https://torch.example/simple"
priority = "explicit"
`;
    expect(shown(mixed)).toEqual(["torch>=2", "numpy @ git+https://git.example/numpy.git"]);
    expect(read(mixed).options.packageIndexes).toMatchObject([{ name: "torch" }]);
  });

  it("gives what [project] calls dynamic", () => {
    const dynamic = '[project]\nname = "m"\ndynamic = ["dependencies"]\n[tool.poetry.dependencies]\ntorch = "2.4"\n';
    expect(shown(dynamic)).toEqual(["torch==2.4"]);
    expect(read(dynamic).problems).toEqual([]);
  });

  it("reports what is malformed and reads the rest", () => {
    const bad =
      '[tool.poetry.dependencies]\na = 1\nb = "=> 2"\nc = { version = 3 }\nd = { version = "1", source = "x" }\ne = "1"\n';
    expect(shown(bad)).toEqual(["c", "d==1", "e==1"]);
    expect(read(bad).problems.map(({ code, origin }) => [code, origin.line])).toEqual([
      ["pyproject/invalid-field", 2],
      ["pyproject/invalid-requirement", 3],
      ["pyproject/invalid-field", 4],
      ["pyproject/unknown-index", 5],
    ]);
  });
});
