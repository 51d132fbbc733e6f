import type { LoopbackPackage, LoopbackVersion } from "./loopback-index.ts";
import { osvJson } from "./osv-records.ts";
import type { ServedRecord } from "./osv-service.ts";

/**
 * Something that happened to models that nobody had changed: what they declare, the index as it was with its dates, and the days
 * before and after. Names, versions and requirements are those of the public index; the day of the version that broke is the one on
 * which it came, and of the others only the order matters.
 */
export interface Incident {
  readonly name: string;
  readonly source: string;
  /** Fields of the target. */
  readonly target: string;
  readonly requirements: string;
  readonly packages: readonly LoopbackPackage[];
  readonly records?: readonly ServedRecord[];
  /** The last day on which all was well, and the first on which it was not. */
  readonly before: string;
  readonly after: string;
  /** Keys of what the scan has to find, and what moved. */
  readonly finds: readonly string[];
  readonly moves: readonly string[];
}

const linux = (
  tag: string,
  version: string,
  uploaded: string,
  more: Partial<LoopbackVersion> = {},
): LoopbackVersion => ({
  version,
  uploadTime: `${uploaded}T12:00:00Z`,
  wheels: [`${tag}-${tag}-manylinux_2_17_x86_64`],
  ...more,
});
const pure = (version: string, uploaded: string, more: Partial<LoopbackVersion> = {}): LoopbackVersion => ({
  version,
  uploadTime: `${uploaded}T12:00:00Z`,
  ...more,
});

export const incidents: readonly Incident[] = [
  {
    name: "NumPy 2 beside a torch that was built for NumPy 1",
    source: "https://github.com/nagadomi/nunif/issues/135",
    target: '{ python: "3.10", platform: linux/amd64, glibc: "2.31" }',
    requirements: "torch==2.1.2\ntorchvision==0.16.2\n",
    packages: [
      { name: "torch", versions: [linux("cp310", "2.1.2", "2023-12-15")] },
      {
        name: "torchvision",
        versions: [linux("cp310", "0.16.2", "2023-12-15", { requires: ["numpy", "torch==2.1.2"] })],
      },
      { name: "numpy", versions: [linux("cp310", "1.26.4", "2024-02-05"), linux("cp310", "2.0.0", "2024-06-16")] },
    ],
    before: "2024-06-15",
    after: "2024-06-17",
    finds: ["abi/numpy2-abi torch"],
    moves: ["numpy 1.26.4 2.0.0"],
  },
  {
    name: "Werkzeug 3 beside a Flask that imports what it took away",
    source: "https://github.com/pallets/werkzeug/issues/2789",
    target: '{ python: "3.10", platform: linux/amd64, glibc: "2.31" }',
    requirements: "flask==2.2.2\n",
    packages: [
      { name: "flask", versions: [pure("2.2.2", "2022-08-08", { requires: ["Werkzeug>=2.2.2"] })] },
      { name: "werkzeug", versions: [pure("2.3.7", "2023-08-14"), pure("3.0.0", "2023-09-30")] },
    ],
    before: "2023-09-29",
    after: "2023-10-01",
    finds: ["abi/werkzeug-3 flask"],
    moves: ["werkzeug 2.3.7 3.0.0"],
  },
  {
    name: "torch 2.11 without code for Volta",
    source: "https://dev-discuss.pytorch.org/t/dropping-volta-support-from-cuda-12-8-binaries-for-release-2-11/3290",
    target: '{ python: "3.12", platform: linux/amd64, glibc: "2.31", driver: "580.82.07", gpu: [V100] }',
    requirements: "torch\n",
    packages: [
      { name: "torch", versions: [linux("cp312", "2.10.0", "2026-01-21"), linux("cp312", "2.11.0", "2026-03-23")] },
    ],
    before: "2026-03-22",
    after: "2026-03-24",
    finds: ["accelerator/no-kernel-image torch 7.0"],
    moves: ["torch 2.10.0 2.11.0"],
  },
  {
    name: "vLLM 0.20 with a torch of CUDA 13 on a fleet of CUDA 12",
    source: "https://github.com/vllm-project/router/pull/154",
    target: '{ python: "3.12", platform: linux/amd64, glibc: "2.35", driver: "550.144.03", gpu: [A100] }',
    requirements: "vllm\n",
    packages: [
      {
        name: "vllm",
        versions: [
          linux("cp312", "0.19.1", "2026-04-18", { requires: ["torch==2.10.0"] }),
          linux("cp312", "0.20.0", "2026-04-27", { requires: ["torch==2.11.0"] }),
        ],
      },
      { name: "torch", versions: [linux("cp312", "2.10.0", "2026-01-21"), linux("cp312", "2.11.0", "2026-03-23")] },
    ],
    before: "2026-04-26",
    after: "2026-04-28",
    finds: ["accelerator/driver-too-old torch"],
    moves: ["torch 2.10.0 2.11.0", "vllm 0.19.1 0.20.0"],
  },
  {
    name: "NumPy 2.4 on processors without x86-64-v2",
    source: "https://github.com/NixOS/nixpkgs/issues/504266",
    target: '{ python: "3.12", platform: linux/amd64, glibc: "2.31", cpu: [x86-64-v1] }',
    requirements: "numpy\n",
    packages: [
      { name: "numpy", versions: [linux("cp312", "2.3.5", "2025-11-16"), linux("cp312", "2.4.1", "2026-01-10")] },
    ],
    before: "2026-01-09",
    after: "2026-01-11",
    finds: ["platform/cpu-features numpy"],
    moves: ["numpy 2.3.5 2.4.1"],
  },
  {
    name: "ultralytics 8.3.41 with a miner in it",
    source: "https://github.com/ultralytics/ultralytics/issues/18027",
    target: '{ python: "3.10", platform: linux/amd64, glibc: "2.31" }',
    requirements: "ultralytics\n",
    packages: [{ name: "ultralytics", versions: [pure("8.3.40", "2024-11-30"), pure("8.3.41", "2024-12-04")] }],
    records: [
      {
        json: osvJson({
          id: "PYSEC-2024-154",
          package: "ultralytics",
          versions: ["8.3.41"],
          summary: "A miner of cryptocurrency",
        }),
        hits: ["ultralytics 8.3.41"],
      },
    ],
    before: "2024-12-03",
    after: "2024-12-05",
    finds: ["advisory ultralytics PYSEC-2024-154"],
    moves: ["ultralytics 8.3.40 8.3.41"],
  },
];
