import type { AbiBreakRow, AbiCheck } from "../../accelerator/abi-tables.ts";
import { accelerated } from "../../accelerator/accelerated.ts";
import { cite } from "../../accelerator/cite.ts";
import { formatCuda } from "../../accelerator/cuda-version.ts";
import { oncePer, oncePerBoth } from "../../accelerator/once.ts";
import { leadOf, nameIn } from "../../accelerator/package-tables.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import type { Tables } from "../../accelerator/tables.ts";
import { parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { parseSpecifierSet, type SpecifierSet } from "../../python/specifier.ts";
import { specifierSetContains } from "../../python/specifier-match.ts";
import { parseVersion } from "../../python/version.ts";
import type { Resolution, ResolvedPackage } from "../../resolution/resolution.ts";
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
    const findings: Finding[] = [];
    // One finding for each package that is to be moved: of two checks of a row that say it of the same one, the first.
    const moved = new Set<string>();
    for (const { row, check, members } of breaksOf(facts.resolution, facts.tables)) {
      const key = `${row.id} ${check.package}`;
      if (moved.has(key) || !holdsOn(check, facts)) continue;
      moved.add(key);
      findings.push(findingOf(facts, row, check, members));
    }
    return { findings, notAssessed: [] };
  },
};

/** A check of a contradiction whose requirements the packages of a resolution meet. */
interface MetCheck {
  readonly row: AbiBreakRow;
  readonly check: AbiCheck;
  readonly members: readonly ResolvedPackage[];
}

/** Those that a resolution meets, whatever its target is, in the order of the table. */
const breaksOf = oncePerBoth((resolution: Resolution, tables: Tables): readonly MetCheck[] => {
  const present = installed(resolution);
  const leads = partsOf(resolution, tables).inTable.abiBreaks;
  const candidates = leads.flatMap(({ name }) => checksByLead(tables).get(name) ?? []);
  return candidates
    .flatMap((candidate) => {
      const members = membersOf(candidate, present);
      return members === null ? [] : [{ ...candidate, members }];
    })
    .sort((left, right) => left.place - right.place);
});

interface Candidate {
  readonly row: AbiBreakRow;
  readonly check: AbiCheck;
  readonly all: readonly TableRange[];
  /** Among all checks of the table. */
  readonly place: number;
}

/** A requirement of the table. Its range is read when a resolution first has the package: of most of them none ever does. */
interface TableRange {
  readonly name: string;
  readonly text: string;
}

const checksByLead = oncePer((tables: Tables): ReadonlyMap<string, readonly Candidate[]> => {
  const index = new Map<string, Candidate[]>();
  let place = 0;
  for (const row of tables.abiBreaks)
    for (const check of row.checks ?? []) {
      const lead = leadOf(check.all);
      const all = check.all.map((text) => ({ name: nameIn(text), text }));
      index.set(lead, [...(index.get(lead) ?? []), { row, check, all, place }]);
      place += 1;
    }
  return index;
});

/** The packages that meet the requirements of a check, or null where they do not. */
function membersOf(
  { check, all }: Candidate,
  present: ReadonlyMap<string, ResolvedPackage>,
): readonly ResolvedPackage[] | null {
  if (check.without?.some((name) => present.has(name)) === true) return null;
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

/** Whether what a check says of the target holds there, too. */
function holdsOn(check: AbiCheck, facts: Facts): boolean {
  const { target } = facts;
  if (check.os !== undefined && check.os !== target.os) return false;
  const { capabilities } = check;
  if (capabilities !== undefined && !target.gpus.some((gpu) => capabilities.includes(gpu.computeCapability ?? "")))
    return false;
  const { python, cuda } = conditionsOf(check);
  if (python !== null && !accepts(python, `${target.python.major}.${target.python.minor}`)) return false;
  return cuda === null || accepts(cuda, cudaOfTorch(facts));
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
