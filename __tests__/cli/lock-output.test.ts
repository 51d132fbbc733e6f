import { describe, expect, it } from "@jest/globals";
import { parse, type TomlTable } from "smol-toml";
import { parseMarker } from "../../src/core/python/marker.ts";
import { isValidName, normalizeName } from "../../src/core/python/name.ts";
import { resolutionsSchema } from "../../src/core/report/schema/resolve-schema.ts";
import { openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";

const packages: readonly LoopbackPackage[] = [
  {
    name: "app",
    versions: [
      {
        version: "1.0",
        requires: ["lib", "only-linux; sys_platform == 'linux'", "built"],
        uploadTime: "2026-01-01T00:00:00Z",
      },
    ],
  },
  {
    name: "lib",
    versions: [
      { version: "1.0", wheels: ["cp311-cp311-macosx_11_0_arm64", "cp311-cp311-manylinux_2_17_x86_64"] },
      { version: "2.0", wheels: ["cp311-cp311-manylinux_2_28_x86_64"], requiresPython: ">=3.9" },
    ],
  },
  { name: "only-linux", versions: [{ version: "0.1" }] },
  {
    name: "built",
    versions: [
      { version: "0.1", wheels: [], sdist: { "PKG-INFO": "Metadata-Version: 2.2\nName: built\nVersion: 0.1\n" } },
    ],
  },
];

const two = ["--python", "3.11", "--platform", "linux/amd64", "--platform", "macosx_14_0_arm64", "--glibc", "2.31"];
const open = (): Promise<Scene> => openScene({ packages });
const text = (value: unknown): string => {
  if (typeof value !== "string") throw new Error(`expected a text, not ${JSON.stringify(value)}`);
  return value;
};
const tables = (value: unknown): readonly TomlTable[] => (value === undefined ? [] : (value as readonly TomlTable[]));

/** Holds a lock against what PEP 751 asks of one, and answers its packages. */
function validLock(lock: string): readonly TomlTable[] {
  const document = parse(lock);
  expect(document["lock-version"]).toBe("1.0");
  expect(text(document["created-by"])).not.toBe("");
  for (const environment of document["environments"] as readonly string[])
    expect(parseMarker(environment).ok).toBe(true);
  const listed = tables(document["packages"]);
  for (const one of listed) {
    const name = text(one["name"]);
    expect(isValidName(name) && normalizeName(name)).toBe(name);
    if (one["marker"] !== undefined) expect(parseMarker(text(one["marker"])).ok).toBe(true);
    const files = [...tables(one["wheels"]), ...(one["sdist"] === undefined ? [] : [one["sdist"] as TomlTable])];
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(URL.canParse(text(file["url"]))).toBe(true);
      expect(text((file["hashes"] as TomlTable)["sha256"])).toMatch(/^[0-9a-f]{64}$/);
    }
    for (const needed of tables(one["dependencies"])) {
      const meant = listed.filter(
        (other) =>
          other["name"] === needed["name"] &&
          (needed["version"] === undefined || other["version"] === needed["version"]),
      );
      // A reference must name one entry and no more.
      expect(meant).toHaveLength(1);
    }
  }
  return listed;
}

describe("a lock file of PEP 751", () => {
  it("holds several targets, with a marker where they differ", async () => {
    await using scene = await open();
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "app", ...two, "--format", "pylock"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const listed = validLock(stdout);
    expect(listed.map(({ name, version, marker }) => [name, version, marker ?? null])).toEqual([
      ["app", "1.0", null],
      ["built", "0.1", null],
      ["lib", "2.0", 'sys_platform == "linux"'],
      ["lib", "1.0", 'sys_platform == "darwin"'],
      ["only-linux", "0.1", 'sys_platform == "linux"'],
    ]);
    expect(listed[1]).toHaveProperty("sdist");
    expect(parse(stdout)["environments"]).toHaveLength(2);
  });

  it("leaves out what its index gives no hash of, says so, and is not complete", async () => {
    await using scene = await open();
    const page = '<a href="/files/bare-1.0-py3-none-any.whl">bare-1.0-py3-none-any.whl</a>';
    scene.index.replace([...packages, { name: "bare", versions: [{ version: "1.0" }] }]);
    scene.index.fault("/simple/bare/", { kind: "body", body: page, headers: { "content-type": "text/html" } });
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "bare", "app", ...two, "--format", "pylock"]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("not in the lock: bare 1.0");
    expect(validLock(stdout).map(({ name }) => name)).not.toContain("bare");
  });
});

describe("several targets", () => {
  it("are one list, with a marker where they differ", async () => {
    await using scene = await open();
    const { exitCode, stdout } = await scene.run(["resolve", "app", ...two]);
    expect([exitCode, stdout.split("\n").filter((line) => /^\w/.test(line))]).toEqual([
      0,
      [
        "app==1.0",
        "built==0.1",
        'lib==2.0 ; sys_platform == "linux"',
        'lib==1.0 ; sys_platform == "darwin"',
        'only-linux==0.1 ; sys_platform == "linux"',
      ],
    ]);
  });

  it("are a list of resolutions in JSON", async () => {
    await using scene = await open();
    const { stdout } = await scene.run(["resolve", "app", ...two, "--format", "json"]);
    const { satisfiable, resolutions } = resolutionsSchema.parse(JSON.parse(stdout));
    expect([satisfiable, resolutions.map(({ target }) => target.os)]).toEqual([true, ["linux", "macos"]]);
  });

  it("are refused where one of them is, with its name", async () => {
    await using scene = await open();
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "lib>=2", ...two]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("On macosx_14_0_arm64:");
  });

  it("have to agree where no marker tells them apart", async () => {
    await using scene = await open();
    const glibcs = ["--platform", "x86_64-manylinux_2_17", "--platform", "x86_64-manylinux_2_28", "--python", "3.11"];
    const { exitCode, stderr } = await scene.run(["resolve", "lib", ...glibcs]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("`lib` differs: 1.0 on x86_64-manylinux_2_17, 2.0 on x86_64-manylinux_2_28");
    expect((await scene.run(["resolve", "only-linux", ...glibcs])).stdout).toBe(
      "only-linux==0.1\n    # via only-linux\n",
    );
  });
});
