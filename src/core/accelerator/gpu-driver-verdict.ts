import type { Evidence } from "../rule/finding.ts";
import type { DriverVersion } from "../target/driver.ts";
import { cite } from "./cite.ts";
import type { Tables } from "./tables.ts";

/** Whether a driver supports a GPU at all, whatever runs on it. */
export type GpuDriverVerdict =
  | { readonly kind: "ok" }
  /** The branch is newer than the last that supports the GPU. */
  | {
      readonly kind: "fail";
      readonly reason: "dropped";
      readonly lastBranch: number;
      readonly evidence: readonly Evidence[];
    }
  /** The branch is older than the first that supports the GPU. */
  | {
      readonly kind: "fail";
      readonly reason: "too-old";
      readonly firstBranch: number;
      readonly evidence: readonly Evidence[];
    }
  | { readonly kind: "unknown"; readonly why: string };

/** Decides by the branches in which NVIDIA took a compute capability in and dropped it. */
export function gpuDriverVerdict(tables: Tables, capability: string, driver: DriverVersion): GpuDriverVerdict {
  const row = tables.smSupport.get(capability);
  if (row === undefined)
    return { kind: "unknown", why: `the compatibility tables do not have compute capability ${capability}` };
  const { firstBranch, lastBranch, architecture } = row;
  const gpu = `${architecture} (compute capability ${capability})`;
  if (lastBranch !== null && driver.branch > lastBranch)
    return {
      kind: "fail",
      reason: "dropped",
      lastBranch,
      evidence: cite(tables, row, `R${lastBranch} is the last driver branch that supports ${gpu}`),
    };
  if (firstBranch !== null && driver.branch < firstBranch)
    return {
      kind: "fail",
      reason: "too-old",
      firstBranch,
      evidence: cite(tables, row, `R${firstBranch} is the first driver branch that supports ${gpu}`),
    };
  const newest = tables.driverBranches.at(-1);
  if (newest !== undefined && driver.branch > newest.branch)
    return { kind: "unknown", why: `driver ${driver.text} is newer than the compatibility tables of ${tables.date}` };
  return { kind: "ok" };
}
