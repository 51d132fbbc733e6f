import { cite } from "../../accelerator/cite.ts";
import { cpuHas } from "../../accelerator/cpu-level.ts";
import type { CpuBaselineRow } from "../../accelerator/lifecycle-tables.ts";
import { inRange, newerThanAll } from "../../accelerator/release-range.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import type { NotAssessed, ResolvedPackage } from "../../resolution/resolution.ts";
import { packageFinding } from "../package-finding.ts";
import { type Facts, nothing, type Rule, type RuleAnswer } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "platform/cpu-features";

/**
 * A wheel's machine code asks for more than the target's processor has: the process ends with an illegal instruction, or refuses to start.
 * No tag of a wheel says it. Only a target that declares its processor is asked.
 */
export const cpuFeatures: Rule = {
  id,
  check: (facts) => {
    if (facts.target.cpuFeatures.length === 0) return nothing;
    const known = partsOf(facts.resolution, facts.tables).inTable.cpuBaselines;
    const answers = known.map((pkg) => ofPackage(facts, pkg)).filter((one) => one !== nothing);
    return {
      findings: answers.flatMap(({ findings }) => findings),
      notAssessed: answers.flatMap(({ notAssessed }) => notAssessed),
    };
  },
};

function ofPackage(facts: Facts, pkg: ResolvedPackage): RuleAnswer {
  const { target, tables } = facts;
  const listed = tables.cpuBaselines.get(pkg.name);
  // What is compiled from source is compiled for whatever builds it.
  if (listed === undefined || !pkg.file.filename.endsWith(".whl")) return nothing;
  const rows = listed.filter(({ arch }) => arch === target.arch);
  if (rows.length === 0) return nothing;
  const row = rows.find((candidate) => inRange(pkg.version, candidate));
  if (row === undefined) return newerThanAll(pkg.version, rows) ? newer(facts, pkg, rows) : nothing;
  const declared = target.cpuFeatures;
  const lacking = row.needs.filter((need) => cpuHas(declared, need) === "lacks");
  const subject = `${pkg.name} ${pkg.version.text}`;
  if (lacking.length === 0) {
    const open = row.needs.filter((need) => cpuHas(declared, need) === "unknown");
    return { findings: [], notAssessed: open.length === 0 ? [] : [undecided(facts, subject, open)] };
  }
  const finding = packageFinding(facts, {
    rule: id,
    severity: row.confidence === "high" ? "high" : "moderate",
    pkg,
    message: `${subject} needs a processor with ${lacking.join(", ")}; the target has ${declared.join(", ")}.${row.symptom === null ? "" : ` It shows as \`${row.symptom}\`.`}`,
    evidence: [
      ...cite(tables, row, `${subject} needs ${row.needs.join(", ")}`),
      targetEvidence(facts, "cpuFeatures", `the target's processor is declared as ${declared.join(", ")}`),
    ],
    fixedIn: [],
  });
  return { findings: [finding], notAssessed: [] };
}

/** A baseline only ever rises: what the newest known release asks for, a newer one is not known to have given up. */
function newer(facts: Facts, pkg: ResolvedPackage, rows: readonly CpuBaselineRow[]): RuleAnswer {
  const needs = rows.at(-1)?.needs.filter((need) => cpuHas(facts.target.cpuFeatures, need) !== "has") ?? [];
  return needs.length === 0
    ? nothing
    : { findings: [], notAssessed: [undecided(facts, `${pkg.name} ${pkg.version.text}`, needs)] };
}

function undecided({ target, tables }: Facts, subject: string, needs: readonly string[]): NotAssessed {
  return {
    what: `processor for ${subject}`,
    why: `Whether it runs without ${needs.join(", ")} is not known from \`cpu\` of target \`${target.id}\` and the compatibility tables of ${tables.date}.`,
  };
}
