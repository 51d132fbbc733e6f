import { describe, expect, it } from "@jest/globals";
import { embeddedTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { instanceType, withInstances } from "../../../src/core/accelerator/instance-types.ts";
import { lookupGpu } from "../../../src/core/accelerator/lookup-gpu.ts";
import { nothingStated } from "../../../src/core/target/stated-target.ts";

const tables = embeddedTables();
const gpu = (text: string): string | null => instanceType(tables, text)?.gpu ?? null;

describe("machine types", () => {
  it.each([
    ["g4dn.xlarge", "NVIDIA T4"],
    ["g4dn", "NVIDIA T4"],
    ["ml.g5.2xlarge", "NVIDIA A10G"],
    ["g5g.xlarge", "NVIDIA T4G"],
    ["p3.2xlarge", "NVIDIA V100"],
    ["p4d.24xlarge", "NVIDIA A100"],
    ["p5.48xlarge", "NVIDIA H100"],
    ["g6.xlarge", "NVIDIA L4"],
    ["a2-highgpu-1g", "NVIDIA A100"],
    ["a3-ultragpu-8g", "NVIDIA H200"],
    ["Standard_NC4as_T4_v3", "NVIDIA T4"],
    ["Standard_NC24ads_A100_v4", "NVIDIA A100"],
    ["Standard_NC6s_v3", "NVIDIA V100"],
    ["t4-small", "NVIDIA T4"],
  ])("%s has %s", (text, wanted) => {
    expect(gpu(text)).toBe(wanted);
  });

  it.each(["m5.large", "T4", "sm_75", "7.5", "A100", "", "g4ad.xlarge", "x".repeat(1000)])("%j is none", (text) => {
    expect(gpu(text)).toBeNull();
  });

  it("have a GPU each that the tables know", () => {
    for (const row of tables.instanceTypes)
      expect([row.pattern, lookupGpu(tables, row.gpu)?.name]).toEqual([row.pattern, row.gpu]);
  });

  it("stand for their GPU and their processor in what is stated", () => {
    const source = { how: "declared", from: "declared in a:1" } as const;
    const stated = withInstances(tables, { ...nothingStated, gpus: { value: ["g5g.xlarge"], source } });
    expect(stated.gpus).toEqual({
      value: ["NVIDIA T4G"],
      source: { how: "declared", from: "declared in a:1 (`g5g.xlarge`)" },
    });
    expect(stated.platform?.value).toMatchObject({ os: "linux", arch: "aarch64" });
    const mixed = withInstances(tables, { ...nothingStated, gpus: { value: ["g5g.xlarge", "L4"], source } });
    expect(mixed.gpus?.value).toEqual(["NVIDIA T4G", "L4"]);
    expect(mixed.platform).toBeNull();
  });
});
