import type { Policy } from "../../config/config.ts";
import type { Resolution } from "../../resolution/resolution.ts";
import { packagesOutOfRange } from "../policy-package-range.ts";
import type { RuleAnswer } from "../rule.ts";
import { deniedPackages } from "./denied-packages.ts";
import { licenceAnswer } from "./licences.ts";

/** What the configuration's policy finds in a resolution by itself, without what it is compared with. */
export function policyAnswer(
  resolution: Resolution,
  policy: Pick<Policy, "packages" | "licences" | "denied">,
): RuleAnswer {
  const licences = licenceAnswer(resolution, policy.licences);
  return {
    findings: [
      ...packagesOutOfRange(resolution, policy.packages),
      ...deniedPackages(resolution, policy.denied),
      ...licences.findings,
    ],
    notAssessed: licences.notAssessed,
  };
}
