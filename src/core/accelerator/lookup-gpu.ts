import { parseComputeCapability } from "../target/gpu.ts";
import type { Gpu } from "../target/target.ts";
import { gpuKey } from "./gpu-key.ts";
import type { GpuRow, Tables } from "./tables.ts";

/**
 * The GPU that a text names, as people and schedulers write it: `T4`, `Tesla T4`, `nvidia-tesla-t4`, `A100-SXM4-80GB`, `NVIDIA-A10G`,
 * `H100:2`, `RTX 4090`, and a compute capability as `sm_75` or `7.5`, for which no model is known. Null where the tables have no such GPU.
 */
export function lookupGpu(tables: Tables, text: string): Gpu | null {
  const row = gpuRow(tables, text);
  if (row !== null) return { name: row.name, computeCapability: row.computeCapability, class: row.class };
  const capability = parseComputeCapability(text.trim());
  return capability === null
    ? null
    : { name: `sm_${capability.replace(".", "")}`, computeCapability: capability, class: null };
}

/** The row of a GPU, with its sources. */
export function gpuRow(tables: Tables, text: string): GpuRow | null {
  const key = gpuKey(text);
  return key === "" ? null : (tables.gpus.get(key) ?? null);
}
