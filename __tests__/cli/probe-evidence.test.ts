import { describe, expect, it } from "@jest/globals";
import { onLinux, openScene, type Scene } from "../support/command-line.ts";
import { readReport } from "../support/valid-output.ts";

const wheels = ["cp311-cp311-manylinux_2_28_x86_64"];
const packages = [
  {
    name: "torch",
    versions: [
      { version: "2.10.0", wheels },
      { version: "99.1.0", wheels },
    ],
  },
  {
    name: "fastkernels",
    versions: [
      { version: "1.0", wheels },
      { version: "2.0", wheels },
    ],
  },
];

const open = (): Promise<Scene> => openScene({ packages });

/** As `tables probe --format json` prints it, as far as it is read. */
function probed(name: string, version: string, cuda: string, sm: readonly string[]): string {
  const filename = `${name}-${version}-cp311-cp311-manylinux_2_28_x86_64.whl`;
  return JSON.stringify({
    row: {
      package: name,
      version,
      platform: "linux-x86_64",
      cuda: { value: cuda, from: "its libraries" },
      sm: { value: sm, from: "fat binaries" },
      ptx: { value: [], from: "fat binaries" },
      glibcTag: "2.28",
      glibcSymbols: { value: "2.31", from: "lib.so" },
    },
    comparison: [],
    probe: { filename, url: `https://files.example.org/${filename}`, requires: [] },
  });
}

const machine = ["--driver", "535.183.01", "--gpu", "T4"];
const pins = (stdout: string): string[] => stdout.split("\n").filter((line) => /^[a-z].*==/.test(line));

describe("--probe-evidence", () => {
  it("decides on a release that the tables do not have", async () => {
    await using scene = await open();
    const asked = ["resolve", "torch", ...onLinux, ...machine, "--accelerator", "constrain"];
    const without = await scene.run(asked);
    expect(pins(without.stdout)).toEqual(["torch==99.1.0"]);
    expect(without.stderr).toContain("is newer than the compatibility tables");
    await scene.repository.write({ "probe.json": probed("torch", "99.1.0", "13.2", ["75", "90"]) });
    const { stdout } = await scene.run([...asked, "--probe-evidence", "probe.json"]);
    expect(pins(stdout)).toEqual(["torch==2.10.0"]);
  });

  it("decides on a package that the tables do not have, with the wheel as its source", async () => {
    await using scene = await open();
    const target = 'python: "3.11", platform: linux/amd64, glibc: "2.35", driver: "580.65.06", gpu: [V100]';
    await scene.repository.write({
      ".github/pinwarden.yml": `targets: { default: { ${target} } }\n`,
      "requirements.txt": "fastkernels\n",
      "probe.json": `[${probed("fastkernels", "2.0", "13.0", ["75", "90"])}]`,
    });
    const { stdout } = await scene.run(["check", ".", "--format", "json", "--probe-evidence", "probe.json"]);
    const findings = readReport(stdout).models[0]?.targets[0]?.findings ?? [];
    const found = findings.find(({ rule }) => rule === "accelerator/no-kernel-image");
    expect(found?.message).toContain("fastkernels 2.0 holds GPU code for sm_75, sm_90 alone");
    expect(found?.evidence.map(({ source }) => source)).toContain(
      "https://files.example.org/fastkernels-2.0-cp311-cp311-manylinux_2_28_x86_64.whl",
    );
  });

  it("leaves what the tables have as they have it", async () => {
    await using scene = await open();
    await scene.repository.write({ "probe.json": probed("torch", "2.10.0", "13.2", ["100"]) });
    const asked = ["resolve", "torch<3", ...onLinux, ...machine, "--accelerator", "constrain"];
    const { stdout } = await scene.run([...asked, "--probe-evidence", "probe.json"]);
    expect(pins(stdout)).toEqual(["torch==2.10.0"]);
  });

  it("needs the glibc that was seen, where the file's name says less", async () => {
    await using scene = await open();
    await scene.repository.write({ "probe.json": probed("fastkernels", "2.0", "12.8", ["75"]) });
    const old = ["--python", "3.11", "--platform", "linux/amd64", "--glibc", "2.28", ...machine];
    const { stdout } = await scene.run([
      "resolve",
      "fastkernels",
      ...old,
      "--accelerator",
      "constrain",
      "--probe-evidence",
      "probe.json",
    ]);
    expect(pins(stdout)).toEqual(["fastkernels==1.0"]);
  });

  it.each([
    ["no JSON", "not json"],
    ["something else", '{"row": 1}'],
    ["a package's name that is none", probed("../x", "1.0", "12", ["75"])],
  ])("refuses %s", async (_what, text) => {
    await using scene = await open();
    await scene.repository.write({ "probe.json": text });
    const { exitCode, stderr } = await scene.run(["resolve", "torch", ...onLinux, "--probe-evidence", "probe.json"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("tables probe");
  });
});
