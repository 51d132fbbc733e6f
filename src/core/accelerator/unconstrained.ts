import type { NotAssessed } from "../resolution/resolution.ts";
import { accelerated } from "./accelerated.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import { driverOf } from "./serving.ts";
import { unknownOfPackages } from "./undecided.ts";

/** What constrained nothing because it is not known, of the target and of the packages that were chosen; nothing where no package uses a GPU. */
export function unconstrained(facts: EvidenceFacts): readonly NotAssessed[] {
  const { carriers, unknown } = accelerated(facts);
  if (carriers.length === 0 && unknown.length === 0) return [];
  const { target } = facts;
  const missing: NotAssessed[] = [];
  if (driverOf(target) === null)
    missing.push({ what: "driver", why: "not known, so that it constrained nothing; say it with --driver" });
  if (target.gpus.length === 0)
    missing.push({ what: "gpu", why: "not known, so that it constrained nothing; say it with --gpu" });
  for (const { name, computeCapability } of target.gpus) {
    if (computeCapability === null)
      missing.push({
        what: `gpu ${name}`,
        why: "not in the compatibility tables, so that it constrained nothing; say its capability, as in --gpu sm_75",
      });
  }
  const { packages, verdicts } = unknownOfPackages(facts);
  return [...missing, ...packages, ...verdicts];
}
