import { describe, expect, it } from "@jest/globals";
import { mergeReadings } from "../../../../src/core/manifest/merge-readings.ts";
import { readPyproject } from "../../../../src/core/manifest/pyproject/read-pyproject.ts";
import { requirements } from "../../../../src/core/manifest/requirements-txt/requirements-format.ts";
import { drive, linesOf, readingFrom } from "../reading-from.ts";

type Files = Readonly<Record<string, string>>;

const read = (files: Files) => readingFrom(files, requirements.read("m/requirements.txt", {}));

const project = (name: string, ...lines: readonly string[]): string =>
  [`[project]`, `name = "${name}"`, `version = "1"`, ...lines].join("\n");

describe("a line that installs a project from a folder", () => {
  it.each(["-e ./lib", "./lib", "--editable=./lib/", "-e ./lib#egg-info", "./lib # ours"])(
    "%j is followed to what it requires, and told itself",
    (line) => {
      const reading = read({
        "m/requirements.txt": `${line}\nnumpy\n`,
        "m/lib/pyproject.toml": project("lib", 'requires-python = ">=3.12"', 'dependencies = ["torch==2.4.0"]'),
      });
      expect(linesOf(reading)).toEqual([
        "direct m/requirements.txt:2 numpy",
        "direct m/lib/pyproject.toml:5 torch==2.4.0",
      ]);
      expect(reading.problems.map(({ code, severity }) => [code, severity])).toEqual([
        ["requirements/local-project", "not-assessed"],
      ]);
      expect(reading.problems[0]?.message).toContain("m/lib/pyproject.toml");
      expect(reading.files).toEqual(["m/requirements.txt", "m/lib/pyproject.toml"]);
      expect(reading.requiresPython).toBeNull();
    },
  );

  it("takes the extras that it names", () => {
    const reading = read({
      "m/requirements.txt": "-e ./lib[gpu]\n",
      "m/lib/pyproject.toml": project("lib", "[project.optional-dependencies]", 'gpu = ["torch"]', 'dev = ["pytest"]'),
    });
    expect(linesOf(reading)).toEqual(["direct m/lib/pyproject.toml:5 torch"]);
  });

  it("is followed where it names its package too, which stays a requirement", () => {
    const files = { "m/lib/pyproject.toml": project("lib", 'dependencies = ["torch"]') };
    for (const line of ["lib @ file:./lib", "./lib#egg=lib"]) {
      const reading = read({ ...files, "m/requirements.txt": line });
      expect(reading.requirements.map(({ specifier }) => specifier.name)).toEqual(["lib", "torch"]);
      expect(reading.problems).toEqual([]);
    }
  });

  it("reads a setup script where pyproject.toml states nothing, or is not there", () => {
    const reading = read({
      "m/requirements.txt": "./a\n./b\n",
      "m/a/pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n',
      "m/a/setup.cfg": "[options]\ninstall_requires =\n  torch\n",
      "m/b/setup.py": "from setuptools import setup\nsetup(install_requires=['numpy'])\n",
    });
    expect(linesOf(reading)).toEqual(["direct m/a/setup.cfg:3 torch", "direct m/b/setup.py:2 numpy"]);
  });

  it("is looked for from the root of the repository where the file's folder has none", () => {
    const reading = read({
      "m/requirements.txt": "-e ./lib\n",
      "lib/pyproject.toml": project("lib", 'dependencies = ["torch"]'),
    });
    expect(linesOf(reading)).toEqual(["direct lib/pyproject.toml:4 torch"]);
  });

  it("ends where projects name each other, and reads each once", () => {
    const files = {
      "m/requirements.txt": "-e ./a\n-e ./b\n-e ./a\n-r more.txt\n",
      "m/more.txt": "-e ./b\n",
      "m/a/pyproject.toml": project("a", 'dependencies = ["b", "torch"]', "[tool.uv.sources]", 'b = { path = "../b" }'),
      "m/b/pyproject.toml": project("b", 'dependencies = ["a", "numpy"]', "[tool.uv.sources]", 'a = { path = "../a" }'),
    };
    const { value, asked } = drive(files, requirements.read("m/requirements.txt", {}));
    expect(value.requirements.map(({ specifier }) => specifier.name)).toEqual(["b", "torch", "a", "numpy"]);
    expect(asked.length).toBeLessThan(12);
  });

  it("is followed to a hundred projects at most", () => {
    const count = 150;
    const names = Array.from({ length: count }, (_, at) => `p${at}`);
    const reading = read({
      "m/requirements.txt": names.map((name) => `./${name}\n`).join(""),
      ...Object.fromEntries(
        names.map((name) => [`m/${name}/pyproject.toml`, project(name, 'dependencies = ["torch"]')]),
      ),
    });
    expect(reading.requirements).toHaveLength(100);
    expect(reading.problems.filter(({ code }) => code === "requirements/unnamed")).toHaveLength(50);
  });

  it.each([
    "./missing",
    "-e ../../out",
    "./lib ; python_version > '3'",
    "./lib.tar.gz",
    "./wheels/lib-1.zip",
    "git+https://example.org/lib.git",
    "-e $" + "{WHERE}/lib",
  ])("%j is not followed", (line) => {
    const { value, asked } = drive(
      { "m/requirements.txt": `${line}\n`, "m/lib/pyproject.toml": project("lib", 'dependencies = ["torch"]') },
      requirements.read("m/requirements.txt", {}),
    );
    expect(value.requirements).toEqual([]);
    expect(value.problems).toHaveLength(1);
    expect(asked).not.toContain("m/lib/pyproject.toml");
  });

  it("does not take a project's indexes and constraints", () => {
    const reading = read({
      "m/requirements.txt": "-e ./lib\n",
      "m/lib/pyproject.toml": project(
        "lib",
        'dependencies = ["torch"]',
        "[tool.uv]",
        'constraint-dependencies = ["numpy<2"]',
        "[[tool.uv.index]]",
        'url = "https://example.org/simple"',
      ),
    });
    expect(linesOf(reading)).toEqual(["direct m/lib/pyproject.toml:4 torch"]);
    expect(reading.options.extraIndexUrls).toEqual([]);
  });

  it("says a project once that is a manifest of the model too", () => {
    const files = {
      "m/requirements.txt": "-e .\n",
      "m/pyproject.toml": project("m", 'requires-python = ">=3.11"', 'dependencies = ["torch"]'),
    };
    const merged = mergeReadings([read(files), readingFrom(files, readPyproject("m/pyproject.toml"))]);
    expect(linesOf(merged)).toEqual(["direct m/pyproject.toml:5 torch"]);
    expect(merged.requiresPython?.text).toBe(">=3.11");
  });

  it.each(["lib @ file:./lib", "-e ./lib#egg=lib"])("%j has no version that could be edited", (line) => {
    const content = `${line}\nnumpy==1.0\n`;
    const [lib, numpy] = readingFrom(
      { "requirements.txt": content },
      requirements.read("requirements.txt", {}),
    ).requirements;
    if (lib === undefined || numpy === undefined) throw new Error("two requirements were expected");
    expect(requirements.edit(content, [{ requirement: lib, specifier: "==2" }]).kind).toBe("refused");
    expect(requirements.edit(content, [{ requirement: numpy, specifier: "==2.0" }])).toEqual({
      kind: "edited",
      content: `${line}\nnumpy==2.0\n`,
    });
  });
});
