import type { DriverVersion } from "../target/driver.ts";
import { configurationSource } from "../target/observed-image.ts";
import type { Target } from "../target/target.ts";
import { cite } from "./cite.ts";
import { type ContainerGateVerdict, containerGateVerdict } from "./container-gate.ts";
import { branchOf } from "./driver-branch.ts";
import { nvidiaCudaOf } from "./image-of-target.ts";
import { requirementVerdict } from "./require-cuda.ts";
import type { Tables } from "./tables.ts";

/** Whether the target's image is started on a driver, and what it asks for, as `a driver of CUDA 12.4 or a listed branch`. */
export interface ContainerStart {
  readonly verdict: ContainerGateVerdict;
  readonly asks: string;
}

/** Characters of a requirement that are shown. */
const shown = 60;

/**
 * By the tables for NVIDIA's CUDA images, and for any other by the `NVIDIA_REQUIRE_*` of its configuration, each of which has to hold. Null
 * where the image is not known to ask for anything.
 */
export function containerStart(
  tables: Tables,
  target: Target,
  driver: DriverVersion,
  brand: string | null,
): ContainerStart | null {
  const imageCuda = nvidiaCudaOf(target);
  if (imageCuda !== null) {
    const asks = `a driver of CUDA ${imageCuda.split(".").slice(0, 2).join(".")} or a listed branch`;
    return { verdict: containerGateVerdict(tables, { driver, imageCuda, brand }), asks };
  }
  const { observed } = target;
  const answers = (observed?.requires ?? []).map((text) => ({
    text,
    verdict: requirementVerdict(tables, text, { driver, brand }),
  }));
  const worst =
    answers.find(({ verdict }) => verdict.kind === "fail") ??
    answers.find(({ verdict }) => verdict.kind === "unknown") ??
    answers[0];
  if (observed === undefined || worst === undefined) return null;
  const asks = `\`${worst.text.length > shown ? `${worst.text.slice(0, shown)}…` : worst.text}\``;
  const { verdict } = worst;
  if (verdict.kind === "ok") return { asks, verdict: { ...verdict, how: "driver-cuda" } };
  if (verdict.kind === "unknown") return { asks, verdict };
  const branch = branchOf(tables, driver);
  const source = configurationSource(observed.digest);
  return {
    asks,
    verdict: {
      ...verdict,
      evidence: [
        ...(branch.kind === "known"
          ? cite(tables, branch.row, `driver branch R${driver.branch} brings CUDA ${branch.row.cuda}`)
          : []),
        { fact: `the image asks for ${asks}`, source, date: observed.date },
      ],
    },
  };
}
