import { describe, expect, it } from "@jest/globals";
import { type PyprojectOptions, readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { drive, latin1, linesOf, problemsOf, readingFrom, slicesOf } from "../reading-from.ts";

const path = "svc/pyproject.toml";

function read(content: string, options: PyprojectOptions = {}) {
  return readingFrom({ [path]: content }, readPyproject(path, options));
}

function names(content: string, options: PyprojectOptions = {}) {
  return read(content, options).requirements.map((requirement) => requirement.specifier.name);
}

describe("[project]", () => {
  const content = [
    "[project]",
    'name = "My.Service"',
    'requires-python = ">=3.10,<3.13"',
    "dependencies = [",
    '  "torch==2.10.0",  # pinned',
    "\t'numpy<2 ; python_version < \"3.12\"',",
    '  """transformers[torch]>=4""",',
    "]",
    "[project.optional-dependencies]",
    'gpu = ["flash-attn>=2"]',
    'Serve_Http = ["fastapi"]',
    'all = ["my-service[gpu]", "my_service[serve-http]"]',
    "[[project.authors]]",
    'name = "x"',
  ].join("\r\n");

  it("gives each dependency the span of its text", () => {
    const reading = read(content);
    expect(linesOf(reading)).toEqual([
      `direct ${path}:5 torch==2.10.0`,
      `direct ${path}:6 numpy<2 ; python_version < "3.12"`,
      `direct ${path}:7 transformers[torch]>=4`,
    ]);
    expect(reading.requirements[0]?.origin).toEqual({ file: path, line: 5, column: 4, endColumn: 17 });
    expect(slicesOf(path, content, reading)).toEqual(reading.requirements.map((requirement) => requirement.text));
    expect(reading.requiresPython).toEqual({
      text: ">=3.10,<3.13",
      origin: { file: path, line: 3, column: 20, endColumn: 32 },
    });
    expect(reading.problems).toEqual([]);
    expect(reading.files).toEqual([path]);
  });

  it("gives a string with escapes the span of the whole literal", () => {
    const escaped = '[project]\ndependencies = ["torch\\u003e=2", "a"]\n';
    const reading = read(escaped);
    expect(reading.requirements.map((requirement) => requirement.text)).toEqual(["torch>=2", "a"]);
    expect(slicesOf(path, escaped, reading)).toEqual(['"torch\\u003e=2"', "a"]);
  });

  it("adds the chosen extras, by any spelling, and what they ask of the project itself", () => {
    const base = ["torch", "numpy", "transformers"];
    expect(names(content, { extras: ["serve.http"] })).toEqual([...base, "fastapi"]);
    expect(names(content, { extras: ["ALL"] })).toEqual([...base, "flash-attn", "fastapi"]);
    expect(names(content, { extras: "all" })).toEqual([...base, "flash-attn", "fastapi"]);
  });

  it("ends on extras that ask for each other, however many", () => {
    const extras = Array.from({ length: 5000 }, (_, index) => `e${index} = ["p[e${(index + 1) % 5000}]", "d${index}"]`);
    const many = ["[project]", 'name = "p"', "[project.optional-dependencies]", ...extras].join("\n");
    expect(names(many, { extras: ["e7"] })).toHaveLength(5000);
  });

  it("names an extra that is not there, with those that are", () => {
    const reading = read(content, { extras: ["cpu"] });
    expect(problemsOf(reading)).toEqual([`${path}:9:2-31 error pyproject/unknown-extra`]);
    expect(reading.problems[0]?.hint).toContain("`serve-http`");
  });

  it("reports what is malformed and reads the rest", () => {
    const reading = read('[project]\ndependencies = ["torch=2.0", 3, "numpy", "a b"]\nrequires-python = 3\n');
    expect(problemsOf(reading)).toEqual([
      `${path}:3:19-20 error pyproject/invalid-field`,
      `${path}:2:23-27 error pyproject/invalid-requirement`,
      `${path}:2:30-31 error pyproject/invalid-field`,
      `${path}:2:45-46 error pyproject/invalid-requirement`,
    ]);
    expect(reading.problems[1]?.hint).toContain("`torch==2.0`");
    expect(linesOf(reading)).toEqual([`direct ${path}:2 numpy`]);
  });

  it.each([
    "project = 1",
    "[project]\ndependencies = 'torch'",
    "[project]\noptional-dependencies = []",
    "[project]\ndependencies = {a = 1}",
  ])("says what was expected in %j", (text) => {
    expect(read(text).problems).toMatchObject([{ code: "pyproject/invalid-field", severity: "error" }]);
  });
});

describe("dynamic fields", () => {
  it("are not assessed", () => {
    const reading = read('[project]\ndynamic = ["version", "dependencies", "optional-dependencies"]\n', {
      extras: ["x"],
    });
    expect(problemsOf(reading)).toEqual([
      `${path}:2:40-61 not-assessed pyproject/dynamic`,
      `${path}:2:24-36 not-assessed pyproject/dynamic`,
    ]);
  });

  it("that setuptools takes from files are read from them", () => {
    const files = {
      [path]:
        '[project]\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["requirements.txt", "../../x"]}\n',
      "svc/requirements.txt": "torch\n",
    };
    const { value, asked } = drive(files, readPyproject(path));
    expect(linesOf(value)).toEqual(["direct svc/requirements.txt:1 torch"]);
    expect(asked).toEqual([path, "svc/requirements.txt"]);
    expect(value.files).toEqual(asked);
    expect(value.problems.map((problem) => problem.code)).toEqual(["pyproject/dynamic-file"]);
  });
});

describe("[dependency-groups]", () => {
  const content = [
    "[dependency-groups]",
    'Test_Group = ["pytest", {include-group = "lint"}]',
    'lint = ["ruff"]',
    'loop-a = [{include-group = "loop-b"}, "a"]',
    'loop-b = [{include-group = "loop.a"}, "b"]',
    'broken = [{include-group = "gone"}, {other = 1}, 5, "ok"]',
    'dup = ["one"]',
    'DUP = ["two"]',
  ].join("\n");

  it("are read where chosen, with what they include", () => {
    expect(names(content)).toEqual([]);
    expect(names(content, { groups: ["test.group"] })).toEqual(["pytest", "ruff"]);
  });

  it("that include each other are told with the circle", () => {
    const reading = read(content, { groups: ["loop-a"] });
    expect(linesOf(reading)).toEqual([`direct ${path}:5 b`, `direct ${path}:4 a`]);
    expect(problemsOf(reading)).toEqual([`${path}:5:29-35 error pyproject/group-cycle`]);
    expect(reading.problems[0]?.message).toContain("loop-a → loop-b → loop-a");
  });

  it("report what is wrong in a chosen group alone", () => {
    const reading = read(content, { groups: ["broken"] });
    expect(reading.problems.map((problem) => problem.code)).toEqual([
      "pyproject/unknown-group",
      "pyproject/invalid-field",
      "pyproject/invalid-field",
    ]);
    expect(linesOf(reading)).toEqual([`direct ${path}:6 ok`]);
    expect(read(content, { groups: ["dup"] }).problems.map((problem) => problem.code)).toEqual([
      "pyproject/duplicate-group",
    ]);
    expect(problemsOf(read(content, { groups: ["nope"] }))).toEqual([`${path}:1:2-19 error pyproject/unknown-group`]);
  });

  it("include uv's older form of the group dev", () => {
    const legacy = '[tool.uv]\ndev-dependencies = ["pytest"]\n';
    expect(names(legacy, { groups: ["dev"] })).toEqual(["pytest"]);
    expect(names(legacy, { groups: "all" })).toEqual(["pytest"]);
    expect(names(`${legacy}[dependency-groups]\ndev = ["ruff"]`, { groups: ["dev"] })).toEqual(["pytest", "ruff"]);
  });

  it("may be nested to a limit", () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => `g${index} = [{include-group = "g${index + 1}"}]`);
    const reading = read(["[dependency-groups]", ...chain].join("\n"), { groups: ["g0"] });
    expect(reading.problems.map((problem) => problem.code)).toEqual(["pyproject/group-too-deep"]);
  });
});

