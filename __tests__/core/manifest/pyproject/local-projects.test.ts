import { describe, expect, it } from "@jest/globals";
import { readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { drive, linesOf, problemsOf, readingFrom } from "../reading-from.ts";

const project = (name: string, dependencies: string, more = "") =>
  `[project]\nname = "${name}"\ndependencies = [${dependencies}]\n${more}`;

describe("projects in folders of the tree", () => {
  it("add what they require, with the extras that are asked for", () => {
    const files = {
      "m/pyproject.toml": project("m", '"own[gpu]"', '[tool.uv.sources]\nown = { path = "../libs/own" }\n'),
      "libs/own/pyproject.toml": project(
        "own",
        '"numpy"',
        '[project.optional-dependencies]\ngpu = ["torch"]\n[tool.uv]\nconstraint-dependencies = ["numpy<2"]\nindex-url = "https://no.example/"\n',
      ),
    };
    const reading = readingFrom(files, readPyproject("m/pyproject.toml"));
    expect(linesOf(reading)).toEqual([
      "direct m/pyproject.toml:3 own[gpu]",
      "direct libs/own/pyproject.toml:3 numpy",
      "direct libs/own/pyproject.toml:5 torch",
    ]);
    expect(reading.options.indexUrl).toBeNull();
    expect(reading.files).toEqual(["m/pyproject.toml", "libs/own/pyproject.toml"]);
  });

  it("are found as members of uv's workspace, from a member too", () => {
    const sources = "[tool.uv.sources]\nmy-lib = { workspace = true }\n";
    const files = {
      "pyproject.toml": `[tool.uv.workspace]\nmembers = ["apps/serve", "libs/*"]\n`,
      "apps/serve/pyproject.toml": project("serve", '"my-lib"', sources),
      "libs/my_lib/pyproject.toml": project("My.Lib", '"torch"'),
    };
    expect(linesOf(readingFrom(files, readPyproject("apps/serve/pyproject.toml")))).toEqual([
      "direct apps/serve/pyproject.toml:3 my-lib",
      "direct libs/my_lib/pyproject.toml:3 torch",
    ]);
  });

  it("may require each other", () => {
    const files = {
      "a/pyproject.toml": project("a", '"b"', '[tool.uv.sources]\nb = { path = "../b" }\n'),
      "b/pyproject.toml": project("b", '"a", "x"', '[tool.uv.sources]\na = { path = "../a" }\n'),
    };
    const { value, asked } = drive(files, readPyproject("a/pyproject.toml"));
    expect(linesOf(value)).toEqual([
      "direct a/pyproject.toml:3 b",
      "direct b/pyproject.toml:3 a",
      "direct b/pyproject.toml:3 x",
    ]);
    expect(asked.length).toBeLessThan(10);
  });

  it("are not followed out of the tree", () => {
    const content = project("a", '"b"', '[tool.uv.sources]\nb = { path = "../../b" }\n');
    expect(drive({ "a/pyproject.toml": content }, readPyproject("a/pyproject.toml")).asked).toEqual([
      "a/pyproject.toml",
    ]);
  });
});

describe("uv's environments and conflicts", () => {
  it("gives environments, required ones too", () => {
    const content =
      '[tool.uv]\nenvironments = ["sys_platform == \'linux\'"]\nrequired-environments = ["platform_machine == \'aarch64\'", "nonsense"]\n';
    const reading = readingFrom({ "pyproject.toml": content }, readPyproject("pyproject.toml"));
    expect(reading.environments?.map(({ text, required }) => [text, required])).toEqual([
      ["sys_platform == 'linux'", false],
      ["platform_machine == 'aarch64'", true],
    ]);
    expect(problemsOf(reading)).toEqual(["pyproject.toml:3:60-68 error pyproject/invalid-marker"]);
  });

  it("reports extras that are chosen together and exclude each other", () => {
    const content =
      '[project]\nname = "m"\n[project.optional-dependencies]\ncpu = ["a"]\ngpu = ["b"]\n[tool.uv]\nconflicts = [[{ extra = "cpu" }, { extra = "gpu" }]]\n';
    const read = (extras: readonly string[]) =>
      problemsOf(readingFrom({ "pyproject.toml": content }, readPyproject("pyproject.toml", { extras })));
    expect(read(["gpu"])).toEqual([]);
    expect(read(["gpu", "CPU"])).toEqual(["pyproject.toml:7:14-52 error pyproject/conflicting-extras"]);
  });
});
