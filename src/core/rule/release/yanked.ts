import { partsOf } from "../../accelerator/resolution-parts.ts";
import { quoted } from "../../manifest/quoted.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type Rule } from "../rule.ts";

const id = "release/yanked";

/** A release that its project withdrew (PEP 592) and that a pin still selects. Of a lock, `lock/hash-mismatch` tells it. */
export const yankedRelease: Rule = {
  id,
  check: ({ resolution, tables, lock, today }) => {
    if (lock !== undefined) return nothing;
    const findings = partsOf(resolution, tables).remarked.flatMap((one): readonly Finding[] => {
      const { yanked, filename, index } = one.file;
      if (yanked === null) return [];
      const reason = yanked.trim() === "" ? "" : `: ${quoted(yanked)}`;
      return [
        packageFinding(
          { resolution },
          {
            rule: id,
            severity: "moderate",
            warns: true,
            pkg: one,
            message: `${one.name} ${one.version.text} was yanked from ${index}${reason}.`,
            evidence: [{ fact: `${filename} is yanked (PEP 592).`, source: index, date: today }],
            fixedIn: [],
          },
        ),
      ];
    });
    return { findings, notAssessed: [] };
  },
};
