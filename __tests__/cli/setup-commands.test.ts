import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { configCommand } from "../../src/cli/commands/config.ts";
import { initCommand } from "../../src/cli/commands/init.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { readConfig } from "../../src/core/config/read-config.ts";
import { readWorkflow } from "../../src/core/packaging/container/read-workflow.ts";
import { readFiles } from "../support/read-files.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function repository(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "pinwarden-init-"));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return root;
}

function terminal(): Terminal & { readonly printed: string[]; readonly notes: string[] } {
  const printed: string[] = [];
  const notes: string[] = [];
  return {
    printed,
    notes,
    result: async (text) => void printed.push(text),
    note: (line) => void notes.push(line),
    error: () => {},
    during: (_what, work) => work,
  };
}

const models = {
  "models/asr/cog.yaml": 'build:\n  gpu: true\n  python_version: "3.10"\n  python_packages: [torch==2.4.0]\n',
  "models/asr/k8s/d.yaml":
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: asr}\nspec: {template: {spec: {nodeSelector: {nvidia.com/gpu.product: Tesla-T4, nvidia.com/cuda.driver.major: "535"}}}}\n',
  "models/ocr/requirements.txt": "numpy\n",
  "models/ocr/Dockerfile": "FROM python:3.12-slim-bookworm\n",
};

describe("init", () => {
  it("writes what was found, commented, as a configuration that our own reader takes", async () => {
    const root = await repository(models);
    const out = terminal();
    expect(await initCommand(root, {}, out)).toBe(0);
    const text = await readFile(path.join(root, ".github/pinwarden.yml"), "utf8");
    expect(text.split("\n")[0]).toMatch(/^# yaml-language-server: \$schema=https:\/\/.*config\.schema\.json$/);
    const { config, problems, notices } = readConfig(text, ".github/pinwarden.yml");
    expect([problems, notices]).toEqual([[], []]);
    expect(config?.models.map(({ path: folder, targets }) => [folder, targets])).toEqual([
      ["models/asr", ["prod"]],
      ["models/ocr", ["prod-2"]],
    ]);
    expect(config?.targets.get("prod")).toMatchObject({
      python: { value: { minor: 10 } },
      driver: { value: "535" },
      gpus: { value: ["NVIDIA T4"] },
    });
    expect(config?.targets.get("prod-2")).toMatchObject({
      image: { value: "python:3.12-slim-bookworm" },
      driver: null,
    });
    expect(text).toContain('driver: "535"  # `nvidia.com/cuda.driver.major` in models/asr/k8s/d.yaml:4');
    expect(text).toContain('    # driver: "535.183.01"  # missing: NVIDIA driver');
    expect(out.notes.slice(0, 2)).toEqual(["wrote .github/pinwarden.yml", "wrote .github/workflows/pinwarden.yml"]);
  });

  it("finds the same models under what it wrote, and its workflow is one", async () => {
    const root = await repository(models);
    await initCommand(root, {}, terminal());
    const workflow = await readFile(path.join(root, ".github/workflows/pinwarden.yml"), "utf8");
    expect(readFiles(readWorkflow("w.yml"), { "w.yml": workflow }).problems).toEqual([]);
    expect(workflow).toContain("uses: pinwarden/pinwarden@v");
    expect(workflow).not.toContain("schedule");
    const out = terminal();
    await configCommand(root, { format: "text" }, out);
    expect(out.printed[0]).toContain("targets.prod.driver: 535");
  });

  it("writes the workflow that scans, which is the example of the documentation", async () => {
    const root = await repository(models);
    await initCommand(root, {}, terminal());
    const written = await readFile(path.join(root, ".github/workflows/pinwarden-scan.yml"), "utf8");
    expect(written).toBe(await readFile(path.join(import.meta.dirname, "../../examples/workflows/scan.yml"), "utf8"));
    expect(await readFile(path.join(import.meta.dirname, "../../docs/scan.md"), "utf8")).toContain(written);
  });

  it("overwrites nothing", async () => {
    const mine = "policy: { warn-only: true }\n";
    const root = await repository({ ...models, ".github/pinwarden.yaml": mine });
    await expect(initCommand(root, {}, terminal())).rejects.toMatchObject({ code: "usage/already-there" });
    expect(await readFile(path.join(root, ".github/pinwarden.yaml"), "utf8")).toBe(mine);
    const other = await repository({ ...models, ".github/workflows/pinwarden.yml": "name: mine\n" });
    const out = terminal();
    await initCommand(other, {}, out);
    expect(out.notes[1]).toBe(".github/workflows/pinwarden.yml is there already, and was left as it is");
    expect(await readFile(path.join(other, ".github/workflows/pinwarden.yml"), "utf8")).toBe("name: mine\n");
  });

  it("follows no link out of the repository", async () => {
    const root = await repository(models);
    const outside = await repository({});
    await symlink(outside, path.join(root, ".github"));
    await expect(initCommand(root, {}, terminal())).rejects.toMatchObject({ code: expect.stringMatching(/^usage\//) });
    await expect(readFile(path.join(outside, "pinwarden.yml"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("writes a valid file where nothing is found, and for names that are hostile", async () => {
    for (const files of [{}, { "a: [b\u0007/requirements.txt": "", "- {x}/cog.yaml": "build: {}\n" }]) {
      const root = await repository(files);
      const out = terminal();
      await initCommand(root, { dryRun: true }, out);
      const text = (out.printed[0] ?? "").split("# .github/workflows")[0] ?? "";
      expect(readConfig(text, "p.yml").problems).toEqual([]);
      await expect(readFile(path.join(root, ".github/pinwarden.yml"))).rejects.toMatchObject({ code: "ENOENT" });
    }
  });
});

describe("config", () => {
  it("prints every value with where it is written, of all files", async () => {
    const root = await repository({
      ".github/pinwarden.yml": "extends: shared.yml\npolicy:\n  fail-on-severity: 7.5\n",
      "shared.yml": 'targets: { prod: { python: "3.11", gpu: none } }\npolicy: { warn-only: true }\n',
    });
    const out = terminal();
    await configCommand(root, { format: "json" }, out);
    const { entries } = JSON.parse(out.printed[0] ?? "") as { entries: { key: string; value: string; from: string }[] };
    expect(entries).toContainEqual({ key: "policy.fail-on-severity", value: "7.5", from: ".github/pinwarden.yml:3" });
    expect(entries).toContainEqual({ key: "policy.warn-only", value: "true", from: "shared.yml:2" });
    expect(entries).toContainEqual({ key: "targets.prod.gpu", value: "none", from: "shared.yml:1" });
    expect(entries).toContainEqual({ key: "resolve.resolution", value: "highest", from: "default" });
  });
});