describe("[tool.uv]", () => {
  it("gives constraints, overrides and indexes", () => {
    const reading = read(
      [
        "[tool.uv]",
        'constraint-dependencies = ["numpy<2"]',
        'override-dependencies = ["protobuf==4.25.0"]',
        'extra-index-url = ["https://extra.example/simple"]',
        "no-build-package = ['Flash_Attn']",
        'prerelease = "allow"',
        'exclude-newer = "2026-01-01"',
        "[[tool.uv.index]]",
        'name = "main"',
        'url = "https://main.example/simple"',
        "default = true",
        "[[tool.uv.index]]",
        'name = "second"',
        'url = "https://second.example/simple"',
      ].join("\n"),
    );
    expect(linesOf(reading)).toEqual([`constraint ${path}:2 numpy<2`, `override ${path}:3 protobuf==4.25.0`]);
    expect(reading.options.indexUrl).toEqual({
      name: "main",
      text: "https://main.example/simple",
      origin: { file: path, line: 10, column: 8, endColumn: 35 },
    });
    expect(reading.options.extraIndexUrls.map((url) => url.text)).toEqual([
      "https://second.example/simple",
      "https://extra.example/simple",
    ]);
    expect(reading.options).toMatchObject({ onlyBinary: ["flash-attn"], prereleases: true });
    expect(problemsOf(reading)).toEqual([`${path}:7:1-14 not-assessed pyproject/uv-setting`]);
  });

  it("moves the packages whose source is elsewhere", () => {
    const reading = read(
      [
        "[project]",
        'dependencies = ["torch>=2", "own-lib", "tool", "cond"]',
        "[tool.uv.sources]",
        'Torch = [{ index = "cu128", marker = "sys_platform == \'linux\'" }]',
        'own_lib = { path = "../own", editable = true }',
        'tool = { git = "https://user:pw@example.org/tool", tag = "v1" }',
        'cond = { url = "https://example.org/cond.zip", marker = "os_name == \'nt\'" }',
        'not-required = { index = "nowhere" }',
        "[[tool.uv.index]]",
        'name = "cu128"',
        'url = "https://download.example/whl/cu128"',
        "explicit = true",
      ].join("\n"),
    );
    expect(reading.requirements.map(({ specifier }) => [specifier.name, specifier.url])).toEqual([
      ["torch", null],
      ["own-lib", "file:../own"],
      ["tool", "git+https://example.org/tool@v1"],
      ["cond", null],
    ]);
    expect(reading.options.packageIndexes).toMatchObject([
      { name: "torch", index: { text: "https://download.example/whl/cu128" }, marker: "sys_platform == 'linux'" },
    ]);
    expect(reading.options.extraIndexUrls).toEqual([]);
    expect(reading.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["pyproject/conditional-source", "not-assessed"],
    ]);
  });

  it("reports an index that is not declared or no web address", () => {
    const reading = read(
      [
        "[project]",
        'dependencies = ["torch"]',
        '[tool.uv.sources]\ntorch = { index = "x" }',
        '[[tool.uv.index]]\nurl = "./wheels"',
        "[[tool.uv.index]]\nname = 'n'",
      ].join("\n"),
    );
    expect(reading.problems.map((problem) => problem.code)).toEqual([
      "pyproject/local-index",
      "pyproject/invalid-field",
      "pyproject/unknown-index",
    ]);
  });
});

