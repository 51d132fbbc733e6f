import { expect, it } from "@jest/globals";
import { pipfile } from "../../../../src/core/manifest/pipfile/read-pipfile.ts";
import { formatDependencySpecifier } from "../../../../src/core/python/dependency-specifier.ts";
import { problemsOf, readingFrom } from "../reading-from.ts";

const path = "m/Pipfile";
const read = (content: string, groups: readonly string[] = []) =>
  readingFrom({ [path]: content }, pipfile.read(path, { groups }));

const content = `
[[source]]
url = "https://user:\${TOKEN}@main.example/simple"
verify_ssl = true
name = "main"
[[source]]
url = "https://torch.example/whl/cu121"
name = "torch"
[packages]
numpy = "*"
torch = {version = "==2.4.0", index = "torch"}
uvloop = {version = ">=0.19", sys_platform = "== 'linux'", markers = "python_version > '3.8'"}
requests = {extras = ["socks"], version = "~=2.31"}
own = {path = "./own", editable = true}
tool = {git = "https://git.example/tool.git", ref = "v1"}
pinned = "1.2"
[dev-packages]
pytest = "*"
[gpu]
flash-attn = "*"
[requires]
python_version = "3.10"
[pipenv]
allow_prereleases = true
`;

it("reads packages with their markers, addresses and indexes", () => {
  const reading = read(content);
  expect(reading.requirements.map(({ specifier }) => formatDependencySpecifier(specifier))).toEqual([
    "numpy",
    "torch==2.4.0",
    'uvloop>=0.19; python_version > "3.8" and sys_platform == "linux"',
    "requests[socks]~=2.31",
    "own @ file:./own",
    "tool @ git+https://git.example/tool.git@v1",
    "pinned==1.2",
  ]);
  expect(reading.options).toMatchObject({
    indexUrl: { text: "https://main.example/simple", name: "main" },
    extraIndexUrls: [],
    packageIndexes: [{ name: "torch", index: { text: "https://torch.example/whl/cu121" }, marker: null }],
    prereleases: true,
  });
  expect(reading.requiresPython?.text).toBe("==3.10.*");
  expect(reading.problems).toEqual([]);
});

it("adds the chosen categories", () => {
  const names = (groups: readonly string[]) =>
    read(content, groups)
      .requirements.slice(7)
      .map(({ specifier }) => specifier.name);
  expect(names(["dev"])).toEqual(["pytest"]);
  expect(names(["gpu", "dev-packages"])).toEqual(["flash-attn", "pytest"]);
  expect(problemsOf(read(content, ["x"]))).toEqual([`${path}:1:1-1 error pipfile/unknown-group`]);
});

it("reports what is malformed", () => {
  const reading = read(
    '[[source]]\nurl = "https://${HOST}/simple"\n[[source]]\nname = "x"\n[packages]\na = 1\nb = {version = 2}\nc = {version = "==1", index = "y"}\n',
  );
  expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([
    ["pipfile/environment-variable", 2],
    ["pipfile/invalid-field", 3],
    ["pipfile/invalid-field", 6],
    ["pipfile/invalid-field", 7],
    ["pipfile/unknown-index", 8],
  ]);
});
