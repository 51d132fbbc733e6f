import { spawnSync } from "node:child_process";
import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import path from "node:path";
import process from "node:process";
import { describe, expect, it } from "@jest/globals";
import { nodeProblem } from "../src/node-version.ts";
import { type TemporaryFolder, temporaryFolder } from "./shell/files/temporary-folder.ts";
import { onLinux, runCommand } from "./support/command-line.ts";
import { startLoopbackIndex } from "./support/loopback-index.ts";
import { osvJson } from "./support/osv-records.ts";
import { startOsvService } from "./support/osv-service.ts";
import { readReport, readResolution } from "./support/valid-output.ts";

const dist = path.resolve(import.meta.dirname, "../dist");

/** A Node of the machine that is too old; null where it has none. */
function olderNode(): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const node = path.join(folder, "node");
    const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
    if (status === 0 && nodeProblem(stdout.trim().slice(1)) !== null) return node;
  }
  return null;
}

interface Alone {
  readonly folder: TemporaryFolder;
  run(...args: string[]): ReturnType<typeof runCommand>;
}

/**
 * The bundle in a folder of its own, run by a Node that may read and write nothing but that folder, without any variable
 * of the environment but where its cache lies and which advisory service it asks.
 */
async function alone(osv = "http://127.0.0.1:1"): Promise<Alone & AsyncDisposable> {
  const folder = await temporaryFolder();
  for (const file of ["index.js", "package.json"]) await cp(path.join(dist, file), path.join(folder.path, file));
  await mkdir(path.join(folder.path, "model"));
  return {
    folder,
    run: (...args) =>
      runCommand(args, {
        cwd: path.join(folder.path, "model"),
        entry: path.join(folder.path, "index.js"),
        node: [
          "--permission",
          `--allow-fs-read=${folder.path}`,
          `--allow-fs-write=${folder.path}`,
          // Git, which is not on the path that it has: without it the folder is walked.
          "--allow-child-process",
          "--disable-warning=PERM0002",
          "--allow-net",
        ].filter((option) => option !== "--allow-net" || process.allowedNodeEnvironmentFlags.has("--allow-net")),
        onlyEnv: { PINWARDEN_CACHE_DIR: path.join(folder.path, "cache"), PINWARDEN_OSV_URL: osv },
      }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const packages = [
  { name: "app", versions: [{ version: "2.0", requires: ["lib>=1"] }] },
  {
    name: "lib",
    versions: [{ version: "1.5", sdist: { "PKG-INFO": "Metadata-Version: 2.2\nName: lib\nVersion: 1.5\n" } }],
  },
];

describe("the bundle, alone in an empty folder", () => {
  it("says its version and its help", async () => {
    await using bundle = await alone();
    const { version } = JSON.parse(await readFile(path.join(dist, "../package.json"), "utf8")) as { version: string };
    expect(await bundle.run("--version")).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
    const help = await bundle.run("check", "--help");
    expect(help).toMatchObject({ exitCode: 0, stderr: "" });
    expect(help.stdout).toContain("--base");
    expect((await readdir(bundle.folder.path)).sort()).toEqual(["index.js", "model", "package.json"]);
  });

  it("lists the rules, and has the page of each inside", async () => {
    await using bundle = await alone();
    const listed = await bundle.run("rules");
    expect([listed.exitCode, listed.stderr]).toEqual([0, ""]);
    expect(listed.stdout).toMatch(/^accelerator\/driver-too-old +\S/m);
    const page = await bundle.run("rules", "accelerator/driver-too-old");
    expect([page.exitCode, page.stderr]).toEqual([0, ""]);
    expect(page.stdout).toMatch(/^# accelerator\/driver-too-old\n/);
    expect(page.stdout).toContain("## How to fix it");
  });

  it("resolves: pages, sidecars, wheels, archives, a lock file", async () => {
    await using index = await startLoopbackIndex({ packages, gzip: true, sidecars: "none" });
    await using bundle = await alone();
    const json = await bundle.run("resolve", "app", ...onLinux, "--index-url", index.url, "--format", "json");
    expect([json.exitCode, json.stderr]).toEqual([0, ""]);
    expect(readResolution(json.stdout).packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "app 2.0",
      "lib 1.5",
    ]);
    const lock = await bundle.run(
      "resolve",
      "app",
      "--no-binary",
      "lib",
      ...onLinux,
      "--index-url",
      index.url,
      "--format",
      "pylock",
    );
    expect([lock.exitCode, lock.stderr]).toEqual([0, ""]);
    expect(lock.stdout).toContain("lib-1.5.tar.gz");
  });

  it("checks, records, and replays the record without a network", async () => {
    const records = [
      {
        json: osvJson({
          id: "GHSA-aaaa-bbbb-cccc",
          package: "lib",
          range: "introduced 0",
          severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
        }),
        hits: ["lib 1.5"],
      },
    ];
    await using index = await startLoopbackIndex({ packages });
    await using osv = await startOsvService({ records });
    await using bundle = await alone(osv.address);
    await bundle.folder.write({
      "model/pyproject.toml": '[project]\nname = "m"\nversion = "1"\ndependencies = ["app"]\n',
      "model/Dockerfile": "FROM nvidia/cuda:12.2.2-runtime-ubuntu22.04\n",
      "model/.github/pinwarden.yml":
        'targets:\n  prod: { python: "3.11", platform: linux/amd64, driver: "535.183.01", gpu: [T4] }\n',
    });
    const recorded = await bundle.run(
      "check",
      "--index-url",
      index.url,
      "--format",
      "json",
      "--record",
      "answers.json",
    );
    expect([recorded.exitCode, recorded.stderr]).toEqual([1, ""]);
    const findings = readReport(recorded.stdout).models[0]?.targets[0]?.findings ?? [];
    expect(findings.filter(({ rule }) => rule === "advisory")).toMatchObject([
      { package: "lib", severity: "critical" },
    ]);
    await index.close();
    await osv[Symbol.asyncDispose]();
    const replayed = await bundle.run(
      "check",
      "--index-url",
      index.url,
      "--format",
      "json",
      "--replay",
      "answers.json",
    );
    expect([replayed.exitCode, replayed.stderr]).toEqual([1, ""]);
    expect(readReport(replayed.stdout).models).toEqual(readReport(recorded.stdout).models);
    const comment = await bundle.run("check", "--index-url", index.url, "--replay", "answers.json");
    expect(comment.exitCode).toBe(1);
    expect(comment.stdout).toContain("GHSA-aaaa-bbbb-cccc");
  });
});

describe("the bundle under a Node that is too old", () => {
  const node = olderNode();
  const itWhereOneIs = node === null ? it.skip : it;

  itWhereOneIs("says which one it needs, as a command and as an action, and does nothing", async () => {
    await using bundle = await alone();
    for (const env of [{}, { GITHUB_ACTIONS: "true", "INPUT_REPO-TOKEN": "x" }]) {
      const { status, stdout, stderr } = spawnSync(node ?? "", [path.join(bundle.folder.path, "index.js")], {
        encoding: "utf8",
        env,
        cwd: bundle.folder.path,
      });
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^Pinwarden needs Node >=24, and this is \d+\.\d+\.\d+\.\n$/);
    }
    expect((await readdir(bundle.folder.path)).sort()).toEqual(["index.js", "model", "package.json"]);
  });
});

describe("the bundle's text", () => {
  it("imports nothing but what Node brings", async () => {
    const bundle = await readFile(path.join(dist, "index.js"), "utf8");
    const text = bundle.replace(/^ *(?:\/?\*|\/\/).*$/gm, "");
    const imports = [...text.matchAll(/^(?:import|export)\b[^"'\n]*["']([^"'\n]+)["'];?$/gm)];
    const calls = [...text.matchAll(/\b(?:__require|require|import)\(\s*["']([^"'\n]+)["']\s*\)/g)];
    const named = new Set([...imports, ...calls].map((match) => match[1] ?? ""));
    expect(named.size).toBeGreaterThan(5);
    expect([...named].filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it("names no folder of the machine that built it", async () => {
    const text = await readFile(path.join(dist, "index.js"), "utf8");
    expect(text).not.toContain(path.resolve(dist, ".."));
  });
});
