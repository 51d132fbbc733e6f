import type { AbiBreakRow, AbiCheck } from "../../accelerator/abi-tables.ts";
import { cite } from "../../accelerator/cite.ts";
import { oncePer } from "../../accelerator/once.ts";
import type { Tables } from "../../accelerator/tables.ts";
import { parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { normalizeName } from "../../python/name.ts";
import type { SpecifierSet } from "../../python/specifier.ts";
import { specifierSetContains } from "../../python/specifier-match.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Target } from "../../target/target.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Facts, Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";
import { installed, labelOf } from "./installed.ts";

/**
 * Releases that are known to fail together although their metadata lets them stand together: one rule `abi/<id>` for each row of the
 * table that says so by requirements.
 */
export const knownBreaks: Rule = {
  id: "abi/known-breaks",
  check: (facts) => {
    const present = installed(facts.resolution);
    const findings = rowsWithChecks(facts.tables).flatMap(({ row, checks }): Finding[] => {
      for (const check of checks) {
        const met = membersOf(check, present, facts.target);
        if (met !== null) return [findingOf(facts, row, check.check, met)];
      }
      return [];
    });
    return { findings, notAssessed: [] };
  },
};

interface BreakRow {
  readonly row: AbiBreakRow;
  readonly checks: readonly Check[];
}

interface Check {
  readonly check: AbiCheck;
  readonly all: readonly TableRange[];
}

/** A requirement of the table. Its range is read when a resolution first has the package: of most of them none ever does. */
interface TableRange {
  readonly name: string;
  readonly text: string;
}

const rowsWithChecks: (tables: Tables) => readonly BreakRow[] = oncePer((tables: Tables) =>
  tables.abiBreaks.flatMap((row) => {
    const checks = (row.checks ?? []).map((check) => ({ check, all: check.all.map(rangeOf) }));
    return checks.length === 0 ? [] : [{ row, checks }];
  }),
);

function rangeOf(text: string): TableRange {
  return { name: normalizeName(/^[\w.-]+/.exec(text)?.[0] ?? ""), text };
}

/** The tables are our own: a requirement that cannot be read in them is a mistake of the program. */
const specifierOf = oncePer(({ text }: TableRange): SpecifierSet => {
  const read = parseDependencySpecifier(text);
  if (!read.ok) throw new Error(`The table of contradictions has \`${text}\`, which is no requirement.`);
  return read.value.specifier;
});

/** The packages that meet a check, or null where one of its conditions does not hold. */
function membersOf(
  { check, all }: Check,
  present: ReadonlyMap<string, ResolvedPackage>,
  target: Target,
): readonly ResolvedPackage[] | null {
  if (check.os !== undefined && check.os !== target.os) return null;
  if (check.without?.some((name) => present.has(name)) === true) return null;
  const { capabilities } = check;
  if (capabilities !== undefined && !target.gpus.some((gpu) => capabilities.includes(gpu.computeCapability ?? "")))
    return null;
  const members: ResolvedPackage[] = [];
  for (const { name } of all) {
    const pkg = present.get(name);
    if (pkg === undefined) return null;
    members.push(pkg);
  }
  const holds = all.every((range, at) => {
    const pkg = members[at];
    return pkg !== undefined && specifierSetContains(specifierOf(range), pkg.version, { prereleases: true });
  });
  return holds ? members : null;
}

function findingOf(facts: Facts, row: AbiBreakRow, check: AbiCheck, members: readonly ResolvedPackage[]): Finding {
  const pkg = members.find(({ name }) => name === check.package) ?? (members[0] as ResolvedPackage);
  const symptom = row.symptom === null ? "" : ` It shows as \`${row.symptom}\`.`;
  const onGpu = check.capabilities === undefined ? "" : ` on ${facts.target.gpus.map(({ name }) => name).join(", ")}`;
  return packageFinding(facts, {
    rule: `abi/${row.id}`,
    severity: row.severity ?? "moderate",
    pkg,
    message: `${row.title}: ${members.map(labelOf).join(" and ")}${onGpu}.${symptom} What helps: ${row.remedy.join(", or ")}.`,
    evidence: [
      ...cite(facts.tables, row, `${check.all.join(" with ")} fails`),
      ...(check.capabilities === undefined ? [] : [targetEvidence(facts, "gpus", `the target's GPU is one of them`)]),
    ],
    fixedIn: check.fixedIn,
  });
}
