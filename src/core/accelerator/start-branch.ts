import type { Target } from "../target/target.ts";
import { compareCuda, parseCuda } from "./cuda-version.ts";
import { startCudaOf } from "./image-of-target.ts";
import type { Tables } from "./tables.ts";

/** The oldest driver branch that brings the CUDA that the image asks of a driver before it starts; null where it asks for none. */
export function startBranch(tables: Tables, target: Pick<Target, "image" | "observed">): number | null {
  const cuda = startCudaOf(target);
  const wanted = cuda === null ? null : parseCuda(cuda);
  if (wanted === null || wanted.minor === null) return null;
  const row = tables.driverBranches.find((branch) => {
    const brought = parseCuda(branch.cuda);
    return brought !== null && compareCuda(brought, wanted) >= 0;
  });
  return row?.branch ?? null;
}
