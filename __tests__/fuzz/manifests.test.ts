import { expect, it } from "@jest/globals";
import { readDockerfile } from "../../src/core/manifest/dockerfile/read-dockerfile.ts";
import { readPyproject } from "../../src/core/manifest/pyproject/read-pyproject.ts";
import { readingFrom } from "../core/manifest/reading-from.ts";
import { fuzz } from "../support/fuzz.ts";

fuzz({
  name: "pyproject.toml",
  read: (bytes) =>
    readingFrom(
      { "pyproject.toml": bytes, "r.txt": "a\n" },
      readPyproject("pyproject.toml", { extras: ["x"], groups: ["dev"] }),
    ),
  seeds: [
    `[project]
name = "a"
version = "1.0"
requires-python = ">=3.8"
dynamic = ["readme"]
dependencies = ["b>=1", 'c; os_name == "nt"', """d
"""]
[project.optional-dependencies]
x = ["e[f]"]
[dependency-groups]
dev = ["g", {include-group = "test"}]
test = []
[tool.uv]
constraint-dependencies = ["h<2"]
sources.b = { index = "i" }
[[tool.uv.index]]
name = "i"
url = "https://u:p@h.example/simple"
[tool.setuptools.dynamic]
dependencies = { file = ["r.txt"] }
[tool.poetry.dependencies]
python = "^3.8"
j = { version = "^1.2", extras = ["k"], optional = true }
`,
  ],
  pieces: [
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "[project]\n",
    "dependencies = ",
    "[dependency-groups]\n",
    "dev = ",
    '{include-group="dev"}',
    "[tool.uv]\n",
    "[tool.poetry.dependencies]\n",
    "a",
    ".",
    "=",
    ",",
    "\n",
    '"',
    "'''",
    '"""',
    "#",
    "\\",
    "\\u0000",
    "1",
    "1979-05-27",
    "inf",
    "true",
    "\u0000",
    "a = '^1'\n",
    "a.b = 1\n",
    "__proto__",
  ],
  around: [
    ["[project]\ndependencies = [", "]\n"],
    ["[project]\ndependencies = ['", "']\n"],
    ["[", "]\n"],
    ["", " = 1\n"],
  ],
});

fuzz({
  name: "Dockerfile",
  read: (bytes) => readingFrom({ Dockerfile: bytes }, readDockerfile("Dockerfile")),
  seeds: [
    `# syntax=docker/dockerfile:1
ARG CUDA=12.2.2
FROM --platform=linux/amd64 nvidia/cuda:\${CUDA}-runtime-ubuntu22.04 AS base
ENV PYTHON_VERSION=3.11 A="b c"
FROM base
COPY --chown=1 requirements.txt /app/
WORKDIR /app
RUN pip install -r requirements.txt \\
    && uv pip install 'torch==2.0'
RUN <<EOT
pip install a
EOT
CMD ["python"]
`,
  ],
  pieces: [
    "FROM ",
    "FROM a\n",
    "AS b",
    "ARG ",
    "ENV ",
    "A=",
    "${A",
    "}",
    "$A",
    ":-",
    "RUN ",
    "pip install ",
    "-r a.txt",
    "&&",
    ";",
    "COPY ",
    "WORKDIR ",
    "<<EOT\n",
    "EOT\n",
    "\\\n",
    "`",
    "# escape=`\n",
    "#",
    "\n",
    "\r\n",
    " ",
    '"',
    "'",
    "[",
    "]",
    "--platform=",
    "\u0000",
    "(",
    "|",
  ],
  around: [
    ["FROM ", "\n"],
    ["FROM a\nRUN ", "\n"],
    ["FROM a\nENV ", "\n"],
    ["ARG A=", "\nFROM $A\n"],
    ["FROM a\nRUN pip install ", "\n"],
  ],
});

it.each([
  ["a string", `[project]\nname = '${"x".repeat(500_000)}'\n`],
  ["a number", `[project]\nname = ${"1".repeat(500_000)}\n`],
])("refuses a pyproject.toml with %s that no parser takes", (_, content) => {
  const reading = readingFrom({ "pyproject.toml": content }, readPyproject("pyproject.toml"));
  expect(reading.problems.map(({ message }) => message)).toEqual([expect.stringContaining("too long")]);
});
