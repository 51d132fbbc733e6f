import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { root } from "../support/command-line.ts";

export const toolNames = ["pinwarden", "uv", "pip", "pip-compile", "poetry"] as const;
export type ToolName = (typeof toolNames)[number];

/** One run's folder: an input that is there, an output that is not yet, and the tool's own cache. */
export interface RunPlace {
  readonly folder: string;
  readonly cache: string;
  readonly requirements: readonly string[];
}

/** A tool that was found on this machine. */
export interface Tool {
  readonly name: ToolName;
  readonly version: string;
  prepare(place: RunPlace): Invocation;
  /** `name==version`, sorted, of the run that has just ended well. */
  pins(place: RunPlace): readonly string[];
}

export interface Invocation {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface ToolPaths {
  readonly uv: string;
  /** A folder with `python` (of 3.11), `pip-compile` and `poetry`; those that are not in it are looked for on the path. */
  readonly venv: string | null;
}

const python = "3.11";
const platform = "x86_64-manylinux_2_28";
/** pip does not spell a platform out: every older one that the target can load has to be named. */
const pipPlatforms = [
  ...Array.from({ length: 24 }, (_, at) => `manylinux_2_${28 - at}_x86_64`),
  "manylinux2014_x86_64",
  "manylinux2010_x86_64",
  "manylinux1_x86_64",
  "linux_x86_64",
];

/** What can be run, and why the rest cannot. */
export function findTools(paths: ToolPaths): { readonly tools: readonly Tool[]; readonly skipped: readonly string[] } {
  const inVenv = (program: string): string => (paths.venv === null ? program : path.join(paths.venv, program));
  const found = [
    pinwarden(),
    tool("uv", paths.uv, ["--version"], (program) => uv(program)),
    tool("pip", inVenv("python"), ["-m", "pip", "--version"], (program) => pip(program)),
    tool("pip-compile", inVenv("pip-compile"), ["--version"], (program) => pipCompile(program)),
    tool("poetry", inVenv("poetry"), ["--version"], (program) => poetry(program)),
  ];
  return {
    tools: found.filter((one) => typeof one !== "string"),
    skipped: found.filter((one) => typeof one === "string"),
  };
}

type Unversioned = Omit<Tool, "name" | "version">;

function tool(
  name: ToolName,
  program: string,
  ask: readonly string[],
  make: (program: string) => Unversioned,
): Tool | string {
  const answer = spawnSync(program, [...ask], { encoding: "utf8" });
  if (answer.status !== 0) return `${name} is not installed: \`${program} ${ask.join(" ")}\` did not answer`;
  const version = /\d+(?:\.\d+)+/.exec(answer.stdout)?.[0] ?? "unknown";
  return { name, version, ...make(program) };
}

const inputOf = (place: RunPlace): string => path.join(place.folder, "requirements.in");
const outputOf = (place: RunPlace): string => path.join(place.folder, "requirements.txt");

function writeInput(place: RunPlace): void {
  writeFileSync(inputOf(place), `${place.requirements.join("\n")}\n`);
}

const pinsOfText = (place: RunPlace): readonly string[] =>
  [...readFileSync(outputOf(place), "utf8").matchAll(/^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)/gim)]
    .map(([, name = "", version = ""]) => pin(name, version))
    .sort();

const pin = (name: string, version: string): string => `${name.toLowerCase().replace(/[-_.]+/g, "-")}==${version}`;

function pinwarden(): Tool {
  const { version }: { version: string } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return {
    name: "pinwarden",
    version,
    pins: pinsOfText,
    prepare(place) {
      writeInput(place);
      const target = ["--python", python, "--platform", platform, "--only-binary", ":all:"];
      return {
        program: process.execPath,
        parameters: [
          path.join(root, "dist/index.js"),
          "resolve",
          "-r",
          inputOf(place),
          "-o",
          outputOf(place),
          ...target,
        ],
        environment: { PINWARDEN_CACHE_DIR: place.cache },
      };
    },
  };
}

function uv(program: string): Unversioned {
  return {
    pins: pinsOfText,
    prepare(place) {
      writeInput(place);
      const target = ["--python-version", python, "--python-platform", platform, "--only-binary", ":all:"];
      const quiet = ["--no-header", "--no-python-downloads", "--quiet"];
      return {
        program,
        parameters: ["pip", "compile", inputOf(place), "-o", outputOf(place), ...target, ...quiet],
        environment: { UV_CACHE_DIR: place.cache },
      };
    },
  };
}

/** pip reads markers for the interpreter that it runs on, so that has to be of the target's Python. */
function pip(program: string): Unversioned {
  const reportOf = (place: RunPlace): string => path.join(place.folder, "report.json");
  return {
    prepare(place) {
      writeInput(place);
      const target = [
        "--python-version",
        python,
        ...pipPlatforms.flatMap((one) => ["--platform", one]),
        "--only-binary",
        ":all:",
      ];
      const dry = ["--dry-run", "--ignore-installed", "--quiet", "--report", reportOf(place)];
      return {
        program,
        parameters: ["-m", "pip", "install", ...dry, ...target, "--cache-dir", place.cache, "-r", inputOf(place)],
        environment: {},
      };
    },
    pins(place) {
      const report: { install: { metadata: { name: string; version: string } }[] } = JSON.parse(
        readFileSync(reportOf(place), "utf8"),
      );
      return report.install.map(({ metadata }) => pin(metadata.name, metadata.version)).sort();
    },
  };
}

/** It resolves for the machine that it runs on. */
function pipCompile(program: string): Unversioned {
  return {
    pins: pinsOfText,
    prepare(place) {
      writeInput(place);
      const quiet = ["--quiet", "--no-header", "--no-annotate", "--strip-extras", "--allow-unsafe"];
      return {
        program,
        parameters: [
          "--output-file",
          outputOf(place),
          "--cache-dir",
          place.cache,
          "--pip-args",
          "--only-binary=:all:",
          ...quiet,
          inputOf(place),
        ],
        environment: {},
      };
    },
  };
}

/** The simple API that the others ask as well: left to itself, it asks an interface that only the public index has. */
const source = '[[tool.poetry.source]]\nname = "simple"\nurl = "https://pypi.org/simple/"\npriority = "primary"\n';

/** It resolves for every platform at once, and may build archives. */
function poetry(program: string): Unversioned {
  return {
    prepare(place) {
      const project = {
        name: "bench",
        version: "0",
        "requires-python": ">=3.11,<3.12",
        dependencies: place.requirements,
      };
      const lines = Object.entries(project).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
      writeFileSync(
        path.join(place.folder, "pyproject.toml"),
        `[project]\n${lines.join("\n")}\n\n[tool.poetry]\npackage-mode = false\n\n${source}`,
      );
      return {
        program,
        parameters: ["lock", "--no-interaction", "--directory", place.folder],
        environment: { POETRY_CACHE_DIR: place.cache, POETRY_VIRTUALENVS_CREATE: "false" },
      };
    },
    pins: (place) =>
      [
        ...readFileSync(path.join(place.folder, "poetry.lock"), "utf8").matchAll(
          /^name = "([^"]+)"\nversion = "([^"]+)"/gm,
        ),
      ]
        .map(([, name = "", version = ""]) => pin(name, version))
        .sort(),
  };
}
