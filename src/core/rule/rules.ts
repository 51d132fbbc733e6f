import { containerGate } from "./accelerator/container-gate.ts";
import { driverTooOld } from "./accelerator/driver-too-old.ts";
import { gpuDroppedByDriver } from "./accelerator/gpu-dropped-by-driver.ts";
import { minorVersionLimited } from "./accelerator/minor-version-limited.ts";
import { mixedCudaMajors } from "./accelerator/mixed-cuda-majors.ts";
import { needsForwardCompat } from "./accelerator/needs-forward-compat.ts";
import { noKernelImage } from "./accelerator/no-kernel-image.ts";
import { acceleratorUnknown } from "./accelerator/unknown.ts";
import { advisory } from "./advisory.ts";
import { lockHashMismatch } from "./lock/lock-hash-mismatch.ts";
import { lockIncomplete } from "./lock/lock-incomplete.ts";
import { lockInconsistent } from "./lock/lock-inconsistent.ts";
import { glibcTooOld } from "./platform/glibc-too-old.ts";
import type { Rule } from "./rule.ts";

/**
 * Every rule, in the order in which its findings are told: what no version can mend comes before what one can. A new rule is one
 * file, one line here, and a page in `docs/rules`.
 */
export const rules: readonly Rule[] = [
  gpuDroppedByDriver,
  driverTooOld,
  needsForwardCompat,
  minorVersionLimited,
  noKernelImage,
  containerGate,
  mixedCudaMajors,
  glibcTooOld,
  acceleratorUnknown,
  lockHashMismatch,
  lockInconsistent,
  lockIncomplete,
  advisory,
];
