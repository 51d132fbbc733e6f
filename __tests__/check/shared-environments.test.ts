import { describe, expect, it } from "@jest/globals";
import { openScene, type Scene } from "../support/command-line.ts";
import { toldBy } from "../support/told-by.ts";
import { torchUniverse } from "../support/torch-universe.ts";

const packages = [
  ...torchUniverse,
  { name: "numpy", versions: [{ version: "1.26.4" }, { version: "2.1.0" }] },
  { name: "kernels", versions: [{ version: "1.0", requires: ["nvidia-cuda-runtime-cu12"] }] },
];

const config = (environment: string, target: string): string => `models:
  - { path: models/speech${environment} }
  - { path: models/vision${environment} }
targets:
  default: { platform: linux/amd64, glibc: "2.31", ${target} }
`;

async function shared(
  scene: Scene,
  [speech, vision]: readonly [string, string],
  { environment = ", environment: gateway", target = 'python: "3.11", gpu: none' } = {},
): Promise<readonly string[]> {
  await scene.repository.write({
    ".github/pinwarden.yml": config(environment, target),
    "models/speech/requirements.txt": `${speech}\n`,
    "models/vision/requirements.txt": `${vision}\n`,
  });
  return await toldBy(scene, "target/shared-environment");
}

const open = (): Promise<Scene> => openScene({ packages });

describe("models of one environment", () => {
  it("are told where their requirements exclude each other", async () => {
    await using scene = await open();
    expect(await shared(scene, ["numpy<2", "numpy>=2"])).toEqual([
      "models/vision high: The models `models/speech`, `models/vision` are installed into one environment `gateway`, and their requirements cannot be met together. Because you require `numpy<2` (models/speech/requirements.txt:1) and `numpy>=2` (models/vision/requirements.txt:1), your requirements cannot be met together.",
    ]);
  });

  it("are fine where there are versions that suit both, though each would have another alone", async () => {
    await using scene = await open();
    expect(await shared(scene, ["numpy<2", "numpy"])).toEqual([]);
  });

  it("are nothing to each other where nothing says that they share one", async () => {
    await using scene = await open();
    expect(await shared(scene, ["numpy<2", "numpy>=2"], { environment: "" })).toEqual([]);
  });

  it("are told where they need two CUDA majors", async () => {
    await using scene = await open();
    const target = 'python: "3.11", driver: "580.65.06", gpu: [T4]';
    const [told, ...more] = await shared(scene, ["torch==2.11.0", "kernels"], { target });
    expect(more).toEqual([]);
    expect(told).toContain("cannot be met together on what the target runs.");
    expect(told).toMatch(/is of CUDA 12 .*is of CUDA 13|is of CUDA 13 .*is of CUDA 12/);
    expect(await shared(scene, ["torch==2.10.0", "kernels"], { target })).toEqual([]);
  });

  it("are told where their files say another Python", async () => {
    await using scene = await open();
    await scene.repository.write({
      "models/speech/.python-version": "3.10\n",
      "models/vision/.python-version": "3.12\n",
    });
    const [told] = await shared(scene, ["numpy", "numpy"], { target: "gpu: none" });
    expect(told).toContain("one Python: 3.10 for `models/speech`, 3.12 for `models/vision`");
  });
});
