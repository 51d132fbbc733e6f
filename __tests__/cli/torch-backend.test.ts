import { describe, expect, it } from "@jest/globals";
import { onLinux, openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { readReport } from "../support/valid-output.ts";

/** torch with its torchvision, as PyTorch's index of a variant has them. */
function variant(
  name: string,
  ...pairs: readonly (readonly [torch: string, torchvision: string])[]
): LoopbackPackage[] {
  const wheels = ["cp311-cp311-manylinux_2_28_x86_64"];
  return [
    {
      name: "torch",
      versions: pairs.map(([torch]) => ({ version: `${torch}+${name}`, wheels, requires: ["filelock"] })),
    },
    {
      name: "torchvision",
      versions: pairs.map(([torch, own]) => ({ version: `${own}+${name}`, wheels, requires: [`torch==${torch}`] })),
    },
    // PyTorch's indexes hold copies of what torch needs; they are not what is asked there.
    { name: "filelock", versions: [{ version: "0.0.1" }] },
  ];
}

const variants = {
  cu118: variant("cu118", ["2.5.1", "0.20.1"], ["2.7.1", "0.22.1"]),
  cu126: variant("cu126", ["2.7.1", "0.22.1"], ["2.10.0", "0.25.0"], ["2.12.0", "0.27.0"]),
  cu128: variant("cu128", ["2.7.1", "0.22.1"], ["2.10.0", "0.25.0"], ["2.11.0", "0.26.0"]),
  cu130: variant("cu130", ["2.10.0", "0.25.0"], ["2.11.0", "0.26.0"], ["2.12.0", "0.27.0"]),
  cpu: variant("cpu", ["2.10.0", "0.25.0"], ["2.12.0", "0.27.0"]),
};

const packages: readonly LoopbackPackage[] = [
  { name: "filelock", versions: [{ version: "4.2.11" }] },
  { name: "torch", versions: [{ version: "2.12.0" }] },
  { name: "torchtext", versions: [{ version: "0.18.0" }] },
  { name: "needs-old", versions: [{ version: "1.0", requires: ["torch<2.10"] }] },
];

const open = (): Promise<Scene> => openScene({ packages, variants });

const pins = (stdout: string): string[] => stdout.split("\n").filter((line) => /^[a-z].*==/.test(line));

async function chosen(scene: Scene, wanted: readonly string[], ...options: string[]): Promise<readonly string[]> {
  const index = ["--torch-index", `${scene.index.origin}/whl`];
  const { stdout, stderr } = await scene.run(["resolve", ...wanted, ...onLinux, ...index, ...options]);
  return stdout === "" ? [stderr] : pins(stdout);
}

const auto = ["--torch-backend", "auto"];

describe("--torch-backend auto", () => {
  it("takes the newest release that the driver runs, in the build with the newest CUDA", async () => {
    await using scene = await open();
    const asked = ["torch", "torchvision"];
    expect(await chosen(scene, asked, ...auto, "--driver", "580.65.06", "--gpu", "T4")).toEqual([
      "filelock==4.2.11",
      "torch==2.12.0+cu130",
      "torchvision==0.27.0+cu130",
    ]);
    expect(await chosen(scene, asked, ...auto, "--driver", "550.54.14", "--gpu", "T4")).toContain(
      "torch==2.12.0+cu126",
    );
    expect(await chosen(scene, asked, ...auto, "--driver", "470.82.01", "--gpu", "T4")).toContain("torch==2.7.1+cu118");
  });

  it("minds the code for the GPU, which a driver does not tell", async () => {
    await using scene = await open();
    // cu130 and cu128 of 2.12 and 2.11 hold no code for compute capability 7.0 (tables/torch.json).
    expect(await chosen(scene, ["torch"], ...auto, "--driver", "580.65.06", "--gpu", "V100")).toContain(
      "torch==2.12.0+cu126",
    );
    expect(await chosen(scene, ["torch"], ...auto, "--driver", "580.65.06", "--gpu", "RTX 5090")).toContain(
      "torch==2.12.0+cu130",
    );
  });

  it("minds the rest of the graph", async () => {
    await using scene = await open();
    const found = await chosen(scene, ["torch", "torchvision", "needs-old"], ...auto, "--driver", "580.65.06");
    expect(found).toEqual(expect.arrayContaining(["torch==2.7.1+cu128", "torchvision==0.22.1+cu128"]));
  });

  it("minds the glibc", async () => {
    await using scene = await open();
    const old = ["--python", "3.11", "--platform", "linux/amd64", "--glibc", "2.17", "--driver", "580", "--gpu", "T4"];
    const index = ["--torch-index", `${scene.index.origin}/whl`];
    const { exitCode, stderr } = await scene.run(["resolve", "torch", ...old, ...index, ...auto]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("glibc 2.28");
  });

  it("takes the build for the CPU where there is said to be no GPU", async () => {
    await using scene = await open();
    expect(await chosen(scene, ["torch"], ...auto, "--gpu", "none")).toContain("torch==2.12.0+cpu");
  });

  it("chooses nothing where nothing is known, and says so", async () => {
    await using scene = await open();
    const index = ["--torch-index", `${scene.index.origin}/whl`];
    const { stdout, stderr } = await scene.run(["resolve", "torch", ...onLinux, ...index, ...auto]);
    expect(pins(stdout)).toEqual(["torch==2.12.0"]);
    expect(stderr).toContain("not assessed: torch-backend auto: neither the driver nor the GPUs");
  });

  it("says which build it took and why", async () => {
    await using scene = await open();
    const index = ["--torch-index", `${scene.index.origin}/whl`];
    const machine = ["--driver", "550.54.14", "--gpu", "V100"];
    const { stderr } = await scene.run(["resolve", "torch", ...onLinux, ...machine, ...index, ...auto]);
    expect(stderr).toBe(
      `variant: torch 2.12.0+cu126 is the cu126 build from ${scene.index.origin}/whl/cu126/: 2.12.0+cu130 carries CUDA 13, which needs driver 580 or newer (the target has driver 550.54.14)\n`,
    );
  });

  it("asks the other indexes for what no variant has", async () => {
    await using scene = await open();
    const machine = ["--driver", "580.65.06", "--gpu", "T4"];
    expect(await chosen(scene, ["torchtext"], ...auto, ...machine)).toEqual(["torchtext==0.18.0"]);
  });

  it("refuses by a proof that names driver and build", async () => {
    await using scene = await open();
    const [told] = await chosen(scene, ["torch>=2.8"], ...auto, "--driver", "470.82.01", "--gpu", "T4");
    expect(told).toContain("which needs driver 525.60.13 or newer (the target has driver 470.82.01)");
    expect(told).toContain("It can be installed where the driver is 525.60.13 or newer.");
  });

  it("takes indexes of variants that are named instead of PyTorch's", async () => {
    await using scene = await open();
    const mirrors = ["cu118", "cu126", "cpu"].flatMap((name) => [
      "--extra-index-url",
      `${scene.index.origin}/whl/${name}`,
    ]);
    const machine = ["--driver", "580.65.06", "--gpu", "T4"];
    const { stdout } = await scene.run(["resolve", "torch", ...onLinux, ...machine, ...mirrors, ...auto]);
    expect(pins(stdout)).toEqual(["filelock==4.2.11", "torch==2.12.0+cu126"]);
  });
});

describe("--torch-backend with a variant", () => {
  it("takes that variant and no other", async () => {
    await using scene = await open();
    expect(await chosen(scene, ["torch"], "--torch-backend", "cu118")).toContain("torch==2.7.1+cu118");
    expect(await chosen(scene, ["torch"], "--torch-backend", "cpu")).toContain("torch==2.12.0+cpu");
  });

  it("refuses a name that no variant has", async () => {
    await using scene = await open();
    const { exitCode, stderr } = await scene.run(["resolve", "torch", ...onLinux, "--torch-backend", "cuda12"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Expected `auto` or a variant such as `cu126` or `cpu`, found `cuda12`.");
  });
});

describe("resolve.torch-backend", () => {
  it("tells the choice in the report", async () => {
    await using scene = await open();
    const config = `resolve: { torch-backend: auto, torch-index: "${scene.index.origin}/whl" }
targets:
  default: { python: "3.11", platform: linux/amd64, glibc: "2.31", driver: "550.54.14", gpu: [T4] }
`;
    await scene.repository.write({ ".github/pinwarden.yml": config, "requirements.txt": "torch\n" });
    const { exitCode, stdout } = await scene.run(["check", ".", "--format", "json"]);
    const findings = readReport(stdout).models[0]?.targets[0]?.findings ?? [];
    expect(exitCode).toBe(0);
    expect(findings.map(({ rule, version }) => [rule, version])).toContainEqual([
      "accelerator/torch-backend",
      "2.12.0+cu126",
    ]);
  });
});
