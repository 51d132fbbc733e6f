import { quoted } from "../../manifest/quoted.ts";
import { installed, labelOf } from "../abi/installed.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";

const id = "resolution/requirement-not-met";

/** Pins that are installed as they are, without dependencies, although the metadata of one asks for another release of the other. */
export const requirementNotMet: Rule = {
  id,
  check: (facts) => {
    const present = installed(facts.resolution);
    const findings = (facts.resolution.unmet ?? []).flatMap(({ by, of, text }): readonly Finding[] => {
      const [pkg, other] = [present.get(by), present.get(of)];
      if (pkg === undefined || other === undefined) return [];
      return [
        packageFinding(facts, {
          rule: id,
          severity: "high",
          pkg,
          message: `${labelOf(pkg)} requires ${quoted(text)}, and ${labelOf(other)} would be installed.`,
          evidence: [{ fact: `Its metadata requires ${quoted(text)}.`, source: pkg.file.url, date: null }],
          fixedIn: [],
          subject: other.name,
        }),
      ];
    });
    return { findings, notAssessed: [] };
  },
};
