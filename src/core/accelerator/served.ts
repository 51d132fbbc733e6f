import type { ResolvedPackage } from "../resolution/resolution.ts";
import { accelerated, type CudaCarrier } from "./accelerated.ts";
import type { CodeVerdict } from "./code-verdict.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { type DriverVerdict, driverVerdict } from "./driver-verdict.ts";
import { type ForwardCompatibility, forwardCompatibility } from "./forward-compatibility.ts";
import { compatCudaOf } from "./image-of-target.ts";
import { oncePer } from "./once.ts";
import { capabilitiesOf, codeOnDriver, driverOf, type ServedCapability } from "./serving.ts";
import { type WheelCode, wheelCode } from "./wheel-code.ts";

/** A package that runs on GPUs, with what it finds on those of the target. */
export interface ServedPackage {
  readonly pkg: ResolvedPackage;
  readonly code: WheelCode;
  /** In the order of the target's capabilities. */
  readonly onGpus: readonly OnGpu[];
}

export interface OnGpu extends ServedCapability {
  readonly verdict: CodeVerdict;
}

/** One that carries CUDA, with what the target's driver makes of it. */
export interface ServedCarrier extends CudaCarrier, ServedPackage {
  /** Null where the target's driver is not known. */
  readonly onDriver: DriverVerdict | null;
  /** What the image has against a driver that is too old for it; null where it has nothing, or the driver is not too old. */
  readonly rescue: ForwardCompatibility | null;
}

export interface Served {
  readonly carriers: readonly ServedCarrier[];
  readonly companions: readonly ServedPackage[];
}

/** What runs on GPUs, held against the driver and the GPUs of the target. Half a dozen rules judge by it, so it is remembered with the facts. */
export const served: (facts: EvidenceFacts) => Served = oncePer((facts: EvidenceFacts) => {
  const { carriers, companions } = accelerated(facts);
  return {
    carriers: carriers.map((carrier) => ({
      ...carrier,
      ...ofCode(facts, carrier.pkg, carrier.cuda),
      ...ofDriver(facts, carrier.cuda),
    })),
    companions: companions.map((pkg) => ofCode(facts, pkg, null)),
  };
});

function ofCode({ tables, target }: EvidenceFacts, pkg: ResolvedPackage, cuda: CudaVersion | null): ServedPackage {
  const code = wheelCode(tables, target, pkg);
  const driver = driverOf(target);
  const onGpus = capabilitiesOf(target).map(({ capability, names }) => ({
    capability,
    names,
    verdict: codeOnDriver(tables, driver, code, cuda, capability),
  }));
  return { pkg, code, onGpus };
}

function ofDriver({ tables, target }: EvidenceFacts, cuda: CudaVersion): Pick<ServedCarrier, "onDriver" | "rescue"> {
  const driver = driverOf(target);
  if (driver === null) return { onDriver: null, rescue: null };
  const { os, gpus } = target;
  const onDriver = driverVerdict(tables, { driver, os, cuda });
  const isTooOld = onDriver.kind === "fail";
  const imageCuda = isTooOld ? compatCudaOf(target) : null;
  return { onDriver, rescue: isTooOld ? forwardCompatibility(tables, { driver, os, gpus, cuda, imageCuda }) : null };
}
