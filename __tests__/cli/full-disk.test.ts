import { spawnSync } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { temporaryFolder } from "../shell/files/temporary-folder.ts";
import { type CommandResult, onLinux, openScene, type Scene } from "../support/command-line.ts";

/** Pages of a few kilobytes, and metadata of some hundred bytes. */
const packages = [
  {
    name: "app",
    versions: Array.from({ length: 60 }, (_, at) => ({ version: `1.${at}`, requires: [`lib<=2.${at}`] })),
  },
  { name: "lib", versions: Array.from({ length: 60 }, (_, at) => ({ version: `2.${at}`, requires: ["base"] })) },
  { name: "base", versions: [{ version: "3.0" }] },
];
const pins = ["app==1.59", "base==3.0", "lib==2.59"];

const open = (): Promise<Scene> => openScene({ packages });
const resolved = (scene: Scene, options: Parameters<Scene["run"]>[1] = {}): Promise<CommandResult> =>
  scene.run(["resolve", "app", ...onLinux], options);
const pinsOf = ({ stdout }: CommandResult): readonly string[] =>
  stdout.split("\n").filter((line) => /^[a-z]+==/.test(line));

/** The words after `$0` are run by a shell that has done `first`. */
const after = (first: string): readonly string[] => ["sh", "-c", `${first} && exec "$@"`, "sh"];

/** A folder with room for `size`, where the system lets a user mount one of their own. */
const inSmallFolder = (folder: string, size: string): readonly string[] => [
  "unshare",
  "-rm",
  ...after(`mount -t tmpfs -o size=${size} tmpfs '${folder}'`),
];

async function mayMount(): Promise<boolean> {
  await using folder = await temporaryFolder();
  const [program = "", ...words] = inSmallFolder(folder.path, "64k");
  return spawnSync(program, [...words, "true"], { stdio: "ignore" }).status === 0;
}

const mountable = process.platform === "linux" && (await mayMount());
const withShell = process.platform === "win32" ? it.skip : it;

function expectRightAnswerAndOneWarning(result: CommandResult, code: string): void {
  expect(pinsOf(result)).toEqual(pins);
  expect(result.exitCode).toBe(0);
  const warnings = result.stderr.split("\n").filter((line) => line.includes("cannot be written"));
  expect(warnings).toEqual([
    expect.stringMatching(new RegExp(`^warning: The cache .* \\(${code}\\); going on without`)),
  ]);
}

describe("a cache on a disk that has no room", () => {
  // `ulimit -f` counts in blocks of 512 or 1024 bytes, as the shell has it: none is let through, then a few.
  withShell.each([["0"], ["1"], ["4"]])(
    "takes files of at most %s blocks: the answer is right, and it is said once",
    async (blocks) => {
      await using scene = await open();
      const cut = await resolved(scene, { under: after(`ulimit -f ${blocks}`) });
      expectRightAnswerAndOneWarning(cut, "EFBIG");
      // What it left behind misleads nobody: with room again, the same cache serves.
      const whole = await resolved(scene);
      expect(whole).toMatchObject({ exitCode: 0, stdout: cut.stdout, stderr: expect.not.stringContaining("warning") });
    },
  );

  (mountable ? it : it.skip).each([["4k"], ["12k"], ["24k"]])(
    "is full after %s: the answer is right, and it is said once",
    async (size) => {
      await using scene = await open();
      await using folder = await temporaryFolder();
      const cache = join(folder.path, "cache");
      await mkdir(cache);
      const full = await resolved(scene, { env: { PINWARDEN_CACHE_DIR: cache }, under: inSmallFolder(cache, size) });
      expectRightAnswerAndOneWarning(full, "ENOSPC");
      // The mount was the command's own: nothing of it is here.
      expect(await readdir(cache)).toEqual([]);
    },
  );
});
