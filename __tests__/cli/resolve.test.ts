import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "smol-toml";
import { onLinux, openScene, type Scene } from "../support/command-line.ts";
import { type LoopbackPackage, startLoopbackIndex } from "../support/loopback-index.ts";
import { readResolution } from "../support/valid-output.ts";

const early = "2026-01-01T00:00:00Z";
const late = "2026-06-01T00:00:00Z";

const packages: readonly LoopbackPackage[] = [
  {
    name: "app",
    versions: [
      { version: "1.0", requires: ["lib>=1"], uploadTime: early },
      { version: "2.0", requires: ["lib>=1", "extra; extra == 'more'"], extras: ["more"], uploadTime: late },
      { version: "3.0rc1", requires: ["lib>=1"], uploadTime: late },
    ],
  },
  {
    name: "lib",
    versions: [
      { version: "1.0", uploadTime: early },
      { version: "1.5", uploadTime: late, sdist: { "PKG-INFO": "Metadata-Version: 2.2\nName: lib\nVersion: 1.5\n" } },
    ],
  },
  { name: "extra", versions: [{ version: "0.1", uploadTime: early }] },
];

const open = (): Promise<Scene> => openScene({ packages });

/** `name==version` of the lines that are no comment. */
const pins = (stdout: string): string[] => stdout.split("\n").filter((line) => /^\w/.test(line));

