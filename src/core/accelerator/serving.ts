import type { DriverVersion } from "../target/driver.ts";
import { parseDriver } from "../target/driver.ts";
import type { Target } from "../target/target.ts";
import type { CodeVerdict } from "./code-verdict.ts";
import { codeVerdict } from "./code-verdict.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { formatCuda } from "./cuda-version.ts";
import { ptxIsaOfCuda, ptxIsaOfDriver } from "./driver-verdict.ts";
import { oncePer, oncePerText } from "./once.ts";
import type { Tables } from "./tables.ts";
import type { WheelCode } from "./wheel-code.ts";

/** Whether a target says anything of GPUs. One that does not is served on CPUs, and no accelerator rule speaks of it. */
export function servesGpus(target: Target): boolean {
  return target.driver !== null || target.gpus.length > 0;
}

/** The target's driver; null where it declares none or what it declares cannot be read. Each target is read once, whoever asks. */
export const driverOf: (target: Target) => DriverVersion | null = oncePer((target: Target) => {
  const parsed = target.driver === null ? null : parseDriver(target.driver);
  return parsed?.ok === true ? parsed.value : null;
});

/** GPUs of one compute capability, with the names they go by. */
export interface ServedCapability {
  readonly capability: string;
  readonly names: string;
}

/** The GPUs of a target by compute capability. Those of unknown capability are left out. */
export const capabilitiesOf: (target: Target) => readonly ServedCapability[] = oncePer(readCapabilities);

function readCapabilities(target: Target): readonly ServedCapability[] {
  const byCapability = new Map<string, string[]>();
  for (const { name, computeCapability, class: kind } of target.gpus) {
    // Wheels of the public index are not valid on a Jetson even where the number matches.
    if (computeCapability === null || kind === "jetson") continue;
    byCapability.set(computeCapability, [...(byCapability.get(computeCapability) ?? []), name]);
  }
  return [...byCapability].map(([capability, names]) => ({ capability, names: [...new Set(names)].join(", ") }));
}

/** Whether code of a CUDA has something for a GPU on this target's driver. */
export function codeOnTarget(
  tables: Tables,
  target: Target,
  code: WheelCode,
  cuda: CudaVersion | null,
  capability: string,
): CodeVerdict {
  return codeOnDriver(tables, driverOf(target), code, cuda, capability);
}

/** The same for a driver that is not said of a target. */
export function codeOnDriver(
  tables: Tables,
  driver: DriverVersion | null,
  code: WheelCode,
  cuda: CudaVersion | null,
  capability: string,
): CodeVerdict {
  const question = `${capability} ${driver?.branch ?? ""} ${cuda === null ? "" : formatCuda(cuda)}`;
  return verdicts(code, question, () =>
    codeVerdict(code, {
      capability,
      driverPtxIsa: driver === null ? null : ptxIsaOfDriver(tables, driver),
      wheelPtxIsa: cuda === null ? null : ptxIsaOfCuda(tables, cuda),
    }),
  );
}

/** The code of a wheel is read from the tables once, so that it stands for them too. */
const verdicts = oncePerText<WheelCode, CodeVerdict>();
