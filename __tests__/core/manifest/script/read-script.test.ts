import { expect, it } from "@jest/globals";
import { script } from "../../../../src/core/manifest/script/read-script.ts";
import { linesOf, problemsOf, readingFrom, slicesOf } from "../reading-from.ts";

const path = "m/serve.py";
const read = (content: string) => readingFrom({ [path]: content }, script.read(path, {}));

const content = [
  "#!/usr/bin/env python3",
  "# /// script",
  '# requires-python = ">=3.11"',
  "# dependencies = [",
  '#   "torch==2.1.0",  # why',
  "#",
  "#   'numpy<2',",
  "# ]",
  "# [tool.uv]",
  '# constraint-dependencies = ["protobuf<5"]',
  "# [[tool.uv.index]]",
  '# url = "https://i.example/simple"',
  "# ///",
  "import torch",
  '# dependencies = ["no"]',
].join("\n");

it("reads the block", () => {
  const reading = read(content);
  expect(linesOf(reading)).toEqual([
    `direct ${path}:5 torch==2.1.0`,
    `direct ${path}:7 numpy<2`,
    `constraint ${path}:10 protobuf<5`,
  ]);
  expect(slicesOf(path, content, reading)).toEqual(reading.requirements.map(({ text }) => text));
  expect(reading.requiresPython?.text).toBe(">=3.11");
  expect(reading.options).toMatchObject({
    extraIndexUrls: [{ text: "https://i.example/simple" }],
    indexStrategy: "first-index",
  });
  expect(reading.problems).toEqual([]);
});

it.each([
  ["import os\n", "m/serve.py:1:1-1 not-assessed script/no-block"],
  ["# /// script\n# dependencies = []\n", "m/serve.py:1:1-13 error script/invalid-block"],
  ["# /// script\n# ///\n\n# /// script\n# ///\n", "m/serve.py:4:1-13 error script/invalid-block"],
  ["# /// script\n# dependencies = [\n# ///\n", "m/serve.py:2:1-1 error script/invalid-toml"],
])("reports %j", (text, problem) => {
  const [first] = problemsOf(read(text));
  expect(first?.replace(/:\d+-\d+ /, " ")).toBe(problem.replace(/:\d+-\d+ /, " "));
});

it("ends the block at its last closing line, as PEP 723 does", () => {
  expect(linesOf(read('# /// script\n# dependencies = ["a"]\n# ///\n# b = 1\n# ///\n'))).toEqual([]);
});
