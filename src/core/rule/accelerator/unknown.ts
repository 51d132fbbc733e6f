import type { CudaCarrier } from "../../accelerator/accelerated.ts";
import { accelerated } from "../../accelerator/accelerated.ts";
import { formatCuda } from "../../accelerator/cuda-version.ts";
import { driverVerdict } from "../../accelerator/driver-verdict.ts";
import { gpuDriverVerdict } from "../../accelerator/gpu-driver-verdict.ts";
import { capabilitiesOf, codeOnTarget, driverOf, servesGpus } from "../../accelerator/serving.ts";
import { wheelCode } from "../../accelerator/wheel-code.ts";
import type { NotAssessed } from "../../resolution/resolution.ts";
import type { Facts, Rule } from "../rule.ts";
import { sentence } from "./sentence.ts";

/**
 * Says which fact is missing where an accelerator rule could not decide, and what supplies it. Never a finding: not knowing is
 * no fault, and silence would read as clean.
 */
export const acceleratorUnknown: Rule = {
  id: "accelerator/unknown",
  check: (facts) => {
    if (!servesGpus(facts.target)) return { findings: [], notAssessed: [] };
    const { carriers, unknown } = accelerated(facts);
    const ofPackages = unknown.map(({ pkg, why }) => ({
      what: `CUDA of ${pkg.name} ${pkg.version.text}`,
      why: `${why}.`,
    }));
    const ofTarget = carriers.length === 0 ? [] : missingOfTarget(facts);
    return {
      findings: [],
      notAssessed: [...ofPackages, ...ofTarget, ...carriers.flatMap((carrier) => undecided(facts, carrier))],
    };
  },
};

/** What the target does not say, with the line of the configuration that would. */
function missingOfTarget({ target }: Facts): readonly NotAssessed[] {
  const line = (field: string): string => `add \`${field}\` to target \`${target.id}\` in the configuration`;
  const entries: NotAssessed[] = [];
  if (target.driver === null)
    entries.push({
      what: `NVIDIA driver of target \`${target.id}\``,
      why: `It is not declared; ${line('driver: "535.183.01"')}.`,
    });
  else if (driverOf(target) === null)
    entries.push({
      what: `NVIDIA driver of target \`${target.id}\``,
      why: `\`${target.driver}\` is no driver version; ${line('driver: "535.183.01"')}.`,
    });
  if (target.gpus.length === 0)
    entries.push({ what: `GPUs of target \`${target.id}\``, why: `They are not declared; ${line("gpu: [T4]")}.` });
  for (const { name, computeCapability, class: kind } of target.gpus) {
    if (computeCapability === null)
      entries.push({
        what: `GPU \`${name}\``,
        why: `The compatibility tables do not have it; give its compute capability instead, such as \`gpu: [sm_75]\`.`,
      });
    if (kind === "jetson")
      entries.push({
        what: `GPU \`${name}\``,
        why: "Wheels of the public index are not made for Jetson, and NVIDIA's own are not in the compatibility tables.",
      });
  }
  return entries;
}

/** What stays open for one package although the target says what it has. */
function undecided({ tables, target }: Facts, { pkg, cuda }: CudaCarrier): readonly NotAssessed[] {
  const entries: NotAssessed[] = [];
  const driver = driverOf(target);
  const subject = `${pkg.name} ${pkg.version.text} (CUDA ${formatCuda(cuda)})`;
  if (driver !== null) {
    const verdict = driverVerdict(tables, { driver, os: target.os, cuda });
    if (verdict.kind === "unknown")
      entries.push({ what: `${subject} on driver ${driver.text}`, why: sentence(verdict.why) });
  }
  const code = wheelCode(tables, target, pkg);
  const capabilities = capabilitiesOf(target);
  if (code.kind === "unknown") {
    if (capabilities.length > 0) entries.push({ what: `GPU code of ${subject}`, why: sentence(code.why) });
    return entries;
  }
  for (const { capability, names } of capabilities) {
    const verdict = codeOnTarget(tables, target, code, cuda, capability);
    if (verdict.kind === "unknown") entries.push({ what: `${subject} on ${names}`, why: sentence(verdict.why) });
    const support = driver === null ? null : gpuDriverVerdict(tables, capability, driver);
    if (support?.kind === "unknown")
      entries.push({ what: `driver ${driver?.text} for ${names}`, why: sentence(support.why) });
  }
  return entries;
}
