import { formatCuda } from "../../accelerator/cuda-version.ts";
import { served } from "../../accelerator/served.ts";
import { driverOf } from "../../accelerator/serving.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/minor-version-limited";

/** The driver is older than the CUDA of a package, and runs it by minor version compatibility. Worth knowing, and no fault. */
export const minorVersionLimited: Rule = {
  id,
  check: (facts) => {
    const driver = driverOf(facts.target);
    if (driver === null) return nothing;
    const findings = served(facts).carriers.flatMap(({ pkg, cuda, carried, onDriver }) => {
      if (onDriver?.kind !== "limited") return [];
      const message =
        `${pkg.name} ${pkg.version.text} carries CUDA ${formatCuda(cuda)}, and driver ${driver.text} brings CUDA ${onDriver.driverCuda}: ` +
        `its machine code runs by minor version compatibility, PTX of CUDA ${formatCuda(cuda)} and its newest driver features do not.`;
      const evidence = [
        ...carried.evidence,
        ...onDriver.evidence,
        targetEvidence(facts, "driver", `the target's driver is ${driver.text}`),
      ];
      return [packageFinding(facts, { rule: id, severity: "info", pkg, message, evidence, fixedIn: [] })];
    });
    return { findings, notAssessed: [] };
  },
};
