import { partsOf } from "../../accelerator/resolution-parts.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";
import { describeTarget, tagsOf } from "./wheel-tags.ts";

const id = "platform/silent-fallback";

/**
 * An older release is resolved because a newer one, which every requirement takes, has no wheel for the target. Installers do so without a word,
 * and the target stays behind as long as nobody looks.
 */
export const silentFallback: Rule = {
  id,
  check: (facts) => ({
    findings: partsOf(facts.resolution, facts.tables).remarked.flatMap((pkg): Finding[] => {
      const { passedOver } = pkg;
      // With a libc that is assumed, so is that the wheels do not fit.
      if (passedOver === undefined || facts.target.sources.libc?.how === "assumed") return [];
      const where = describeTarget(facts.target);
      return [
        packageFinding(facts, {
          rule: id,
          severity: "low",
          pkg,
          message: `${pkg.name} ${pkg.version.text} is resolved in place of ${passedOver.version.text}, which has no wheel for ${where}.`,
          evidence: [
            {
              fact: `the wheels of ${pkg.name} ${passedOver.version.text} are for ${tagsOf(passedOver.wheels)}`,
              source: pkg.file.index,
              date: null,
            },
            targetEvidence(facts, "platform", `the target is ${where}`),
          ],
          fixedIn: [],
        }),
      ];
    }),
    notAssessed: [],
  }),
};
