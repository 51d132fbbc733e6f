import { glibcNeed, glibcReaches } from "../../accelerator/glibc-verdict.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { packageFinding, targetEvidence } from "../accelerator/package-finding.ts";
import type { Rule } from "../rule.ts";

const id = "platform/glibc-too-old";

/**
 * A wheel needs a newer glibc than the target has. The resolver leaves out what its tag rules out (PEP 600), so this finds the wheels
 * whose tag says less than they need.
 */
export const glibcTooOld: Rule = {
  id,
  check: (facts) => {
    const { tables, target, resolution } = facts;
    if (target.libc?.family !== "glibc") return { findings: [], notAssessed: [] };
    const glibc = `${target.libc.major}.${target.libc.minor}`;
    const findings = resolution.packages.flatMap((pkg) => {
      const need = glibcNeed(tables, target, pkg);
      if (need === null || glibcReaches(glibc, need.glibc)) return [];
      return [
        packageFinding(facts, {
          rule: id,
          severity: need.confidence === "high" ? "high" : "moderate",
          pkg,
          message: `${pkg.name} ${pkg.version.text} needs glibc ${need.glibc} or newer; the target has glibc ${glibc}.`,
          evidence: [...need.evidence, targetEvidence(facts, "libc", `the target's glibc is ${glibc}`)],
          fixedIn: nearestVersions(tables, target, pkg),
        }),
      ];
    });
    return { findings, notAssessed: [] };
  },
};
