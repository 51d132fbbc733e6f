import { citeSources } from "../../accelerator/cite.ts";
import { nothing, type Rule } from "../rule.ts";
import { targetEvidence, targetFinding } from "../target-finding.ts";
import { driverLifecycle, isOver } from "./lifecycle.ts";

const id = "platform/driver-branch-eol";

/** NVIDIA ended the support of the target's driver branch: it gets no security fixes any more. */
export const driverBranchEol: Rule = {
  id,
  check: (facts) => {
    const { target, tables, today } = facts;
    const row = driverLifecycle(target, tables);
    if (row === null || !isOver(row.endOfLife, today)) return nothing;
    const supported: string[] = [];
    for (const { branch, endOfLife } of tables.driverBranches)
      if (branch > row.branch && endOfLife !== null && !isOver(endOfLife, today)) supported.push(`R${branch}`);
    const next = supported.length === 0 ? "" : ` Still supported: ${supported.join(", ")}.`;
    return {
      findings: [
        targetFinding({
          rule: id,
          severity: "info",
          message: `Driver branch R${row.branch} gets no security fixes since ${row.endOfLife}.${next}`,
          evidence: [
            ...citeSources(
              tables,
              row.endOfLifeSource ?? row.source,
              row.confidence,
              `the support of driver branch R${row.branch} ended in ${row.endOfLife}`,
            ),
            targetEvidence(facts, "driver", `the target's driver is ${target.driver}`),
          ],
          subject: "driver",
        }),
      ],
      notAssessed: [],
    };
  },
};
