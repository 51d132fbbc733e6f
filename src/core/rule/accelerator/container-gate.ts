import { accelerated } from "../../accelerator/accelerated.ts";
import { brandOf } from "../../accelerator/container-gate.ts";
import { containerStart } from "../../accelerator/container-start.ts";
import { sentence } from "../../accelerator/sentence.ts";
import { driverOf } from "../../accelerator/serving.ts";
import { nothing, type Rule } from "../rule.ts";
import { targetEvidence, targetFinding } from "../target-finding.ts";

const id = "accelerator/container-gate";

/** NVIDIA's container tools refuse to start the target's image on its driver, although the code in it might run. */
export const containerGate: Rule = {
  id,
  check: (facts) => {
    const { tables, target } = facts;
    const driver = driverOf(target);
    if (driver === null || accelerated(facts).carriers.length === 0) return nothing;
    // Without a GPU there is no brand, and the driver's CUDA alone may still decide.
    const brands = new Set(target.gpus.length === 0 ? [null] : target.gpus.map(brandOf));
    const starts = [...brands]
      .map((brand) => containerStart(tables, target, driver, brand))
      .filter((start) => start !== null);
    const refused = starts.find(({ verdict }) => verdict.kind === "fail");
    if (refused?.verdict.kind !== "fail") {
      const open = starts.map(({ verdict }) => verdict).find((verdict) => verdict.kind === "unknown");
      const what = `start of ${target.image} on driver ${driver.text}`;
      return { findings: [], notAssessed: open === undefined ? [] : [{ what, why: sentence(open.why) }] };
    }
    const message = `The image ${target.image} asks for ${refused.asks}, and is refused at start on ${driver.text}, which brings CUDA ${refused.verdict.driverCuda}.`;
    return {
      findings: [
        targetFinding({
          rule: id,
          severity: "high",
          message,
          evidence: [
            ...refused.verdict.evidence,
            targetEvidence(facts, "image", `the target's image is ${target.image}`),
            targetEvidence(facts, "driver", `the target's driver is ${driver.text}`),
          ],
        }),
      ],
      notAssessed: [],
    };
  },
};
