import { accelerated } from "../../accelerator/accelerated.ts";
import { brandOf, containerGateVerdict } from "../../accelerator/container-gate.ts";
import { nvidiaCudaOfImage } from "../../accelerator/lookup-image.ts";
import { sentence } from "../../accelerator/sentence.ts";
import { driverOf } from "../../accelerator/serving.ts";
import type { Rule } from "../rule.ts";
import { targetEvidence, targetFinding } from "../target-finding.ts";

const id = "accelerator/container-gate";

/** NVIDIA's container tools refuse to start the target's image on its driver, although the code in it might run. */
export const containerGate: Rule = {
  id,
  check: (facts) => {
    const { tables, target } = facts;
    const driver = driverOf(target);
    const imageCuda = target.image === null ? null : nvidiaCudaOfImage(target.image);
    if (driver === null || imageCuda === null || accelerated(facts).carriers.length === 0)
      return { findings: [], notAssessed: [] };
    // Without a GPU there is no brand, and the driver's CUDA alone may still decide.
    const brands = new Set(target.gpus.length === 0 ? [null] : target.gpus.map(brandOf));
    const verdicts = [...brands].map((brand) => containerGateVerdict(tables, { driver, imageCuda, brand }));
    const failed = verdicts.find((verdict) => verdict.kind === "fail");
    if (failed === undefined) {
      const open = verdicts.find((verdict) => verdict.kind === "unknown");
      const what = `start of ${target.image} on driver ${driver.text}`;
      return { findings: [], notAssessed: open === undefined ? [] : [{ what, why: sentence(open.why) }] };
    }
    const message = `The image ${target.image} asks for a driver of CUDA ${imageCuda.split(".").slice(0, 2).join(".")} or a listed branch, and is refused at start on ${driver.text}, which brings CUDA ${failed.driverCuda}.`;
    return {
      findings: [
        targetFinding({
          rule: id,
          severity: "high",
          message,
          evidence: [
            ...failed.evidence,
            targetEvidence(facts, "image", `the target's image is ${target.image}`),
            targetEvidence(facts, "driver", `the target's driver is ${driver.text}`),
          ],
        }),
      ],
      notAssessed: [],
    };
  },
};
