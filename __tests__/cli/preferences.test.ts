import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { onLinux, openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";

const packages: readonly LoopbackPackage[] = [
  {
    name: "app",
    versions: [
      { version: "1.0", requires: ["lib"] },
      { version: "2.0", requires: ["lib>=2"] },
    ],
  },
  {
    name: "lib",
    versions: [{ version: "1.0" }, { version: "2.0" }, { version: "3.0" }, { version: "3.1", yanked: "broken" }],
  },
];

const open = (): Promise<Scene> => openScene({ packages });
const pins = (stdout: string): string[] => stdout.split("\n").filter((line) => /^\w/.test(line));

const pylock = `lock-version = "1.0"
created-by = "somebody"
packages = [
  { name = "App", version = "1.0" },
  { name = "lib", version = "2.0", marker = "sys_platform == 'linux'" },
  { name = "lib", version = "3.0", marker = "sys_platform == 'win32'" },
]
`;

describe("resolve --prefer", () => {
  it.each<[string, string, string, readonly string[], readonly string[]]>([
    ["the pins of a compiled file", "old.txt", "app==1.0\nlib==2.0\n", [], ["app==1.0", "lib==2.0"]],
    [
      "what applies to the target",
      "old.txt",
      "lib==1.0 ; sys_platform == 'win32'\nlib==2.0\n",
      [],
      ["app==2.0", "lib==2.0"],
    ],
    ["no pin that does not fit", "old.txt", "app==2.0\nlib==1.0\n", [], ["app==2.0", "lib==3.0"]],
    ["a yanked version that is in use", "old.txt", "lib==3.1\n", [], ["app==2.0", "lib==3.1"]],
    ["no range", "old.txt", "lib<3\n", [], ["app==2.0", "lib==3.0"]],
    ["a lock of PEP 751", "pylock.toml", pylock, [], ["app==1.0", "lib==2.0"]],
    [
      "a lock of uv",
      "uv.lock",
      'version = 1\n[[package]]\nname = "lib"\nversion = "2.0"\n',
      [],
      ["app==2.0", "lib==2.0"],
    ],
    ["nothing with --upgrade", "old.txt", "app==1.0\nlib==2.0\n", ["--upgrade"], ["app==2.0", "lib==3.0"]],
    ["all but --upgrade-package", "old.txt", "app==1.0\nlib==2.0\n", ["-P", "Lib"], ["app==1.0", "lib==3.0"]],
    [
      "a version that --upgrade-package names",
      "old.txt",
      "app==1.0\nlib==1.0\n",
      ["-P", "lib==2.0"],
      ["app==1.0", "lib==2.0"],
    ],
  ])("keeps %s", async (_, file, text, more, wanted) => {
    await using scene = await open();
    await scene.repository.write({ [file]: text });
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "app", "--prefer", file, ...more, ...onLinux]);
    expect([exitCode, pins(stdout), stderr]).toEqual([0, wanted, ""]);
  });

  it("keeps the pins of the file that -o replaces, until --upgrade", async () => {
    await using scene = await open();
    await scene.repository.write({ "out.txt": "# old\nlib==2.0\n" });
    const output = async (...more: string[]): Promise<string[]> => {
      await scene.run(["resolve", "app", "-o", "out.txt", ...more, ...onLinux]);
      return pins(await readFile(join(scene.repository.path, "out.txt"), "utf8"));
    };
    expect(await output()).toEqual(["app==2.0", "lib==2.0"]);
    expect(await output()).toEqual(["app==2.0", "lib==2.0"]);
    expect(await output("-U")).toEqual(["app==2.0", "lib==3.0"]);
  });

  it.each([
    ["a file that is not there", "gone.txt", null, /no file `gone.txt`/],
    ["what is no lock", "x.lock", "a = 1\n", /pins of `x.lock` cannot be kept/],
    ["what is no TOML", "x.toml", "<html>", /this is no TOML/],
  ])("refuses %s", async (_, file, text, why) => {
    await using scene = await open();
    if (text !== null) await scene.repository.write({ [file]: text });
    const result = await scene.run(["resolve", "app", "--prefer", file, ...onLinux]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(why) });
  });
});

describe("check with prefer-base", () => {
  it("moves nothing of the head that the base resolves to and that still fits", async () => {
    await using scene = await open();
    const config = (preferred: boolean): string =>
      `resolve: { prefer-base: ${preferred} }\ntargets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none }\n`;
    const changes = async (preferred: boolean, ...more: string[]): Promise<string[]> => {
      await scene.repository.write({
        ".github/pinwarden.yml": config(preferred),
        "requirements.txt": "app<2\nlib<3\n",
      });
      await scene.repository.commit("base");
      const base = (await scene.repository.git("rev-parse", "HEAD")).trim();
      await scene.repository.write({ "requirements.txt": "app\nlib<4\n" });
      await scene.repository.commit("head");
      const { stdout } = await scene.run(["check", ".", "--base", base, "--format", "json", ...more]);
      const { models } = JSON.parse(stdout) as {
        models: { targets: { changes: { name: string; from: string; to: string }[] }[] }[];
      };
      return (models[0]?.targets[0]?.changes ?? []).map(({ name, from, to }) => `${name} ${from} ${to}`);
    };
    expect(await changes(false)).toEqual(["app 1.0 2.0", "lib 2.0 3.0"]);
    expect(await changes(true)).toEqual([]);
    expect(await changes(false, "--prefer-base")).toEqual([]);
  });
});
