import { accelerated } from "../../accelerator/accelerated.ts";
import { formatCuda } from "../../accelerator/cuda-version.ts";
import { driverVerdict } from "../../accelerator/driver-verdict.ts";
import { driverOf } from "../../accelerator/serving.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/minor-version-limited";

/** The driver is older than the CUDA of a package, and runs it by minor version compatibility. Worth knowing, and no fault. */
export const minorVersionLimited: Rule = {
  id,
  check: (facts) => {
    const { tables, target } = facts;
    const driver = driverOf(target);
    if (driver === null) return { findings: [], notAssessed: [] };
    const findings = accelerated(facts).carriers.flatMap(({ pkg, cuda, carried }) => {
      const verdict = driverVerdict(tables, { driver, os: target.os, cuda });
      if (verdict.kind !== "limited") return [];
      const message =
        `${pkg.name} ${pkg.version.text} carries CUDA ${formatCuda(cuda)}, and driver ${driver.text} brings CUDA ${verdict.driverCuda}: ` +
        `its machine code runs by minor version compatibility, PTX of CUDA ${formatCuda(cuda)} and its newest driver features do not.`;
      const evidence = [
        ...carried.evidence,
        ...verdict.evidence,
        targetEvidence(facts, "driver", `the target's driver is ${driver.text}`),
      ];
      return [packageFinding(facts, { rule: id, severity: "info", pkg, message, evidence, fixedIn: [] })];
    });
    return { findings, notAssessed: [] };
  },
};
