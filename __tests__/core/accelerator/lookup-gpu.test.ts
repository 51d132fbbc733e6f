import { describe, expect, it } from "@jest/globals";
import { gpuKey } from "../../../src/core/accelerator/gpu-key.ts";
import { lookupGpu } from "../../../src/core/accelerator/lookup-gpu.ts";
import { tables } from "./served.ts";

describe("lookupGpu", () => {
  it.each([
    ["T4", "NVIDIA T4", "7.5", "data-center"],
    ["Tesla T4", "NVIDIA T4", "7.5", "data-center"],
    ["nvidia-tesla-t4", "NVIDIA T4", "7.5", "data-center"],
    ["NVIDIA_TESLA_T4", "NVIDIA T4", "7.5", "data-center"],
    ["T4 x4", "NVIDIA T4", "7.5", "data-center"],
    ["A100-SXM4-80GB", "NVIDIA A100", "8.0", "data-center"],
    ["NVIDIA A100 80GB PCIe", "NVIDIA A100", "8.0", "data-center"],
    ["2x A100", "NVIDIA A100", "8.0", "data-center"],
    ["NVIDIA-A10G", "NVIDIA A10G", "8.6", "data-center"],
    ["H100:2", "NVIDIA H100", "9.0", "data-center"],
    ["nvidia-h100-mega-80gb", "NVIDIA H100", "9.0", "data-center"],
    ["NVIDIA H100 80GB HBM3", "NVIDIA H100", "9.0", "data-center"],
    ["NVIDIA H100 PCIe MIG 1g.10gb", "NVIDIA H100", "9.0", "data-center"],
    ["Tesla V100-SXM2-16GB", "NVIDIA V100", "7.0", "data-center"],
    ["RTX 4090", "GeForce RTX 4090", "8.9", "consumer"],
    ["rtx4090", "GeForce RTX 4090", "8.9", "consumer"],
    ["NVIDIA GeForce RTX 3080 Ti", "GeForce RTX 3080 Ti", "8.6", "consumer"],
    ["NVIDIA GeForce RTX 4080 SUPER", "GeForce RTX 4080", "8.9", "consumer"],
    ["NVIDIA GeForce RTX 4090 Laptop GPU", "GeForce RTX 4090", "8.9", "consumer"],
    ["GTX 1080 Ti", "GeForce GTX 1080 Ti", "6.1", "consumer"],
    ["A6000", "NVIDIA RTX A6000", "8.6", "workstation"],
    ["Quadro RTX 6000", "Quadro RTX 6000", "7.5", "workstation"],
    ["RTX 6000 Ada Generation", "NVIDIA RTX 6000 Ada", "8.9", "workstation"],
    ["DGX Spark", "NVIDIA GB10", "12.1", "workstation"],
    ["Jetson AGX Orin", "Jetson AGX Orin", "8.7", "jetson"],
  ] as const)("reads %s", (text, name, computeCapability, kind) => {
    expect(lookupGpu(tables, text)).toEqual({ name, computeCapability, class: kind });
  });

  it.each([
    ["sm_75", "7.5"],
    ["7.5", "7.5"],
    ["compute_90", "9.0"],
    ["sm_120", "12.0"],
  ])("reads %s as a capability of no known model", (text, computeCapability) => {
    expect(lookupGpu(tables, text)).toMatchObject({ computeCapability, class: null });
  });

  it.each(["", "GPU", "NVIDIA", "80GB", "Potato 9000", "RTX 6000", "MI300X", "-".repeat(10_000)])(
    "does not know %s",
    (text) => {
      expect(lookupGpu(tables, text)).toBeNull();
    },
  );

  it("tells Ti, Super and Ada apart from what they are not", () => {
    const keys = ["RTX 3080", "RTX 3080 Ti", "RTX 6000 Ada", "Quadro RTX 6000", "RTX A6000", "L4", "L40", "L40S"].map(
      gpuKey,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("finds every GPU of the table by the name that the table gives it", () => {
    for (const row of new Set(tables.gpus.values())) expect(lookupGpu(tables, row.name)?.name).toBe(row.name);
  });
});
