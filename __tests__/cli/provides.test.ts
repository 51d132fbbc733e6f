import { describe, expect, it } from "@jest/globals";
import { onLinux, openScene, type Scene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readReport, readResolution } from "../support/valid-output.ts";

const packages = [
  {
    name: "handler",
    versions: [
      { version: "1.0", requires: ["boto3>=1.26"] },
      { version: "2.0", requires: ["boto3>=1.40"] },
    ],
  },
  { name: "boto3", versions: [{ version: "1.34.42" }, { version: "1.41.0" }] },
  { name: "torchvision", versions: [{ version: "0.21.0", wheels: ["cp311-cp311-manylinux_2_28_x86_64"] }] },
];

const osv = {
  records: [
    {
      json: osvJson({
        id: "GHSA-aaaa-bbbb-cccc",
        package: "boto3",
        range: "introduced 0, fixed 1.40",
        database_specific: { severity: "HIGH" },
      }),
      hits: ["boto3 1.34.42"],
    },
  ],
};

const open = (): Promise<Scene> => openScene({ packages, osv });
const pins = (stdout: string): string[] => stdout.split("\n").filter((line) => /^[a-z].*==/.test(line));
const lambda = ["--provides", "boto3==1.34.42"];

describe("resolve --provides", () => {
  it("uses what is there where it satisfies, and does not list it as installed", async () => {
    await using scene = await open();
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "handler", "boto3", ...onLinux, ...lambda]);
    expect(exitCode).toBe(0);
    expect(pins(stdout)).toEqual(["handler==1.0"]);
    expect(stderr).toBe(
      "not assessed: boto3 1.34.42: provided by the target (--provides): what it requires was not looked at\n",
    );
    expect(scene.index.requests.some(({ path }) => path.includes("boto3"))).toBe(false);
  });

  it("lists it apart in JSON, with who asks for it", async () => {
    await using scene = await open();
    const { stdout } = await scene.run(["resolve", "handler", ...onLinux, ...lambda, "--format", "json"]);
    const { packages: installed, provided, target } = readResolution(stdout);
    expect(installed.map(({ name }) => name)).toEqual(["handler"]);
    expect(provided).toEqual([{ name: "boto3", version: "1.34.42", via: ["handler 1.0"] }]);
    expect(target.provides).toEqual(["boto3==1.34.42"]);
  });

  it("refuses what contradicts it, in prose", async () => {
    await using scene = await open();
    const { exitCode, stderr } = await scene.run(["resolve", "handler==2.0", ...onLinux, ...lambda]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Because the target provides boto3 1.34.42 and handler==2.0 needs `boto3>=1.40`");
    expect(stderr).toContain("Relaxing `handler==2.0` (command line) would solve it: handler 1.0 would be selected.");
  });

  it("takes a vendor's own build of a release", async () => {
    await using scene = await open();
    const ngc = ["--provides", "torch==2.3.0a0+40ec155e58.nv24.3"];
    const { exitCode } = await scene.run(["resolve", "torch>=2.2", ...onLinux, ...ngc]);
    expect(exitCode).toBe(0);
    const { stderr } = await scene.run(["resolve", "torch>=2.3", ...onLinux, ...ngc]);
    expect(stderr).toContain("the target provides torch 2.3.0a0+40ec155e58.nv24.3");
  });

  it("refuses what names no version", async () => {
    await using scene = await open();
    const { exitCode, stderr } = await scene.run(["resolve", "handler", ...onLinux, "--provides", "boto3>=1"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Expected a package with its version, such as `boto3==1.34.42`, found `boto3>=1`.");
  });
});

describe("provides of a target", () => {
  const config = (pin: string): string =>
    `targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none, provides: ["${pin}"] }\n`;

  async function findings(scene: Scene, pin: string, requirements: string) {
    await scene.repository.write({ ".github/pinwarden.yml": config(pin), "requirements.txt": requirements });
    const { stdout } = await scene.run(["check", ".", "--format", "json"]);
    return readReport(stdout).models[0]?.targets[0]?.findings ?? [];
  }

  it("is not advised against, unless a manifest pins it all the same", async () => {
    await using scene = await open();
    expect(await findings(scene, "boto3==1.34.42", "handler\n")).toEqual([]);
    const pinned = await findings(scene, "boto3==1.34.42", "handler\nboto3==1.34.42\n");
    expect(pinned.map(({ rule, package: name }) => [rule, name])).toEqual([["advisory", "boto3"]]);
  });

  it("counts in a contradiction of what runs together", async () => {
    await using scene = await open();
    const found = await findings(scene, "torch==2.5.1", "torchvision==0.21.0\n");
    expect(found.map(({ rule, package: name }) => [rule, name])).toEqual([["abi/lockstep", "torchvision"]]);
    expect(await findings(scene, "torch==2.6.0", "torchvision==0.21.0\n")).toEqual([]);
  });

  it("is a finding where a requirement contradicts it", async () => {
    await using scene = await open();
    const found = await findings(scene, "boto3==1.34.42", "handler==2.0\n");
    expect(found.map(({ rule }) => rule)).toEqual(["resolution/unsatisfiable"]);
  });

  it("stands among the target's fields with where it was said", async () => {
    await using scene = await open();
    await scene.repository.write({
      ".github/pinwarden.yml": config("boto3==1.34.42"),
      "requirements.txt": "handler\n",
    });
    const { stdout } = await scene.run(["targets", "."]);
    expect(stdout).toMatch(/provides {2}boto3==1\.34\.42 {2}— declared in \.github\/pinwarden\.yml:2/);
  });

  it("is refused where it says no version", async () => {
    await using scene = await open();
    await scene.repository.write({ ".github/pinwarden.yml": config("boto3"), "requirements.txt": "handler\n" });
    const { exitCode, stderr } = await scene.run(["check", "."]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Expected a package with its version");
  });
});
