import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { describe, expect, it } from "@jest/globals";
import { temporaryRepository } from "../shell/git/temporary-repository.ts";
import { openScene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readFix } from "../support/valid-output.ts";

const hash = (text: string): string => text.repeat(32);

const packages = [
  { name: "web", versions: [{ version: "1.0", requires: ["images"], listedHash: hash("1a") }] },
  {
    name: "images",
    versions: [
      { version: "2.0", listedHash: hash("2b") },
      { version: "2.1", listedHash: hash("2c") },
    ],
  },
];

const osv = {
  records: [
    {
      json: osvJson({
        id: "GHSA-aaaa-bbbb-cccc",
        package: "images",
        range: "introduced 0, fixed 2.1",
        database_specific: { severity: "HIGH" },
      }),
      hits: ["images 2.0"],
    },
  ],
};

const lock = (index: string): string => `version = 1
requires-python = ">=3.11"

[[package]]
name = "served"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "web" }]

[package.metadata]
requires-dist = [{ name = "web", specifier = ">=1" }]

[[package]]
name = "images"
version = "2.0"
source = { registry = "${index}" }
wheels = [{ url = "${index}images-2.0-py3-none-any.whl", hash = "sha256:${hash("2b")}" }]

[[package]]
name = "web"
version = "1.0"
source = { registry = "${index}" }
dependencies = [{ name = "images" }]
wheels = [{ url = "${index}web-1.0-py3-none-any.whl", hash = "sha256:${hash("1a")}" }]
`;

const pyproject = '[project]\nname = "served"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["web>=1"]\n';
const target = 'targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none }\n';
const command = "uv lock --upgrade-package images==2.1";

/** What a stand-in for uv does with the lock, as a line of a shell. */
const moves = `sed -i.old -e '/^name = "images"/{n;s/2.0/2.1/;}' -e 's/images-2.0/images-2.1/;s/${hash("2b")}/${hash("2c")}/' uv.lock`;

interface Run {
  readonly tool?: string;
  readonly remediation?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function fixed({ tool, remediation = "{}", args = [], env = {} }: Run) {
  await using opened = await openScene({ packages, osv });
  await using outside = await temporaryRepository();
  const bin = path.join(outside.path, "bin");
  await mkdir(bin);
  if (tool !== undefined) {
    await writeFile(path.join(bin, "uv"), `#!/bin/sh\n{ echo "$@"; env; } > '${outside.path}/asked'\n${tool}\n`);
    await chmod(path.join(bin, "uv"), 0o755);
  }
  await opened.repository.write({
    ".github/pinwarden.yml": `${target}remediation: ${remediation}\n`,
    "pyproject.toml": pyproject,
    "uv.lock": lock(opened.index.url),
    "unrelated.py": "secret = 1\n",
  });
  const settings = { env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, ...env } };
  const result = await opened.run(["fix", ".", "--format", "json", ...args], settings);
  const { plans } = readFix(result.stdout);
  return {
    exitCode: result.exitCode,
    stderr: result.stderr,
    commands: plans.flatMap((plan) => plan.commands),
    edits: plans.flatMap((plan) => plan.edits.map(({ file, after }) => `${file}: ${after}`)),
    changes: plans.flatMap((plan) => plan.changes),
    asked: await readFile(path.join(outside.path, "asked"), "utf8").catch(() => null),
    lock: await readFile(path.join(opened.repository.path, "uv.lock"), "utf8"),
  };
}

describe("the lock of another tool", () => {
  it("is left, and the command is named that moves what has to move", async () => {
    const { exitCode, commands, edits, changes, asked } = await fixed({ tool: moves });
    expect(exitCode).toBe(1);
    expect(commands).toEqual([{ file: "uv.lock", command, state: "needed", installed: true, why: null }]);
    expect(changes).toEqual([{ name: "images", from: "2.0", to: "2.1" }]);
    expect(edits).toEqual([]);
    expect(asked).toBeNull();
  });

  it("is written by its tool where the configuration lets it, read back and checked", async () => {
    const { commands, edits, asked } = await fixed({
      tool: moves,
      remediation: "{ run-tools: true }",
      env: { GITHUB_TOKEN: "ghs_secret", UV_INDEX_URL: "https://user:word@index.test/simple" },
    });
    expect(commands).toEqual([{ file: "uv.lock", command, state: "ran", installed: true, why: null }]);
    expect(edits).toEqual(['uv.lock: version = "2.1"', expect.stringMatching(/^uv\.lock: wheels = .*images-2\.1-py3/)]);
    expect(asked?.split("\n")[0]).toBe(
      "lock --upgrade-package images==2.1 --no-build --no-python-downloads --no-progress",
    );
    expect(asked).not.toContain("ghs_secret");
    expect(asked).not.toContain("user:word");
    expect(asked).toContain("HOME=");
  });

  it("is written into the repository with `--write`", async () => {
    const { exitCode, lock: after } = await fixed({ tool: moves, args: ["--run-tools", "--write"] });
    expect(exitCode).toBe(0);
    expect(after).toContain('name = "images"\nversion = "2.1"');
  });

  it("is not taken where what the tool wrote is not clean", async () => {
    const { commands, edits } = await fixed({ tool: "echo >> uv.lock", args: ["--run-tools"] });
    expect(edits).toEqual([]);
    expect(commands).toEqual([
      {
        file: "uv.lock",
        command,
        state: "needed",
        installed: true,
        why: "What it wrote still has GHSA-aaaa-bbbb-cccc of images 2.0.",
      },
    ]);
  });

  it.each([
    ["fails", "echo 'no such package' >&2; exit 3", "It ended with status 3: no such package"],
    ["is not there", undefined, "`uv` is not installed here."],
  ])("stays where the tool %s, with the reason", async (_, tool, why) => {
    const { commands, edits } = await fixed({
      ...(tool === undefined ? {} : { tool }),
      args: ["--run-tools"],
      // Node alone, and the shell.
      ...(tool === undefined ? { env: { PATH: "/nowhere" } } : {}),
    });
    expect(edits).toEqual([]);
    expect(commands).toEqual([{ file: "uv.lock", command, state: "needed", installed: true, why }]);
  });

  it.each(["pull_request", "pull_request_target", "issue_comment", "workflow_run"])(
    "is never written in a job of %s",
    async (event) => {
      const { commands, asked, stderr } = await fixed({
        tool: moves,
        remediation: "{ run-tools: true }",
        args: ["--run-tools"],
        env: { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: event },
      });
      expect(asked).toBeNull();
      expect(commands).toEqual([{ file: "uv.lock", command, state: "needed", installed: true, why: null }]);
      expect(stderr).toContain("--run-tools");
    },
  );
});
