import { expect, it } from "@jest/globals";
import { setupCfg } from "../../../../src/core/manifest/setup-cfg/read-setup-cfg.ts";
import { linesOf, problemsOf, readingFrom, slicesOf } from "../reading-from.ts";

const path = "m/setup.cfg";
const read = (content: string, extras: readonly string[] = [], files: Readonly<Record<string, string>> = {}) =>
  readingFrom({ ...files, [path]: content }, setupCfg.read(path, { extras }));

const content = [
  "[metadata]",
  "name = m",
  "[options]",
  "python_requires = >=3.9",
  "install_requires =",
  "    torch==2.1.0  # why",
  "    # a comment",
  "",
  '    numpy>=1.2 ; python_version < "3.12"',
  "zip_safe: no",
  "[options.extras_require]",
  "gpu =",
  "\tflash-attn>=2",
  "Serve_Http = fastapi; uvicorn",
].join("\r\n");

it("reads requirements, a chosen extra and Python", () => {
  const reading = read(content, ["gpu", "serve-http"]);
  expect(linesOf(reading)).toEqual([
    `direct ${path}:6 torch==2.1.0`,
    `direct ${path}:9 numpy>=1.2 ; python_version < "3.12"`,
    `direct ${path}:13 flash-attn>=2`,
    `direct ${path}:14 fastapi`,
    `direct ${path}:14 uvicorn`,
  ]);
  expect(slicesOf(path, content, reading)).toEqual(reading.requirements.map(({ text }) => text));
  expect(reading.requiresPython).toMatchObject({ text: ">=3.9", origin: { line: 4, column: 19 } });
  expect(reading.problems).toEqual([]);
});

it("reads the files that it names, inside the tree alone", () => {
  const reading = read("[options]\ninstall_requires = file: requirements.txt, ../../x.txt\n", [], {
    "m/requirements.txt": "torch\n",
  });
  expect(linesOf(reading)).toEqual(["direct m/requirements.txt:1 torch"]);
  expect(problemsOf(reading)).toEqual([`${path}:2:20-55 error setup-cfg/file`]);
});

it("reports lines that are none, and extras that are not there", () => {
  expect(problemsOf(read("x\n[options]\ninstall_requires =\n  torch=2\n", ["gpu"]))).toEqual([
    `${path}:1:1-2 error setup-cfg/invalid-line`,
    `${path}:4:8-10 error setup-cfg/invalid-requirement`,
    `${path}:1:1-1 error setup-cfg/unknown-extra`,
  ]);
});

it("passes over a file that only configures tools", () => {
  expect(read("[flake8]\nmax-line-length = 100\n")).toMatchObject({ requirements: [], problems: [] });
});
