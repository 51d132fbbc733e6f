import { cite } from "../../accelerator/cite.ts";
import { sourceOfField } from "../../target/observed-image.ts";
import { nothing, type Rule } from "../rule.ts";
import { targetEvidence, targetFinding } from "../target-finding.ts";
import { isOver, osLifecycle } from "./lifecycle.ts";

const id = "platform/os-eol";

/** The distribution in the target's image gets no free security fixes any more: a rebuild of the image brings none. */
export const osEol: Rule = {
  id,
  check: (facts) => {
    const { target, tables, today } = facts;
    const found = osLifecycle(target, tables);
    if (found === null || !isOver(found.row.endOfLife, today)) return nothing;
    const { image, os, row } = found;
    return {
      findings: [
        targetFinding({
          rule: id,
          severity: "info",
          message: `${os} in ${target.image} gets no free security fixes since ${row.endOfLife}.`,
          evidence: [
            ...cite(tables, row, `the free security fixes of ${os} ended in ${row.endOfLife}`),
            { fact: `${target.image} is built on ${os}`, ...sourceOfField(image, "os") },
            targetEvidence(facts, "image", `the target's image is ${target.image}`),
          ],
          subject: "os",
        }),
      ],
      notAssessed: [],
    };
  },
};
