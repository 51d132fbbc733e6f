import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { served } from "../../accelerator/served.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/ptx-jit";

/**
 * A package has PTX for the target's GPU and no machine code: the driver compiles it when the process first starts, which takes minutes and
 * is done again wherever its cache is not kept.
 */
export const ptxJit: Rule = {
  id,
  check: (facts) => {
    const { tables, target } = facts;
    const findings = served(facts).carriers.flatMap(({ pkg, code, onGpus }): Finding[] => {
      if (code.kind !== "listed") return [];
      return onGpus.flatMap(({ capability, names, verdict }): Finding[] => {
        if (verdict.kind !== "limited") return [];
        return [
          packageFinding(facts, {
            rule: id,
            severity: "low",
            pkg,
            message: `${pkg.name} ${pkg.version.text} has no machine code for ${names} (compute capability ${capability}); the driver compiles its PTX (${verdict.code}) at the first start, which can take minutes.`,
            evidence: [
              ...code.evidence,
              targetEvidence(facts, "gpus", `the target's GPU is ${names} (compute capability ${capability})`),
            ],
            fixedIn: nearestVersions(tables, target, pkg),
            subject: capability,
          }),
        ];
      });
    });
    return { findings, notAssessed: [] };
  },
};
