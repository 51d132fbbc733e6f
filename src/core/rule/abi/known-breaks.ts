import type { AbiBreakRow, AbiCheck } from "../../accelerator/abi-tables.ts";
import { accelerated } from "../../accelerator/accelerated.ts";
import { cite } from "../../accelerator/cite.ts";
import { formatCuda } from "../../accelerator/cuda-version.ts";
import { oncePer } from "../../accelerator/once.ts";
import type { Tables } from "../../accelerator/tables.ts";
import { parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { normalizeName } from "../../python/name.ts";
import { parseSpecifierSet, type SpecifierSet } from "../../python/specifier.ts";
import { specifierSetContains } from "../../python/specifier-match.ts";
import { parseVersion } from "../../python/version.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
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
    const findings = rowsWithChecks(facts.tables).flatMap(({ row, checks }): readonly Finding[] => {
      const possible = checks.filter(({ all }) => all.every(({ name }) => present.has(name)));
      if (possible.length === 0) return none;
      // One finding for each package that is to be moved: of two checks that say it of the same one, the first.
      const found = new Map<string, Finding>();
      for (const check of possible) {
        const { package: moved } = check.check;
        const met = found.has(moved) ? null : membersOf(check, present, facts);
        if (met !== null) found.set(moved, findingOf(facts, row, check.check, met));
      }
      return [...found.values()];
    });
    return { findings, notAssessed: [] };
  },
};

const none: readonly Finding[] = [];

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

interface Conditions {
  readonly python: SpecifierSet | null;
  readonly cuda: SpecifierSet | null;
}

const conditionsOf = oncePer(
  ({ python, cuda }: AbiCheck): Conditions => ({
    python: python === undefined ? null : clauses(python),
    cuda: cuda === undefined ? null : clauses(cuda),
  }),
);

function clauses(text: string): SpecifierSet {
  const read = parseSpecifierSet(text);
  if (!read.ok) throw new Error(`The table of contradictions has \`${text}\`, which is no range.`);
  return read.value;
}

/** The packages that meet a check, or null where one of its conditions does not hold. */
function membersOf(
  { check, all }: Check,
  present: ReadonlyMap<string, ResolvedPackage>,
  facts: Facts,
): readonly ResolvedPackage[] | null {
  const { target } = facts;
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
  if (!holds) return null;
  const { python, cuda } = conditionsOf(check);
  if (python !== null && !accepts(python, `${target.python.major}.${target.python.minor}`)) return null;
  return cuda === null || accepts(cuda, cudaOfTorch(facts)) ? members : null;
}

const accepts = (set: SpecifierSet, text: string | null): boolean => {
  const version = text === null ? null : parseVersion(text);
  return version !== null && specifierSetContains(set, version, { prereleases: true });
};

function cudaOfTorch(facts: Facts): string | null {
  const carrier = accelerated(facts).carriers.find(({ pkg }) => pkg.name === "torch");
  return carrier === undefined ? null : formatCuda(carrier.cuda);
}

/** A remedy in words concerns everybody; one that is a requirement, whoever has the package. */
function concerns(remedy: string, names: ReadonlySet<string>): boolean {
  const name = /^([a-z0-9-]+)[<>=]/.exec(remedy)?.[1];
  return name === undefined || names.has(name);
}

function findingOf(facts: Facts, row: AbiBreakRow, check: AbiCheck, members: readonly ResolvedPackage[]): Finding {
  const pkg = members.find(({ name }) => name === check.package) ?? (members[0] as ResolvedPackage);
  const symptom = row.symptom === null ? "" : ` It shows as \`${row.symptom}\`.`;
  const { target } = facts;
  const onGpu = check.capabilities === undefined ? "" : ` on ${target.gpus.map(({ name }) => name).join(", ")}`;
  const onPython = check.python === undefined ? "" : ` on Python ${target.python.major}.${target.python.minor}`;
  const withCuda = check.cuda === undefined ? "" : ` of CUDA ${cudaOfTorch(facts)}`;
  const without = check.without === undefined ? "" : `, without ${check.without.join(" and ")}`;
  const where = `${withCuda}${without}${onGpu}${onPython}`;
  const names = new Set<string>(members.map(({ name }) => name));
  const remedies = row.remedy.filter((remedy) => concerns(remedy, names));
  return packageFinding(facts, {
    rule: `abi/${row.id}`,
    severity: row.severity ?? "moderate",
    pkg,
    message: `${row.title}: ${members.map(labelOf).join(" and ")}${where}.${symptom} What helps: ${remedies.join(", or ")}.`,
    evidence: [
      ...cite(facts.tables, row, `${check.all.join(" with ")}${where} fails`),
      ...(check.capabilities === undefined ? [] : [targetEvidence(facts, "gpus", `the target's GPU is one of them`)]),
    ],
    fixedIn: check.fixedIn,
  });
}
