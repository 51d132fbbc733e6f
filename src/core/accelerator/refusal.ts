import type { Evidence } from "../rule/finding.ts";
import type { DriverVersion } from "../target/driver.ts";
import type { Gpu } from "../target/target.ts";
import { accelerated } from "./accelerated.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import { driverVerdict } from "./driver-verdict.ts";
import { forwardCompatibility } from "./forward-compatibility.ts";
import { gpuDriverVerdict } from "./gpu-driver-verdict.ts";
import { compatCudaOf } from "./image-of-target.ts";
import { codeOnDriver } from "./serving.ts";
import { wheelCode } from "./wheel-code.ts";

/** Why a resolution does not run on a machine. */
export interface Refusal {
  /** The package that does not run; null where the driver does not support the GPU, whatever runs on it. */
  readonly pkg: string | null;
  readonly evidence: readonly Evidence[];
}

/**
 * Why what runs on GPUs of a resolution would not run with a driver and GPUs, as the rules judge a target that says both; null where it
 * would, and where it is not known. What runs on no GPU is refused by none.
 */
export function refusal(facts: EvidenceFacts, driver: DriverVersion, gpus: readonly Gpu[]): Refusal | null {
  const { tables, target } = facts;
  const { carriers, companions } = accelerated(facts);
  if (carriers.length === 0) return null;
  const capabilities = gpus.flatMap((gpu) =>
    gpu.computeCapability === null || gpu.class === "jetson" ? [] : [gpu.computeCapability],
  );
  for (const capability of capabilities) {
    const verdict = gpuDriverVerdict(tables, capability, driver);
    if (verdict.kind === "fail") return { pkg: null, evidence: verdict.evidence };
  }
  const imageCuda = compatCudaOf(target);
  for (const { pkg, cuda, carried } of carriers) {
    const verdict = driverVerdict(tables, { driver, os: target.os, cuda });
    if (verdict.kind !== "fail") continue;
    if (forwardCompatibility(tables, { driver, os: target.os, gpus, cuda, imageCuda }) !== null) continue;
    return { pkg: pkg.name, evidence: [...carried.evidence, ...verdict.evidence] };
  }
  const codes = [...carriers, ...companions.map((pkg) => ({ pkg, cuda: null }))];
  for (const { pkg, cuda } of codes) {
    const code = wheelCode(tables, target, pkg);
    if (code.kind === "unknown") continue;
    const fails = capabilities.some(
      (capability) => codeOnDriver(tables, driver, code, cuda, capability).kind === "fail",
    );
    if (fails) return { pkg: pkg.name, evidence: code.evidence };
  }
  return null;
}
