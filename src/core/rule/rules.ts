import { builtForAnotherTorch } from "./abi/built-for-another-torch.ts";
import { cudnnMajor } from "./abi/cudnn-major.ts";
import { duplicateImport } from "./abi/duplicate-import.ts";
import { knownBreaks } from "./abi/known-breaks.ts";
import { lockstep } from "./abi/lockstep.ts";
import { numpy2Abi } from "./abi/numpy2-abi.ts";
import { containerGate } from "./accelerator/container-gate.ts";
import { cpuBuildOnGpuTarget } from "./accelerator/cpu-build-on-gpu-target.ts";
import { driverTooOld } from "./accelerator/driver-too-old.ts";
import { gpuDroppedByDriver } from "./accelerator/gpu-dropped-by-driver.ts";
import { libraryFromImageMismatch } from "./accelerator/library-from-image-mismatch.ts";
import { minorVersionLimited } from "./accelerator/minor-version-limited.ts";
import { mixedCudaMajors } from "./accelerator/mixed-cuda-majors.ts";
import { needsForwardCompat } from "./accelerator/needs-forward-compat.ts";
import { noKernelImage } from "./accelerator/no-kernel-image.ts";
import { ptxJit } from "./accelerator/ptx-jit.ts";
import { toolkitNeededToBuild } from "./accelerator/toolkit-needed-to-build.ts";
import { torchBackend } from "./accelerator/torch-backend.ts";
import { acceleratorUnknown } from "./accelerator/unknown.ts";
import { advisory } from "./advisory.ts";
import { lockHashMismatch } from "./lock/lock-hash-mismatch.ts";
import { lockIncomplete } from "./lock/lock-incomplete.ts";
import { lockInconsistent } from "./lock/lock-inconsistent.ts";
import { cpuFeatures } from "./platform/cpu-features.ts";
import { driverBranchEol } from "./platform/driver-branch-eol.ts";
import { glibcTooOld } from "./platform/glibc-too-old.ts";
import { noWheelForTarget } from "./platform/no-wheel-for-target.ts";
import { osEol } from "./platform/os-eol.ts";
import { pythonEol } from "./platform/python-eol.ts";
import { silentFallback } from "./platform/silent-fallback.ts";
import { dependencyConfusion } from "./provenance/dependency-confusion.ts";
import { projectStatus } from "./release/project-status.ts";
import { yankedRelease } from "./release/yanked.ts";
import { requirementNotMet } from "./resolution/requirement-not-met.ts";
import type { Facts, Rule, RuleAnswer } from "./rule.ts";
import { targetContradiction } from "./target/contradiction.ts";
import { providedBroken } from "./target/provided-broken.ts";

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
  ptxJit,
  containerGate,
  libraryFromImageMismatch,
  mixedCudaMajors,
  cpuBuildOnGpuTarget,
  toolkitNeededToBuild,
  torchBackend,
  glibcTooOld,
  noWheelForTarget,
  silentFallback,
  cpuFeatures,
  builtForAnotherTorch,
  lockstep,
  numpy2Abi,
  cudnnMajor,
  duplicateImport,
  knownBreaks,
  pythonEol,
  osEol,
  driverBranchEol,
  lockHashMismatch,
  lockInconsistent,
  lockIncomplete,
  targetContradiction,
  providedBroken,
  acceleratorUnknown,
  advisory,
  dependencyConfusion,
  yankedRelease,
  requirementNotMet,
  projectStatus,
];

/**
 * What a rule makes of a resolution: of what runs in one process with what the target provides (`together`), where it is about that, else of
 * what is installed alone. What the target provides is nobody's line to edit, so no version of it is proposed.
 */
export function checkBeside(rule: Rule, facts: Facts, together: Facts): RuleAnswer {
  if (together === facts || !/^(?:abi|accelerator)\//.test(rule.id)) return rule.check(facts);
  const provided = new Map(
    together.resolution.packages
      .filter(({ metadataSource }) => metadataSource === "provided")
      .map((pkg) => [pkg.name as string, pkg]),
  );
  const { findings, notAssessed } = rule.check(together);
  const told = findings.map((finding) => {
    const pkg = finding.package === null ? undefined : provided.get(finding.package);
    if (pkg === undefined) return finding;
    const fact = `${pkg.name} ${pkg.version.text} is provided by the target, and installed by nothing that is checked`;
    return { ...finding, fixedIn: [], evidence: [...finding.evidence, { fact, source: pkg.file.url, date: null }] };
  });
  return { findings: told, notAssessed };
}
