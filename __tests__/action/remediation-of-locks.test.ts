import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "@jest/globals";
import { advisoryOf } from "../support/five-models.ts";
import { bundleEntry, openRemediationScenario } from "../support/remediation-scenario.ts";

const hash = (text: string): string => text.repeat(32);
const command = "uv lock --upgrade-package images==2.1";

const lock = (index: string): string => `version = 1
requires-python = ">=3.11"

[[package]]
name = "served"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "images" }]

[package.metadata]
requires-dist = [{ name = "images", specifier = ">=1" }]

[[package]]
name = "images"
version = "2.0"
source = { registry = "${index}" }
wheels = [{ url = "${index}images-2.0-py3-none-any.whl", hash = "sha256:${hash("2b")}" }]
`;

const pyproject =
  '[project]\nname = "served"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["images>=1"]\n';
const config = (more = ""): string => `models:
  - { id: locked, path: models/locked, targets: [prod] }
  - { id: plain, path: models/plain, targets: [prod] }
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.35" }
${more}`;

describe("a model that is installed from the lock of another tool", () => {
  it("gets a pull request with the lock where its tool may run, and else the command", async () => {
    await using scenario = await openRemediationScenario({
      files: {
        ".github/pinwarden.yml": config(),
        "models/locked/pyproject.toml": pyproject,
        "models/plain/requirements.txt": "images==2.0\n",
      },
      packages: [
        {
          name: "images",
          versions: [
            { version: "2.0", listedHash: hash("2b") },
            { version: "2.1", listedHash: hash("2c") },
          ],
        },
      ],
      records: [advisoryOf("GHSA-2222-2222-imgs", "images", ["2.0"], "2.1")],
    });
    await scenario.commit({ "models/locked/uv.lock": lock(scenario.index.url) });
    const bin = await mkdtemp(join(tmpdir(), "uv-"));
    try {
      const without = await scenario.run();
      expect(without.exitCode).toBe(0);
      expect(scenario.pulls().map(({ headBranch }) => headBranch)).toEqual(["pinwarden/model/plain"]);
      expect(without.summary).toContain(
        `| not made | Upgrade images to 2.1 in locked (GHSA-2222-2222-imgs) | \`models/locked/uv.lock\` has to be written by its own tool: \`(cd models/locked && ${command})\`.`,
      );

      // A stand-in for uv, which moves the one package.
      const moves = `sed -i -e '/^name = "images"/{n;s/2.0/2.1/;}' -e 's/images-2.0/images-2.1/;s/${hash("2b")}/${hash("2c")}/' uv.lock`;
      await writeFile(join(bin, "uv"), `#!/bin/sh\n${moves}\n`);
      await chmod(join(bin, "uv"), 0o755);
      await scenario.commit({ ".github/pinwarden.yml": config("remediation: { run-tools: true }\n") });
      const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}` };
      const after = await scenario.run({ entry: bundleEntry, env });
      expect(after.exitCode).toBe(0);
      const locked = scenario.pulls().find(({ headBranch }) => headBranch === "pinwarden/model/locked");
      const { git } = scenario.repository;
      const changed = await git.changedFiles("refs/heads/main", locked?.headRef ?? "");
      expect(changed.map(({ filename }) => filename)).toEqual(["models/locked/uv.lock"]);
      expect(locked?.body).toContain(
        `- \`models/locked/uv.lock\` was written by \`${command}\`, read back, resolved and checked.`,
      );
      scenario.writes();

      // Without the tool it stays as it is: nobody can tell whether it is needed.
      await scenario.commit({ ".github/pinwarden.yml": config() });
      await scenario.run();
      expect(scenario.writes()).toEqual([]);
    } finally {
      await rm(bin, { recursive: true, force: true });
    }
  }, 240_000);
});
