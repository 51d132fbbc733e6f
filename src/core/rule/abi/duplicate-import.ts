import { cite } from "../../accelerator/cite.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { forEveryTarget } from "../for-every-target.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type Rule } from "../rule.ts";
import { installed, labelOf } from "./installed.ts";

const id = "abi/duplicate-import";

/**
 * Two distributions install the same import package: the one that is unpacked last overwrites files of the other, and uninstalling either
 * breaks both. No resolver sees it, since their names differ.
 */
export const duplicateImport: Rule = {
  id,
  check: forEveryTarget((facts) => {
    if (partsOf(facts.resolution, facts.tables).inTable.importPackages.length < 2) return nothing;
    const present = installed(facts.resolution);
    const findings = facts.tables.importPackages.flatMap((row): readonly Finding[] => {
      if (countOf(row.distributions, present) < 2) return none;
      const members = row.distributions.flatMap((name) => present.get(name) ?? []).filter(hasFiles);
      const [, pkg] = members;
      if (pkg === undefined || isShell(members)) return none;
      const symptom = row.symptom === null ? "" : ` It shows as \`${row.symptom}\`.`;
      return [
        packageFinding(facts, {
          rule: id,
          severity: "high",
          pkg,
          message: `${members.map(labelOf).join(" and ")} both install the import package \`${row.import}\`: which files are left depends on the order.${symptom} Keep one of them.`,
          evidence: [
            ...cite(facts.tables, row, `${row.distributions.join(", ")} install \`${row.import}\``),
            ...members.map((member) => ({
              fact: `${labelOf(member)} is asked for by ${askers(member)}`,
              source: member.file.url,
              date: null,
            })),
          ],
          fixedIn: [],
          subject: row.import,
        }),
      ];
    });
    return { findings, notAssessed: [] };
  }),
};

const none: readonly Finding[] = [];

function countOf(names: readonly string[], present: ReadonlyMap<string, ResolvedPackage>): number {
  let count = 0;
  for (const name of names) if (present.has(name)) count += 1;
  return count;
}

/** `tensorflow-gpu` 2.12 and `tensorflow` of the same release on Windows: one is an empty name that asks for the other. */
function isShell(members: readonly ResolvedPackage[]): boolean {
  const names = new Set<string>(members.map(({ name }) => name));
  return members.some(({ requires }) => requires.some(({ to }) => names.has(to)));
}

/** A file of a kilobyte or two holds metadata alone. */
const hasFiles = ({ file }: ResolvedPackage): boolean => file.size === null || file.size > 4096;

function askers({ demandedBy }: ResolvedPackage): string {
  const names = demandedBy.map((demand) =>
    demand.kind === "root" ? `\`${demand.requirement.text}\`` : `${demand.name} ${demand.version.text}`,
  );
  return names.length === 0 ? "nothing" : [...new Set(names)].slice(0, 3).join(", ");
}
