import { cite } from "../../accelerator/cite.ts";
import { imageFactsOf } from "../../accelerator/image-of-target.ts";
import { sourceOfField } from "../../target/observed-image.ts";
import type { Rule } from "../rule.ts";
import { targetEvidence, targetFinding } from "../target-finding.ts";
import { isOver } from "./lifecycle.ts";

const id = "platform/os-eol";

/** The distribution in the target's image gets no free security fixes any more: a rebuild of the image brings none. */
export const osEol: Rule = {
  id,
  check: (facts) => {
    const { target, tables, today } = facts;
    const image = imageFactsOf(tables, target);
    const os =
      image?.os == null
        ? undefined
        : tables.images.os.find(({ id: key, suffixes }) => suffixes[0] === image.os || key === image.os);
    const row = os === undefined ? undefined : tables.osLifecycle.get(os.id);
    const isKnown = row !== undefined && row.confidence !== "low";
    if (image === null || os === undefined || !isKnown || !isOver(row.endOfLife, today))
      return { findings: [], notAssessed: [] };
    return {
      findings: [
        targetFinding({
          rule: id,
          severity: "info",
          message: `${os.os} in ${target.image} gets no free security fixes since ${row.endOfLife}.`,
          evidence: [
            ...cite(tables, row, `the free security fixes of ${os.os} ended in ${row.endOfLife}`),
            { fact: `${target.image} is built on ${os.os}`, ...sourceOfField(image, "os") },
            targetEvidence(facts, "image", `the target's image is ${target.image}`),
          ],
          subject: "os",
        }),
      ],
      notAssessed: [],
    };
  },
};