it("reads Pixi's tables", () => {
  const reading = read(
    '[tool.pixi.workspace]\nchannels = []\n[tool.pixi.dependencies]\npython = "3.10.*"\n[tool.pixi.pypi-dependencies]\npytest = "*"\n[tool.pixi.feature.cuda.system-requirements]\ncuda = "12"\n',
    { groups: ["cuda"] },
  );
  expect(linesOf(reading)).toEqual([`direct ${path}:6 pytest = "*"`]);
  expect(reading.requiresPython?.text).toBe("==3.10.*");
  expect(reading.cuda).toMatchObject([{ version: "12", role: "driver", origin: { line: 8 } }]);
  expect(problemsOf(reading)).toEqual([]);
});

it("passes over a file that only configures tools", () => {
  expect(read("[tool.ruff]\nline-length = 100\n")).toMatchObject({ requirements: [], problems: [] });
});

describe("bad files", () => {
  it.each([
    ["[project", 1],
    ['[project]\nname = "a"\nname = "b"\n', 3],
    ["[project]\ndependencies = [\n  'torch'\n  'numpy'\n]\n", 4],
    ["\0", 1],
  ])("that are no TOML are reported with their line: %j", (content, line) => {
    const reading = read(content);
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({
      code: "pyproject/invalid-toml",
      severity: "error",
      origin: { file: path, line },
    });
  });

  it.each([
    ["arrays", `a = ${"[".repeat(100_000)}`],
    ["closed arrays", `a = ${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["inline tables", `a = ${"{a=".repeat(100_000)}1${"}".repeat(100_000)}`],
  ])("that nest %s are refused before they are parsed", (_name, content) => {
    const reading = read(content);
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]?.message).toContain("at most 64");
  });

  it("with brackets in strings and comments are not", () => {
    const brackets = "[{".repeat(500);
    const reading = read(
      `# ${brackets}\na = '${brackets}'\nb = "\\"${brackets}"\nc = """\n${brackets}"\n"""\nd = '''${brackets}'''\n[project]\ndependencies = ['torch']`,
    );
    expect(reading.problems).toEqual([]);
    expect(reading.requirements).toHaveLength(1);
  });

  it("with a hundred thousand tables or a key of as many parts are refused with their place", () => {
    const tables = Array.from({ length: 100_000 }, (_, index) => `[t${index}]`).join("\n");
    expect(problemsOf(read(tables))).toEqual([`${path}:1:1-1 error pyproject/file-too-large`]);
    expect(read(tables.slice(0, tables.indexOf("[t9999]"))).problems).toEqual([]);
    for (const text of [`\n[${"a.".repeat(100_000)}b]\nx = 1`, `\n${"a.".repeat(100_000)}b = 1`]) {
      const [problem] = read(text).problems;
      expect([problem?.code, problem?.origin.line]).toEqual(["pyproject/invalid-toml", 2]);
    }
    expect(read(`${"a.".repeat(50)}b = 1.5`).problems).toEqual([]);
  });

  it("cannot reach a prototype", () => {
    const reading = read(
      "[__proto__]\nproject = 1\n[constructor.prototype]\nx = 1\n[project.__proto__]\ndependencies = ['a']\n",
    );
    expect(reading).toMatchObject({ requirements: [], problems: [] });
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("are refused by size, when missing and when not UTF-8", () => {
    expect(read(" ".repeat(3_000_000)).problems.map((problem) => problem.code)).toEqual(["pyproject/file-too-large"]);
    expect(readingFrom({}, readPyproject(path)).problems.map((problem) => problem.code)).toEqual([
      "pyproject/missing-file",
    ]);
    const latin = latin1("# f\u00fcr\n[project]\ndependencies=['a']");
    const reading = readingFrom({ [path]: latin }, readPyproject(path));
    expect(problemsOf(reading)).toEqual([`${path}:1:4-5 error pyproject/encoding`]);
    expect(reading.requirements).toHaveLength(1);
  });
});

describe("a pyproject.toml that leaves the dependencies to setup.cfg and setup.py", () => {
  const backend = '[build-system]\nrequires = ["setuptools"]\n';
  const script = 'from setuptools import setup\nsetup(install_requires=["torch==2.1.0"], python_requires=">=3.9")\n';
  const config = "[options]\ninstall_requires =\n    numpy<2\n[options.extras_require]\ngpu = triton\n";
  const readWith = (content: string, files: Readonly<Record<string, string>>, options: PyprojectOptions = {}) =>
    readingFrom({ ...files, [path]: content }, readPyproject(path, options));

  it.each([
    ["setup.py", backend, { "svc/setup.py": script }, ["direct svc/setup.py:2 torch==2.1.0"]],
    [
      "setup.cfg before it",
      backend,
      { "svc/setup.cfg": config, "svc/setup.py": script },
      ["direct svc/setup.cfg:3 numpy<2"],
    ],
    [
      "a script whose setup.cfg states none",
      "",
      { "svc/setup.cfg": "[metadata]\nname = x\n", "svc/setup.py": script },
      ["direct svc/setup.py:2 torch==2.1.0"],
    ],
    [
      "what a project calls dynamic",
      '[project]\nname = "x"\ndynamic = ["dependencies"]\n',
      { "svc/setup.py": script },
      ["direct svc/setup.py:2 torch==2.1.0"],
    ],
  ])("reads %s", (_, content, files, lines) => {
    const reading = readWith(content, files);
    expect(linesOf(reading)).toEqual(lines);
    expect(reading.problems).toEqual([]);
  });

  it("takes the chosen extras of them, and the Python", () => {
    const reading = readWith(backend, { "svc/setup.cfg": config }, { extras: ["gpu"] });
    expect(linesOf(reading)).toEqual(["direct svc/setup.cfg:3 numpy<2", "direct svc/setup.cfg:5 triton"]);
    expect(readWith(backend, { "svc/setup.py": script }).requiresPython?.text).toBe(">=3.9");
  });

  it.each([
    ["the project states them", '[project]\nname = "x"\ndependencies = []\n'],
    ["Poetry does", "[tool.poetry]\nname = 'x'\n"],
    ["another backend builds", '[build-system]\nbuild-backend = "flit_core.buildapi"\n'],
  ])("reads none where %s", (_, content) => {
    expect(readWith(content, { "svc/setup.py": script }).requirements).toEqual([]);
  });

  it("tells a requirements file that is not there in the line that names it", () => {
    const reading = read(
      '[project]\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["r.txt"] }\n',
    );
    expect(problemsOf(reading)).toEqual([`${path}:4:27-32 error pyproject/dynamic-file`]);
  });
});
