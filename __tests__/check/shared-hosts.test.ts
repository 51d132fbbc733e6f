import { describe, expect, it } from "@jest/globals";
import { openScene, type Scene } from "../support/command-line.ts";
import { toldBy } from "../support/told-by.ts";
import { torchUniverse } from "../support/torch-universe.ts";

const linux = 'platform_system == "Linux"';
const packages = [
  ...torchUniverse.map((one) =>
    one.name !== "torch"
      ? one
      : {
          ...one,
          versions: [
            {
              version: "1.13.1",
              wheels: ["cp311-cp311-manylinux1_x86_64"],
              requires: [`nvidia-cuda-runtime-cu11==11.7.99; ${linux}`],
            },
            ...one.versions,
          ],
        },
  ),
  { name: "nvidia-cuda-runtime-cu11", versions: [{ version: "11.7.99", wheels: ["py3-none-manylinux1_x86_64"] }] },
];

interface Machines {
  readonly old: string;
  readonly fresh: string;
}

async function told(
  scene: Scene,
  { old, fresh }: Machines,
  [first, second]: readonly [string, string] = ["torch==1.13.1", "torch==2.11.0"],
): Promise<readonly string[]> {
  await scene.repository.write({
    ".github/pinwarden.yml": `models:
  - { path: models/speech, targets: [old] }
  - { path: models/vision, targets: [fresh] }
targets:
  old: { python: "3.11", platform: linux/amd64, glibc: "2.31", ${old} }
  fresh: { python: "3.11", platform: linux/amd64, glibc: "2.31", ${fresh} }
`,
    "models/speech/requirements.txt": `${first}\n`,
    "models/vision/requirements.txt": `${second}\n`,
  });
  return await toldBy(scene, "target/shared-host");
}

const open = (): Promise<Scene> => openScene({ packages });

describe("models of one host", () => {
  it("are told where no driver runs the one's CUDA and supports the other's GPU", async () => {
    await using scene = await open();
    expect(await told(scene, { old: "host: box, gpu: [K80]", fresh: "host: box, gpu: [T4]" })).toEqual([
      "models/vision high: `models/speech` and `models/vision` share the host `box`, and no driver suits them all: `models/speech` runs on drivers R450 to R470 alone, with torch 1.13.1 (CUDA 11.7) on Tesla K80 (3.7), `models/vision` needs driver R580 or newer for torch 2.11.0 (CUDA 13.0) on NVIDIA T4 (7.5). What helps: torch 2.0.1 for `models/vision`, or a machine for each of them.",
    ]);
  });

  it("are fine where one driver suits both", async () => {
    await using scene = await open();
    expect(await told(scene, { old: "host: box, gpu: [V100]", fresh: "host: box, gpu: [T4]" })).toEqual([]);
  });

  it("are nothing to each other on two hosts, and where no host is named", async () => {
    await using scene = await open();
    expect(await told(scene, { old: "host: box, gpu: [K80]", fresh: "host: rack, gpu: [T4]" })).toEqual([]);
    expect(await told(scene, { old: "gpu: [K80]", fresh: "gpu: [T4]" })).toEqual([]);
  });

  it("are held to the driver that one of their targets says", async () => {
    await using scene = await open();
    const machines = { old: "host: box, driver: 535.183.01, gpu: [T4]", fresh: "host: box, gpu: [T4]" };
    const [message, ...more] = await told(scene, machines);
    expect(more).toEqual([]);
    expect(message).toContain("`models/speech` is served on driver 535.183.01");
    expect(message).toContain("`models/vision` needs driver R580 or newer for torch 2.11.0");
    expect(await told(scene, machines, ["torch==1.13.1", "torch==2.10.0"])).toEqual([]);
  });

  it("are told where their targets say two drivers of it", async () => {
    await using scene = await open();
    const machines = { old: "host: box, driver: 535.183.01", fresh: "host: box, driver: 580.65.06" };
    const [message] = await told(scene, machines, ["filelock", "filelock"]);
    expect(message).toContain(
      "`models/speech` is served on driver 535.183.01, `models/vision` is served on driver 580.65.06",
    );
  });

  it("ask nothing where nothing is said of a GPU, or that there is none", async () => {
    await using scene = await open();
    expect(await told(scene, { old: "host: box, gpu: [K80]", fresh: "host: box" })).toEqual([]);
    expect(await told(scene, { old: "host: box, gpu: [K80]", fresh: "host: box, gpu: none" })).toEqual([]);
    expect(
      await told(scene, { old: "host: box, gpu: [K80]", fresh: "host: box, gpu: [T4]" }, ["torch==1.13.1", "filelock"]),
    ).toEqual([]);
  });
});
