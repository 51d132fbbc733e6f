import { compareCuda, parseCuda } from "./cuda-version.ts";
import { nvidiaCudaOfImage } from "./lookup-image.ts";
import type { Tables } from "./tables.ts";

/** The oldest driver branch that brings the CUDA of one of NVIDIA's CUDA images, which refuses to start below it; null for any other image. */
export function startBranch(tables: Tables, reference: string | null): number | null {
  const cuda = reference === null ? null : nvidiaCudaOfImage(reference);
  const wanted = cuda === null ? null : parseCuda(cuda);
  if (wanted === null || wanted.minor === null) return null;
  const row = tables.driverBranches.find((branch) => {
    const brought = parseCuda(branch.cuda);
    return brought !== null && compareCuda(brought, wanted) >= 0;
  });
  return row?.branch ?? null;
}
