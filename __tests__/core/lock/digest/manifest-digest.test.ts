import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { type DigestTool, digestedTexts } from "../../../../src/core/lock/digest/manifest-digest.ts";
import { SourceText } from "../../../../src/core/manifest/source-text.ts";

const digests = (tool: DigestTool, text: string): readonly string[] =>
  digestedTexts(tool, new SourceText("manifest", text)).map((one) => createHash("sha256").update(one).digest("hex"));

const project = `[project]
name = "served"
version = "1.2.0"
requires-python = ">=3.10,<3.14"
dependencies = ["numpy>=1.26", "requests[socks]>=2.31"]
[project.optional-dependencies]
ui = ["rich"]
`;
const source = `[[tool.poetry.source]]
name = "index"
url = "https://pypi.org/simple/"
priority = "primary"
`;

/** The digests are those that the tools themselves wrote or computed for these manifests. */
describe("digestedTexts", () => {
  it("is Poetry's for a project table (2.5.1)", () => {
    const text = `${project}[tool.poetry]
package-mode = false
[tool.poetry.group.dev.dependencies]
pytest = ">=8"
packaging = "<25"
${source}`;
    expect(digests("poetry", text)).toEqual(["98873e5dbdd45d3eaec80bc53cada18a44fb4a3e78b80e0b1aa91a50e44bea13"]);
    expect(digests("poetry", text.replace("<25", "<26"))).not.toEqual(digests("poetry", text));
    expect(digests("poetry", text.replace("1.2.0", "1.3.0"))).toEqual(digests("poetry", text));
  });

  it("is Poetry's for its own table (1.8.5)", () => {
    const text = `[tool.poetry]
name = "served"
version = "1.2.0"
description = ""
authors = []
package-mode = false
[tool.poetry.dependencies]
python = ">=3.10,<3.14"
numpy = ">=1.26"
requests = {version = "^2.31", extras = ["socks"]}
rich = {version = "*", optional = true}
colorama = {version = "*", markers = "sys_platform == 'win32'"}
[tool.poetry.extras]
ui = ["rich"]
[tool.poetry.group.dev.dependencies]
pytest = ">=8"
packaging = "<25"
${source}`;
    expect(digests("poetry", text)).toEqual(["43e259944b60a8aafd0891de457d7d6a13589abf262d104d966726e22cc0eb8d"]);
  });

  it("is one with groups and one without where the manifest has groups, as Poetry changed in 2.3", () => {
    expect(digests("poetry", `${project}[dependency-groups]\ndev = ["pytest"]\n`)).toHaveLength(2);
  });

  it("is PDM's (2.22.4)", () => {
    const text = `${project}[dependency-groups]\ndev = ["pytest>=8", "packaging<25"]\n`;
    expect(digests("pdm", text)).toEqual(["1f10f01cdfc3434e5b317938f294ef3186b1d31b5f55d295b11026270273d705"]);
  });

  it("is Pipenv's", () => {
    const text = `[[source]]
url = "https://pypi.org/simple"
verify_ssl = true
name = "pypi"
[packages]
requests = {version = ">=2.31", extras = ["socks"]}
numpy = ">=1.26"
colorama = {version = "*", markers = "sys_platform == 'win32'"}
[dev-packages]
pytest = "*"
[requires]
python_version = "3.11"
`;
    expect(digests("pipenv", text)).toEqual(["384d4365977cb60ed45da59001ebdd3b098ce027dd588a315e68f3f9fa4fdde0"]);
  });

  it("writes text as Python's json does", () => {
    const [text] = digestedTexts("pipenv", new SourceText("Pipfile", '[packages]\n"b" = "é\\u007f😀/\\b"\na = 1_0\n'));
    expect(text).toContain('"default":{"a":10,"b":"\\u00e9\u007f\\ud83d\\ude00/\\b"}');
  });

  it("is not known where the manifest holds what Python writes in a way of its own, or is broken", () => {
    expect(digests("pipenv", "[packages]\na = 1.50\n")).toEqual([]);
    expect(digests("poetry", "[project\n")).toEqual([]);
  });
});
