import { accelerated } from "../../accelerator/accelerated.ts";
import { gpuDriverVerdict } from "../../accelerator/gpu-driver-verdict.ts";
import { capabilitiesOf, driverOf } from "../../accelerator/serving.ts";
import type { Finding } from "../finding.ts";
import { nothing, type Rule } from "../rule.ts";
import { targetEvidence, targetFinding } from "../target-finding.ts";

const id = "accelerator/gpu-dropped-by-driver";

/** The target's driver does not support the target's GPU: no wheel can help. Asked only where something runs on the GPU. */
export const gpuDroppedByDriver: Rule = {
  id,
  check: (facts) => {
    const driver = driverOf(facts.target);
    if (driver === null || accelerated(facts).carriers.length === 0) return nothing;
    const findings = capabilitiesOf(facts.target).flatMap(({ capability, names }): Finding[] => {
      const verdict = gpuDriverVerdict(facts.tables, capability, driver);
      if (verdict.kind !== "fail") return [];
      const bound =
        verdict.reason === "dropped"
          ? `R${verdict.lastBranch} is the last driver branch that supports`
          : `R${verdict.firstBranch} is the first driver branch that supports`;
      return [
        targetFinding({
          rule: id,
          severity: "critical",
          message: `${bound} ${names} (compute capability ${capability}); the target has driver ${driver.text}.`,
          evidence: [
            ...verdict.evidence,
            targetEvidence(facts, "driver", `the target's driver is ${driver.text}`),
            targetEvidence(facts, "gpus", `the target's GPU is ${names}`),
          ],
          subject: capability,
        }),
      ];
    });
    return { findings, notAssessed: [] };
  },
};
