import type { GpuRow, Tables } from "./tables.ts";

/** Classes in the order in which a reader who serves models knows them. */
const order: readonly GpuRow["class"][] = ["data-center", "workstation", "consumer"];

/** A few well-known GPUs of a compute capability such as "7.0": those of data centres first, without NVIDIA's own name. */
export function gpuNames(tables: Tables, computeCapability: string, most = 3): readonly string[] {
  const rows = [...new Set(tables.gpus.values())].filter((row) => row.computeCapability === computeCapability);
  const known = rows
    .filter((row) => order.includes(row.class))
    .toSorted((a, b) => order.indexOf(a.class) - order.indexOf(b.class));
  return known.slice(0, most).map((row) => row.name.replace(/^NVIDIA /, ""));
}
