import type { Evidence } from "../rule/finding.ts";
import type { DriverVersion } from "../target/driver.ts";
import type { Gpu } from "../target/target.ts";
import { cite } from "./cite.ts";
import { compareCuda, formatCuda, parseCuda } from "./cuda-version.ts";
import { branchOf } from "./driver-branch.ts";
import type { Tables } from "./tables.ts";

/** Whether NVIDIA's container tools start an image that carries `NVIDIA_REQUIRE_CUDA`. */
export type ContainerGateVerdict =
  | { readonly kind: "ok"; readonly how: "driver-cuda" | "listed-branch"; readonly driverCuda: string | null }
  | { readonly kind: "fail"; readonly driverCuda: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: "unknown"; readonly why: string };

export interface ContainerGateQuestion {
  readonly driver: DriverVersion;
  /** CUDA of an NVIDIA CUDA image, such as `12.6.3`. */
  readonly imageCuda: string;
  /** NVIDIA's brand of the GPU, such as `tesla` or `geforce`; null where it is not known. */
  readonly brand: string | null;
}

/**
 * The image starts if the driver brings the image's CUDA, or if its branch and brand are in the image's list (NVIDIA Container Toolkit,
 * `NVIDIA_REQUIRE_CUDA`). This is stricter than what the code needs, and a host can switch it off.
 */
export function containerGateVerdict(
  tables: Tables,
  { driver, imageCuda, brand }: ContainerGateQuestion,
): ContainerGateVerdict {
  const image = parseCuda(imageCuda);
  if (image === null || image.minor === null) return { kind: "unknown", why: `\`${imageCuda}\` is no CUDA version` };
  const branch = branchOf(tables, driver);
  const brought =
    branch.kind === "older-than-tables"
      ? null
      : parseCuda(branch.kind === "newer-than-tables" ? branch.newest.cuda : branch.row.cuda);
  if (brought !== null && compareCuda(brought, image) >= 0)
    return { kind: "ok", how: "driver-cuda", driverCuda: branch.kind === "known" ? branch.row.cuda : null };
  if (branch.kind !== "known")
    return { kind: "unknown", why: `the compatibility tables do not have driver branch R${driver.branch}` };
  const gate = tables.containerGates.byCuda.get(formatCuda(image));
  if (gate === undefined)
    return {
      kind: "unknown",
      why: `the compatibility tables do not have the requirements of CUDA ${formatCuda(image)} images`,
    };
  const listed = gate.branches.find((candidate) => candidate.branch === driver.branch);
  if (listed !== undefined) {
    if (brand === null) return { kind: "unknown", why: "the GPU's brand is not known" };
    if (tables.containerGates.brandGroups.get(listed.brands)?.includes(brand) === true)
      return { kind: "ok", how: "listed-branch", driverCuda: branch.row.cuda };
  }
  const fact = `an image of CUDA ${gate.cuda} asks for a driver of CUDA ${gate.cuda}${listText(gate.branches.map((row) => row.branch))}`;
  return {
    kind: "fail",
    driverCuda: branch.row.cuda,
    evidence: [
      ...cite(tables, branch.row, `driver branch R${driver.branch} brings CUDA ${branch.row.cuda}`),
      ...cite(tables, gate, fact),
    ],
  };
}

/** Brands as `NVIDIA_REQUIRE_CUDA` names them. */
const brands = new Set([
  "geforce",
  "geforcertx",
  "tesla",
  "quadro",
  "quadrortx",
  "titan",
  "titanrtx",
  "nvidia",
  "nvidiartx",
]);

/** NVIDIA's brand of a GPU by its class; workstation cards have several, so theirs is not known. */
export function brandOf(gpu: Gpu): string | null {
  if (gpu.class === "data-center") return "tesla";
  // A target may say the brand alone, which is all that a start depends on.
  if (gpu.class === null && brands.has(gpu.name.toLowerCase())) return gpu.name.toLowerCase();
  return gpu.class === "consumer" ? "geforce" : null;
}

function listText(branches: readonly number[]): string {
  return branches.length === 0 ? "" : ` or one of branches ${branches.map((branch) => `R${branch}`).join(", ")}`;
}
