import { describe, expect, it } from "@jest/globals";
import { onLinux, openScene, type Scene } from "../support/command-line.ts";
import { torchUniverse } from "../support/torch-universe.ts";
import { readFix, readResolution } from "../support/valid-output.ts";

const packages = [
  ...torchUniverse,
  {
    name: "torchvision",
    versions: [
      { version: "0.25.0", wheels: ["cp311-cp311-manylinux_2_28_x86_64"], requires: ["torch==2.10.0"] },
      { version: "0.26.0", wheels: ["cp311-cp311-manylinux_2_28_x86_64"], requires: ["torch==2.11.0"] },
    ],
  },
  // It has no rows in the tables: what it carries is told by what it requires.
  {
    name: "kernels",
    versions: [
      { version: "1.0", requires: ["nvidia-cuda-runtime-cu12"] },
      { version: "2.0", requires: ["nvidia-cuda-runtime"] },
    ],
  },
];

const open = (): Promise<Scene> => openScene({ packages });
const pins = (stdout: string): string[] =>
  stdout.split("\n").filter((line) => /^(?:torch|kernels|nvidia-cuda-r)/.test(line));

describe("resolve --accelerator constrain", () => {
  it("takes the newest torch and companions that the driver and the GPU run", async () => {
    await using scene = await open();
    const asked = ["resolve", "torch", "torchvision", ...onLinux, "--driver", "525.60.13", "--gpu", "V100"];
    const checked = await scene.run([...asked, "--accelerator", "check"]);
    expect(pins(checked.stdout)).toContain("torch==2.11.0");
    const { exitCode, stdout, stderr } = await scene.run([...asked, "--accelerator", "constrain"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(pins(stdout)).toEqual(["nvidia-cuda-runtime-cu12==12.8.90", "torch==2.10.0", "torchvision==0.25.0"].sort());
  });

  it("says of each package why no newer one was taken", async () => {
    await using scene = await open();
    const machine = ["--driver", "535.183.01", "--gpu", "T4", "--accelerator", "constrain"];
    const { stdout } = await scene.run(["resolve", "torch", ...onLinux, ...machine, "--format", "json"]);
    const torch = readResolution(stdout).packages.find(({ name }) => name === "torch");
    expect(torch).toMatchObject({
      version: "2.10.0",
      reason: "2.11.0 carries CUDA 13, which needs driver 580 or newer (the target has driver 535.183.01)",
    });
  });

  it("refuses by a proof that names the driver and the wheel, and says what would do", async () => {
    await using scene = await open();
    const machine = ["--driver", "525.60.13", "--gpu", "T4", "--accelerator", "constrain"];
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "torch>=2.11", ...onLinux, ...machine]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr.trim().split("\n\n")).toEqual([
      "error [resolution/unsatisfiable] Because torch==2.11.0 carries CUDA 13, which needs driver 580 or newer (the target has driver 525.60.13) and you require `torch>=2.11` (command line), your requirements cannot be met together.",
      "Relaxing `torch>=2.11` (command line) would solve it: torch 2.10.0 would be selected.",
      "It can be installed where the driver is 580 or newer.",
    ]);
  });

  it("refuses what has no code for the GPU", async () => {
    await using scene = await open();
    const machine = ["--driver", "580.65.06", "--gpu", "V100", "--accelerator", "constrain"];
    const { exitCode, stderr } = await scene.run(["resolve", "torchvision>=0.26", ...onLinux, ...machine]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "torch==2.11.0 holds GPU code for sm_75, sm_80, sm_86, sm_90, sm_100, sm_120 alone (the target has NVIDIA V100 (compute capability 7.0))",
    );
    expect(stderr).not.toContain("where the driver is");
  });

  it("refuses whatever runs on a GPU that the driver has dropped", async () => {
    await using scene = await open();
    const machine = ["--driver", "590.44.01", "--gpu", "V100", "--accelerator", "constrain"];
    const { exitCode, stderr } = await scene.run(["resolve", "torch<2.11", ...onLinux, ...machine]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "R580 is the last driver branch that supports NVIDIA V100 (the target has driver 590.44.01)",
    );
  });

  it("takes what a package carries from what it requires where no table has it", async () => {
    await using scene = await open();
    const machine = ["--driver", "535.183.01", "--gpu", "T4", "--accelerator", "constrain"];
    const { stdout } = await scene.run(["resolve", "kernels", ...onLinux, ...machine]);
    expect(pins(stdout)).toEqual(["kernels==1.0", "nvidia-cuda-runtime-cu12==12.8.90"]);
  });

  it("lets no two CUDA majors into one environment", async () => {
    await using scene = await open();
    const machine = ["--driver", "580.65.06", "--gpu", "T4", "--accelerator", "constrain"];
    const together = await scene.run(["resolve", "torch==2.11.0", "kernels", ...onLinux, ...machine]);
    expect(pins(together.stdout)).toContain("kernels==2.0");
    const apart = await scene.run(["resolve", "torch==2.11.0", "kernels==1.0", ...onLinux, ...machine]);
    expect(apart.exitCode).toBe(1);
    expect(apart.stderr).toContain(
      "Because nvidia-cuda-runtime-cu12==12.8.90 is of CUDA 12 and cuda-toolkit==13.0.2 is of CUDA 13",
    );
  });

  it("says which facts are not known and so constrained nothing", async () => {
    await using scene = await open();
    const { exitCode, stdout, stderr } = await scene.run([
      "resolve",
      "torch",
      ...onLinux,
      "--accelerator",
      "constrain",
    ]);
    expect({ exitCode, torch: pins(stdout).includes("torch==2.11.0") }).toEqual({ exitCode: 0, torch: true });
    expect(stderr).toContain("not assessed: driver: not known, so that it constrained nothing; say it with --driver");
    expect(stderr).toContain("not assessed: gpu: not known, so that it constrained nothing; say it with --gpu");
  });
});

describe("resolve.accelerator", () => {
  const config = (rule: string): string =>
    `targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31", driver: "535.183.01", gpu: [V100] }\n${rule}`;

  it("lets a check choose as the configuration says", async () => {
    await using scene = await open();
    await scene.repository.write({ ".github/pinwarden.yml": config(""), "requirements.txt": "torch\n" });
    const found = await scene.run(["check", ".", "--format", "json"]);
    expect(found.stdout).toContain("accelerator/driver-too-old");
    await scene.repository.write({ ".github/pinwarden.yml": config("resolve: { accelerator: constrain }\n") });
    const constrained = await scene.run(["check", ".", "--format", "json"]);
    expect(constrained.stdout).not.toContain("accelerator/driver-too-old");
    expect(constrained.exitCode).toBe(0);
  });

  it("constrains a plan against an accelerator finding", async () => {
    await using scene = await open();
    await scene.repository.write({
      ".github/pinwarden.yml": config(""),
      "requirements.txt": "torch==2.11.0\ntorchvision==0.26.0\n",
    });
    const { stdout } = await scene.run(["fix", ".", "--index-url", scene.index.url, "--format", "json"]);
    const [plan] = readFix(stdout).plans;
    expect(plan?.edits.map(({ after }) => after)).toEqual(["torch==2.10.0", "torchvision==0.25.0"]);
    // It runs by minor version compatibility, which is told and no fault.
    expect(plan?.introduces.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["accelerator/minor-version-limited", "info"],
    ]);
  });
});