describe("resolve", () => {
  it("prints pins with who asked for them, and progress and notes elsewhere", async () => {
    await using scene = await open();
    const result = await scene.run(["resolve", "app[more]", ...onLinux]);
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout).toBe(
      ["app==2.0", "    # via app[more]", "extra==0.1", "    # via app 2.0", "lib==1.5", "    # via app 2.0", ""].join(
        "\n",
      ),
    );
  });

  it("says what it assumes of the target", async () => {
    await using scene = await open();
    const { exitCode, stderr } = await scene.run(["resolve", "lib", "--platform", "linux/amd64"]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/python: assumed .*--python/);
    expect(stderr).toMatch(/glibc: assumed .*--glibc/);
  });

  it("prints JSON that its schema describes", async () => {
    await using scene = await open();
    const { exitCode, stdout } = await scene.run(["resolve", "app", ...onLinux, "--format", "json"]);
    const resolution = readResolution(stdout);
    expect(exitCode).toBe(0);
    expect(resolution).toMatchObject({ satisfiable: true, conflict: null, notAssessed: [] });
    expect(resolution.target).toMatchObject({ os: "linux", arch: "x86_64", libc: { family: "glibc", minor: 31 } });
    expect(
      resolution.packages.map(({ name, version, index, file, requires, via }) => [
        name,
        version,
        index,
        file,
        requires,
        via,
      ]),
    ).toEqual([
      ["app", "2.0", scene.index.url, "app-2.0-py3-none-any.whl", ["lib>=1"], ["app"]],
      ["lib", "1.5", scene.index.url, "lib-1.5-py3-none-any.whl", [], ["app 2.0"]],
    ]);
    expect(resolution.packages[0]?.hashes["sha256"]).toMatch(/^[0-9a-f]{64}$/);
    expect(resolution.packages[0]?.size).toBeGreaterThan(100);
  });

  it("prints a lock file of PEP 751", async () => {
    await using scene = await open();
    const { exitCode, stdout } = await scene.run(["resolve", "app", ...onLinux, "--format", "pylock"]);
    expect(exitCode).toBe(0);
    expect(parse(stdout)).toMatchObject({
      "lock-version": "1.0",
      packages: [
        { name: "app", version: "2.0", wheels: [{ name: "app-2.0-py3-none-any.whl" }] },
        { name: "lib", version: "1.5" },
      ],
    });
  });

  it("lists the hashes of every file of a version", async () => {
    await using scene = await open();
    const { stdout } = await scene.run(["resolve", "lib", ...onLinux, "--generate-hashes"]);
    expect(stdout).toMatch(/^lib==1\.5 \\\n {4}--hash=sha256:[0-9a-f]{64} \\\n {4}--hash=sha256:[0-9a-f]{64}\n/);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["--prerelease allow", ["app", "--prerelease", "allow"], ["app==3.0rc1", "lib==1.5"]],
    ["a pre-release that is asked for", ["app==3.0rc1"], ["app==3.0rc1", "lib==1.5"]],
    ["--resolution lowest", ["app", "--resolution", "lowest"], ["app==1.0", "lib==1.0"]],
    ["--resolution lowest-direct", ["app", "--resolution", "lowest-direct"], ["app==1.0", "lib==1.5"]],
    ["--exclude-newer", ["app", "--exclude-newer", "2026-03-01"], ["app==1.0", "lib==1.0"]],
    ["--no-deps", ["app", "--no-deps"], ["app==2.0"]],
    ["--only-binary", ["lib", "--only-binary", "lib"], ["lib==1.5"]],
    ["--no-binary", ["lib", "--no-binary", "LIB"], ["lib==1.5"]],
  ])("takes %s", async (_, args, wanted) => {
    await using scene = await open();
    const { exitCode, stdout } = await scene.run(["resolve", ...args, ...onLinux]);
    expect([exitCode, pins(stdout)]).toEqual([0, wanted]);
  });

  it("says with --no-deps what the pins ask of one another, and that nothing else was looked at", async () => {
    await using scene = await openScene({
      packages: [
        { name: "app", versions: [{ version: "2.0", requires: ["lib<2", "other"] }] },
        { name: "lib", versions: [{ version: "1.5" }, { version: "2.0" }] },
      ],
    });
    const apart = ["resolve", "app==2.0", "lib==2.0", "--no-deps", ...onLinux];
    const { exitCode, stdout, stderr } = await scene.run(apart);
    expect([exitCode, pins(stdout)]).toEqual([0, ["app==2.0", "lib==2.0"]]);
    expect(stderr).toContain("not met: app 2.0 requires `lib<2`, and lib 2.0 would be installed\n");
    expect(stderr).toContain("not assessed: dependencies: `--no-deps` takes the requirements as the whole graph");
    const json = readResolution((await scene.run([...apart, "--format", "json"])).stdout);
    expect(json.unmet).toEqual([
      { name: "app", version: "2.0", requires: "lib<2", installed: { name: "lib", version: "2.0" } },
    ]);
    const agreed = await scene.run(["resolve", "app==2.0", "lib==1.5", "--no-deps", ...onLinux, "--format", "json"]);
    expect(readResolution(agreed.stdout)).not.toHaveProperty("unmet");
    const solved = await scene.run(["resolve", "lib", ...onLinux, "--format", "json"]);
    expect(readResolution(solved.stdout).notAssessed.map(({ what }) => what)).not.toContain("dependencies");
  });

  it("tells which file --only-binary and --no-binary leave", async () => {
    await using scene = await open();
    const file = async (option: string): Promise<string | undefined> => {
      const { stdout } = await scene.run(["resolve", "lib", option, ":all:", ...onLinux, "--format", "json"]);
      return readResolution(stdout).packages[0]?.file;
    };
    expect(await file("--only-binary")).toBe("lib-1.5-py3-none-any.whl");
    expect(await file("--no-binary")).toBe("lib-1.5.tar.gz");
  });

  it("reads requirements, constraints and overrides, relative to their file", async () => {
    await using scene = await open();
    await scene.repository.write({
      "a/requirements.txt": "-r ../common.txt\n-c limits.txt\napp\n",
      "a/limits.txt": "lib<1.2\n",
      "common.txt": "extra\n",
      "limits.txt": "app<2\n",
      "old.txt": "app\nlib<1.2\n",
      "override.txt": "lib==1.5\n",
    });
    const read = async (...more: string[]): Promise<string[]> =>
      pins((await scene.run(["resolve", "-r", "a/requirements.txt", ...more, ...onLinux])).stdout);
    expect(await read()).toEqual(["app==2.0", "extra==0.1", "lib==1.0"]);
    expect(await read("-c", "limits.txt")).toEqual(["app==1.0", "extra==0.1", "lib==1.0"]);
    const overridden = await scene.run(["resolve", "-r", "old.txt", "--override", "override.txt", ...onLinux]);
    expect(pins(overridden.stdout)).toEqual(["app==2.0", "lib==1.5"]);
  });

  it("reads pyproject.toml", async () => {
    await using scene = await open();
    await scene.repository.write({
      "pyproject.toml": '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["app<2"]\n',
    });
    const { exitCode, stdout } = await scene.run(["resolve", "-r", "pyproject.toml", ...onLinux]);
    expect([exitCode, stdout]).toEqual([0, "app==1.0\n    # via pyproject.toml:5\nlib==1.5\n    # via app 1.0\n"]);
  });

  it("writes to a file", async () => {
    await using scene = await open();
    const result = await scene.run(["resolve", "lib", ...onLinux, "-o", "out.txt"]);
    expect(result).toMatchObject({ exitCode: 0, stdout: "" });
    expect(await readFile(join(scene.repository.path, "out.txt"), "utf8")).toBe("lib==1.5\n    # via lib\n");
    expect(await scene.run(["resolve", "lib", ...onLinux, "-o", "no/such/out.txt"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("`no/such/out.txt` could not be written"),
    });
  });
});

