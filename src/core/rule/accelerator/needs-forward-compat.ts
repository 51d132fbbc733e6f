import { formatCuda } from "../../accelerator/cuda-version.ts";
import { compatEvidenceOf } from "../../accelerator/image-of-target.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { served } from "../../accelerator/served.ts";
import { driverOf } from "../../accelerator/serving.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/needs-forward-compat";

/** The driver is too old by itself, and the image's `cuda-compat` package makes up for it: true for as long as the image brings it. */
export const needsForwardCompat: Rule = {
  id,
  check: (facts) => {
    const { tables, target } = facts;
    const driver = driverOf(target);
    if (driver === null) return nothing;
    const findings = served(facts).carriers.flatMap(({ pkg, cuda, carried, onDriver, rescue }) => {
      if (onDriver?.kind !== "fail" || rescue === null) return [];
      const message =
        `${pkg.name} ${pkg.version.text} carries CUDA ${formatCuda(cuda)}, which driver ${driver.text} runs only through ` +
        `${rescue.package} of the image; without it driver ${onDriver.floor} or newer is needed.`;
      const evidence = [
        ...carried.evidence,
        ...onDriver.evidence,
        ...rescue.evidence,
        ...compatEvidenceOf(target),
        targetEvidence(facts, "driver", `the target's driver is ${driver.text}`),
        targetEvidence(facts, "image", `the target's image is ${target.image}`),
      ];
      return [
        packageFinding(facts, {
          rule: id,
          severity: "moderate",
          pkg,
          message,
          evidence,
          fixedIn: nearestVersions(tables, target, pkg),
        }),
      ];
    });
    return { findings, notAssessed: [] };
  },
};
