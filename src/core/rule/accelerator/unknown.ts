import { accelerated } from "../../accelerator/accelerated.ts";
import { driverOf, servesGpus } from "../../accelerator/serving.ts";
import { unknownOfPackages } from "../../accelerator/undecided.ts";
import type { NotAssessed } from "../../resolution/resolution.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";

/**
 * Says which fact is missing where an accelerator rule could not decide, and what supplies it. Never a finding: not knowing is
 * no fault, and silence would read as clean.
 */
export const acceleratorUnknown: Rule = {
  id: "accelerator/unknown",
  check: (facts) => {
    if (!servesGpus(facts.target)) return nothing;
    const ofTarget = accelerated(facts).carriers.length === 0 ? [] : missingOfTarget(facts);
    const { packages, verdicts } = unknownOfPackages(facts);
    return { findings: [], notAssessed: [...packages, ...ofTarget, ...verdicts] };
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
