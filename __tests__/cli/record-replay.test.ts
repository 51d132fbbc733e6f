import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parseRecording } from "../../src/core/recording/recording-json.ts";
import { onLinux, openScene, runCommand, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";

const packages: readonly LoopbackPackage[] = [
  {
    name: "app",
    versions: [
      { version: "1.0", requires: ["lib<2"] },
      { version: "2.0", requires: ["lib<2"] },
    ],
  },
  { name: "lib", versions: [{ version: "1.0" }, { version: "1.5" }, { version: "2.0" }] },
];

const osv = {
  records: [
    {
      json: osvJson({ id: "GHSA-aaaa-bbbb-cccc", package: "lib", range: "introduced 0, fixed 2.0" }),
      hits: ["lib 1.5", "lib 1.0"],
    },
  ],
};

const open = (): Promise<Scene> => openScene({ packages, osv });

/** Runs a command where nothing is: no index, no repository, no cache. */
async function nowhere(scene: Scene, args: readonly string[], cwd: string) {
  const empty = path.join(scene.repository.path, "..", `${path.basename(scene.repository.path)}-empty`);
  await mkdir(path.join(empty, cwd), { recursive: true });
  return await runCommand(args, {
    cwd: path.join(empty, cwd),
    env: { PINWARDEN_CACHE_DIR: path.join(empty, "cache"), PINWARDEN_OSV_URL: "http://127.0.0.1:9" },
  });
}

/** A command, and what its replay prints after everything that it asked and read is gone. */
async function replayed(scene: Scene, args: readonly string[], again: readonly string[]) {
  const file = path.join(scene.repository.path, "run.json");
  const first = await scene.run([...args, "--record", file]);
  scene.index.replace([]);
  const asked = scene.index.requests.length;
  const second = await nowhere(scene, [...again, "--replay", file], "a");
  expect(scene.index.requests).toHaveLength(asked);
  return { first, second, recording: await readFile(file, "utf8") };
}

describe("--replay", () => {
  it("prints what a resolution printed, without its words and its files", async () => {
    await using scene = await open();
    await scene.repository.write({
      "in/requirements.txt": "-c limits.txt\napp\n",
      "in/limits.txt": "app<2\n",
      "old.txt": "lib==1.0\n",
    });
    const args = ["resolve", "-r", "in/requirements.txt", "--prefer", "old.txt", "--generate-hashes", ...onLinux];
    const { first, second } = await replayed(scene, args, ["resolve"]);
    expect(first.stdout).toContain("lib==1.0");
    expect(second).toMatchObject({ exitCode: 0, stdout: first.stdout, stderr: first.stderr });
  });

  it.each([[["-o", "out.txt"]], [["--output", "out.txt"]], [["--output=out.txt"]]])(
    "keeps the pins of the file that the run replaced: %j",
    async (words) => {
      await using scene = await open();
      const out = path.join(scene.repository.path, "out.txt");
      await writeFile(out, "lib==1.0\n");
      const { first, second } = await replayed(scene, ["resolve", "app", ...words, ...onLinux], ["resolve"]);
      expect(first).toMatchObject({ exitCode: 0, stdout: "" });
      const written = await readFile(out, "utf8");
      expect(written).toContain("lib==1.0");
      expect(second).toMatchObject({ exitCode: 0, stdout: written });
    },
  );

  it("asks for no pins of a file that was not there, or that the run was told not to keep", async () => {
    await using scene = await open();
    await writeFile(path.join(scene.repository.path, "out.txt"), "lib==1.0\n");
    const words = ["resolve", "app", "-o", "out.txt", "--upgrade", ...onLinux];
    const { second, recording } = await replayed(scene, words, ["resolve"]);
    expect(second.stdout).toContain("lib==1.5");
    expect(recording).not.toContain("--prefer");
  });

  it("takes the place of the same command, with another format too", async () => {
    await using scene = await open();
    const file = path.join(scene.repository.path, "run.json.gz");
    const args = ["resolve", "app", ...onLinux, "--index-url", scene.index.url];
    const json = await scene.run([...args, "--format", "json"]);
    await scene.run([...args, "--record", file]);
    expect([...(await readFile(file)).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    scene.index.replace([]);
    expect((await scene.run([...args, "--format", "json", "--replay", file])).stdout).toBe(json.stdout);
    expect((await nowhere(scene, ["resolve", "--format", "json", "--replay", file], "b")).stdout).toBe(json.stdout);
  });

  it("prints what a check printed, with its two commits, its advisories and its moment", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "app==1.0\nlib==2.0\n" });
    await scene.repository.commit("base");
    await scene.repository.git("switch", "--quiet", "--create", "change");
    await scene.repository.write({ "requirements.txt": "app==1.0\n" });
    await scene.repository.commit("head");
    const args = ["check", ".", "--base", "main", "--format", "json", ...onLinux];
    const { first, second } = await replayed(scene, args, ["check"]);
    expect(first.stdout).toContain("GHSA-aaaa-bbbb-cccc");
    expect(second).toMatchObject({ exitCode: first.exitCode, stdout: first.stdout });
  });

  it("prints what an explanation printed", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "app\n" });
    const { first, second } = await replayed(scene, ["explain", "lib", ".", ...onLinux], ["explain"]);
    expect(first.stdout).toContain("lib 1.5");
    expect(second).toMatchObject({ exitCode: 0, stdout: first.stdout });
  });

  it("prints why there was no resolution, and that an index failed", async () => {
    await using scene = await open();
    const refused = await replayed(scene, ["resolve", "app", "lib>=2", ...onLinux], ["resolve"]);
    expect(refused.second).toMatchObject({ exitCode: 1, stderr: refused.first.stderr });
    scene.index.replace(packages);
    scene.index.fault("/simple/lib/", { kind: "status", status: 500 });
    const failed = await replayed(scene, ["resolve", "app", "--no-cache", ...onLinux], ["resolve"]);
    // The first of them waited for the index, and said so.
    expect(failed.second).toMatchObject({ exitCode: 3, stderr: failed.first.stderr });
  });

  it("says what a recording does not hold, and asks nobody", async () => {
    await using scene = await open();
    const file = path.join(scene.repository.path, "run.json");
    await scene.run(["resolve", "lib", ...onLinux, "--record", file]);
    const other = await scene.run(["resolve", "app", ...onLinux, "--replay", file]);
    expect(other).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("does not hold the project `app`") });
  });

  it.each([
    ['{"recording":2,"command":[]}', /format 2, and this version of Pinwarden reads formats up to 1/],
    ["{}", /no recording that this version can read/],
    ["<html>", /no JSON/],
  ])("refuses %s with status 2", async (text, why) => {
    await using scene = await open();
    await writeFile(path.join(scene.repository.path, "run.json"), text);
    const result = await scene.run(["resolve", "app", ...onLinux, "--replay", "run.json"]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(why) });
  });
});

