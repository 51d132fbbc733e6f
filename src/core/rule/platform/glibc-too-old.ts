import { type GlibcNeed, glibcEvidence, glibcReaches } from "../../accelerator/glibc-verdict.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { glibcNeeds } from "../../accelerator/resolution-parts.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import { packageFinding } from "../package-finding.ts";
import { type Facts, nothing, type Rule, type RuleAnswer } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "platform/glibc-too-old";

/**
 * A wheel needs a newer glibc than the target has. The resolver leaves out what its tag rules out (PEP 600), so this finds the wheels
 * whose tag says less than they need. Where the target's glibc is an assumption, so would be the finding.
 */
export const glibcTooOld: Rule = {
  id,
  check: (facts) => {
    const { target, resolution } = facts;
    if (target.libc?.family !== "glibc") return nothing;
    const glibc = `${target.libc.major}.${target.libc.minor}`;
    const assumed = target.sources.libc?.how === "assumed";
    const { newest, needs } = glibcNeeds(facts.tables, target, resolution);
    if (newest === null || glibcReaches(glibc, newest)) return nothing;
    const answers = needs
      .filter(({ need }) => !glibcReaches(glibc, need.glibc))
      .map(({ pkg, need }) => ofPackage(facts, pkg, need, glibc, assumed));
    return {
      findings: answers.flatMap(({ findings }) => findings),
      notAssessed: answers.flatMap(({ notAssessed }) => notAssessed),
    };
  },
};

function ofPackage(facts: Facts, pkg: ResolvedPackage, need: GlibcNeed, glibc: string, assumed: boolean): RuleAnswer {
  const { tables, target } = facts;
  const subject = `${pkg.name} ${pkg.version.text}`;
  if (assumed) {
    const why = `It needs glibc ${need.glibc} or newer, and the target's is not declared; add \`glibc\` or \`image\` to target \`${target.id}\` in the configuration.`;
    return { findings: [], notAssessed: [{ what: `glibc for ${subject}`, why }] };
  }
  const finding = packageFinding(facts, {
    rule: id,
    severity: need.confidence === "high" ? "high" : "moderate",
    pkg,
    message: `${subject} needs glibc ${need.glibc} or newer; the target has glibc ${glibc}.`,
    evidence: [...glibcEvidence(tables, pkg, need), targetEvidence(facts, "libc", `the target's glibc is ${glibc}`)],
    fixedIn: nearestVersions(tables, target, pkg),
  });
  return { findings: [finding], notAssessed: [] };
}