describe("resolve over several indexes", () => {
  it("takes the first that has the package, or the best of all", async () => {
    await using scene = await open();
    await using second = await startLoopbackIndex({ packages: [{ name: "lib", versions: [{ version: "1.2" }] }] });
    const of = async (...more: string[]): Promise<readonly string[]> => {
      const { stdout } = await scene.run([
        "resolve",
        "app",
        "--extra-index-url",
        second.url,
        ...more,
        ...onLinux,
        "--format",
        "json",
      ]);
      return readResolution(stdout).packages.map(({ name, version, index }) => `${name} ${version} ${index}`);
    };
    expect(await of()).toEqual([`app 2.0 ${scene.index.url}`, `lib 1.2 ${second.url}`]);
    expect(await of("--index-strategy", "best-match")).toEqual([
      `app 2.0 ${scene.index.url}`,
      `lib 1.5 ${scene.index.url}`,
    ]);
  });

  it("takes the index of the environment, and shows no password", async () => {
    await using scene = await openScene({ packages, credentials: { username: "me", password: "s3cret" } });
    const address = scene.index.url.replace("http://", "http://me:s3cret@");
    const env = { UV_INDEX_URL: address };
    const plain = await scene.run(["resolve", "lib", ...onLinux, "--format", "json"], { env });
    expect(plain.exitCode).toBe(3);
    const found = await scene.run(["resolve", "lib", ...onLinux, "--format", "json", "--index-url", address], { env });
    expect(readResolution(found.stdout).packages[0]?.index).toBe(scene.index.url);
    expect(found.stdout + found.stderr + plain.stdout + plain.stderr).not.toContain("s3cret");
  });
});

describe("resolve without an answer", () => {
  it("explains a conflict by the lines that make it, with status 1", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "app==2.0\nlib<1\n" });
    const text = await scene.run(["resolve", "-r", "requirements.txt", ...onLinux]);
    expect(text).toMatchObject({ exitCode: 1, stdout: "" });
    expect(text.stderr).toContain("lib<1");
    expect(text.stderr).toContain("requirements.txt:2");
    const json = await scene.run(["resolve", "-r", "requirements.txt", ...onLinux, "--format", "json"]);
    const resolution = readResolution(json.stdout);
    expect(json.exitCode).toBe(1);
    expect(resolution).toMatchObject({ satisfiable: false, packages: [] });
    expect(resolution.conflict?.text).toContain("requirements.txt:2");
    expect(resolution.conflict?.tree.kind).toBe("derived");
  });

  it("names an unknown package with the index that was asked", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "lib\nno-such-thing>=1\n" });
    const { exitCode, stderr } = await scene.run(["resolve", "-r", "requirements.txt", ...onLinux]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("no-such-thing");
    expect(stderr).toContain(scene.index.url.replace(/\/$/, ""));
    expect(stderr).toContain("requirements.txt:2");
  });

  it("is incomplete, with status 3, where an index fails", async () => {
    await using scene = await open();
    scene.index.fault("/simple/lib/", { kind: "status", status: 500 });
    const { exitCode, stdout } = await scene.run(["resolve", "app", ...onLinux, "--format", "json"]);
    const resolution = readResolution(stdout);
    expect(exitCode).toBe(3);
    expect(resolution).toMatchObject({ satisfiable: null, packages: [], conflict: null });
    expect(JSON.stringify(resolution.notAssessed)).toMatch(/lib.*answered 500/);
    const text = await scene.run(["resolve", "app", ...onLinux]);
    expect(text).toMatchObject({ exitCode: 3, stdout: "" });
    expect(text.stderr).toContain("answered 500");
  });

  it("works offline from what the cache holds, and from nothing else", async () => {
    await using scene = await open();
    const cold = await scene.run(["resolve", "app", ...onLinux, "--offline"]);
    expect(cold).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/app.*not in the cache/s) });
    expect(scene.index.requests).toHaveLength(0);
    const online = await scene.run(["resolve", "app", ...onLinux]);
    const asked = scene.index.requests.length;
    const warm = await scene.run(["resolve", "app", ...onLinux, "--offline"]);
    expect(warm).toMatchObject({ exitCode: 0, stdout: online.stdout });
    expect(scene.index.requests).toHaveLength(asked);
    const uncached = await scene.run(["resolve", "app", ...onLinux, "--offline", "--no-cache"]);
    expect(uncached.exitCode).toBe(3);
  });
});

describe("resolve with a wrong request", () => {
  it.each<[readonly string[], RegExp]>([
    [["resolve"], /Nothing was given to resolve/],
    [["resolve", "-r", "missing.txt"], /no file `missing.txt`/],
    [["resolve", "lib =="], /`lib ==` is no requirement/],
    [["resolve", "lib", "--python", "three"], /--python three/],
    [["resolve", "lib", "--platform", "amiga"], /--platform amiga/],
    [["resolve", "lib", "--glibc", "x"], /--glibc x/],
    [["resolve", "lib", "--driver", "new"], /--driver new/],
    [["resolve", "lib", "--exclude-newer", "yesterday"], /2026-11-01/],
    [["resolve", "lib", "--prerelease", "maybe"], /Allowed choices/],
    [["resolve", "lib", "--format", "xml"], /Allowed choices are requirements, json, pylock/],
    [["resolve", "lib", "--nope"], /unknown option '--nope'/],
    [["resolv"], /unknown command 'resolv'/],
  ])("ends %j with status 2", async (args, wanted) => {
    await using scene = await open();
    const result = await scene.run(args);
    expect(result).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(wanted) });
    expect(scene.index.requests).toHaveLength(0);
  });
});