describe("--record", () => {
  it("keeps the target and the options, and no credential of any index", async () => {
    await using scene = await openScene({ packages, credentials: { username: "me", password: "s3cret-word" } });
    const address = scene.index.url.replace("http://", "http://me:s3cret-word@");
    await scene.repository.write({ "requirements.txt": `--index-url ${address}\napp\n` });
    const file = path.join(scene.repository.path, "run.json");
    const args = ["resolve", "-r", "requirements.txt", "--index-url", address, "--prerelease", "allow", ...onLinux];
    const first = await scene.run([...args, "--record", file]);
    expect(first.exitCode).toBe(0);
    const text = await readFile(file, "utf8");
    expect(text).not.toContain("s3cret");
    expect(text).not.toContain("me:");
    const recording = parseRecording(text);
    expect(recording.ok && recording.value.requests).toMatchObject([
      { requirements: ["app"], target: { python: { full: "3.11.0" } }, options: { prereleases: "allow" } },
    ]);
    expect((await scene.run([...args, "--replay", file])).stdout).toBe(first.stdout);
  });

  it("names no private host and no folder with --redact, and replays all the same", async () => {
    await using scene = await open();
    const { host } = new URL(scene.index.url);
    await scene.repository.write({
      "requirements.txt": `--index-url ${scene.index.url}\n--trusted-host ${host}\napp\n`,
      "wheels/readme.txt": "",
    });
    const file = path.join(scene.repository.path, "run.json");
    const wheels = path.join(scene.repository.path, "wheels");
    const args = ["resolve", "-r", "requirements.txt", "--find-links", wheels, ...onLinux];
    const first = await scene.run([...args, "--record", file, "--redact"], { env: { HF_TOKEN: "x" } });
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    const text = await readFile(file, "utf8");
    expect(text).not.toContain(host);
    expect(text).not.toContain("127.0.0.1");
    expect(text).not.toContain(scene.repository.path);
    expect(text).toContain("private-1.invalid");
    expect(await nowhere(scene, ["resolve", "--replay", file], "c")).toMatchObject({
      exitCode: 0,
      stdout: first.stdout,
    });
    const json = await nowhere(scene, ["resolve", "--format", "json", "--replay", file], "c");
    expect(JSON.parse(json.stdout).packages[0].index).toBe("http://private-1.invalid/simple/");
  });

  it("says where it could not write", async () => {
    await using scene = await open();
    const result = await scene.run(["resolve", "app", ...onLinux, "--record", "no/such/run.json"]);
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("could not be written to `no/such/run.json`"),
    });
  });
});

describe("a recording of the first form", () => {
  const fixtures = path.resolve(import.meta.dirname, "../fixtures/recordings");
  const index = ["--index-url", "https://packages.example.org/simple/"];

  it.each([
    ["resolve", "app==2.0\n    # via app\nlib==1.0\n    # via app 2.0\n"],
    ["check", '"id": "GHSA-aaaa-bbbb-cccc"'],
    ["explain", "requirements.txt:1 app → lib>=1"],
  ])("of %s is still replayed", async (command, wanted) => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "app\n" });
    const file = path.join(fixtures, `format-1-${command}.json`);
    const { stdout } = await runCommand([command, "--replay", file], { cwd: scene.repository.path });
    expect(stdout).toContain(wanted);
    const words = { resolve: ["app"], check: ["."], explain: ["lib", "."] }[command] ?? [];
    const same = await scene.run([command, ...words, ...index, ...onLinux, "--replay", file]);
    expect(same.stdout.length).toBeGreaterThan(0);
    expect(scene.index.requests).toHaveLength(0);
  });
});
