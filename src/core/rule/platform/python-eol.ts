import { cite } from "../../accelerator/cite.ts";
import { nothing, type Rule } from "../rule.ts";
import { targetEvidence, targetFinding } from "../target-finding.ts";
import { isOver, pythonLifecycle } from "./lifecycle.ts";

const id = "platform/python-eol";

/** The target's Python gets no security fixes any more. */
export const pythonEol: Rule = {
  id,
  check: (facts) => {
    const { target, tables, today } = facts;
    const python = `${target.python.major}.${target.python.minor}`;
    const row = pythonLifecycle(target, tables);
    if (row === null || !isOver(row.endOfLife, today)) return nothing;
    const supported = [...tables.pythonReleases.values()].filter(({ endOfLife }) => !isOver(endOfLife, today));
    const next = supported[0] === undefined ? "" : ` Python ${supported[0].python} is the oldest that still gets them.`;
    return {
      findings: [
        targetFinding({
          rule: id,
          severity: "info",
          message: `Python ${python} gets no security fixes since ${row.endOfLife}.${next}`,
          evidence: [
            ...cite(tables, row, `the security fixes of Python ${python} ended in ${row.endOfLife}`),
            targetEvidence(facts, "python", `the target's Python is ${target.python.full}`),
          ],
          subject: "python",
        }),
      ],
      notAssessed: [],
    };
  },
};
