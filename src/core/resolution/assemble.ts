import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { Catalog } from "./catalog.ts";
import { notAssessedOf } from "./not-assessed.ts";
import { extraOf, isProject, nameOf, type PackageKey } from "./package-key.ts";
import { passedOver } from "./passed-over.ts";
import type { Candidate, Project } from "./project.ts";
import { projectFacts } from "./project-facts.ts";
import { providedPackage, unreadNote } from "./provided.ts";
import type { Answers, MetadataAnswer } from "./question.ts";
import { reasonFor } from "./reason.ts";
import type { Demand, Edge, Resolution, ResolvedPackage } from "./resolution.ts";
import { unmetAmong } from "./unmet.ts";

/** A package that the solver selected, with what was read of it. */
export interface Chosen {
  readonly name: PackageName;
  readonly version: Version;
  readonly extras: readonly string[];
  readonly project: Project;
  readonly candidate: Candidate;
  readonly answer: MetadataAnswer;
}

/** Turns what the solver decided into what would be installed, with why and with what was taken on trust. */
export function assemble(catalog: Catalog, decisions: ReadonlyMap<PackageKey, Version>, answers: Answers): Resolution {
  const chosen = gather(catalog, decisions, answers);
  const demands = new Map<PackageName, Demand[]>();
  const edges = new Map<PackageName, Edge[]>();
  for (const need of catalog.rootNeeds()) {
    const requirement = catalog.demands.direct[need.index]?.requirement;
    if (requirement !== undefined) note(demands, nameOf(need.package), { kind: "root", requirement });
  }
  for (const { name, version, extras, answer } of chosen.values()) {
    edges.set(name, []);
    if (answer.kind !== "read") continue;
    for (const extra of [null, ...extras]) {
      for (const { package: key, applied } of catalog.needs(answer.metadata, extra).needs) {
        const to = nameOf(key);
        const present = edges.get(name)?.some((edge) => edge.to === to && edge.text === applied.text);
        if (present === true) continue;
        note(edges, name, { to, extras: applied.specifier.extras, text: applied.text });
        note(demands, to, { kind: "package", name, version, text: applied.text });
      }
    }
  }
  const packages = [...chosen.values()]
    .map((entry) =>
      resolvedPackage(catalog, answers, entry, edges.get(entry.name) ?? [], demands.get(entry.name) ?? []),
    )
    .filter((entry) => entry !== null)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const provided = [...catalog.provided].map(([name, version]) =>
    providedPackage(catalog.request.target, name, version, demands.get(name) ?? []),
  );
  const unmet = catalog.request.options.noDeps ? unmetAmong(catalog, chosen) : [];
  return {
    packages,
    notAssessed: [...notAssessedOf(catalog, [...chosen.values()]), ...provided.flatMap(unreadNote)],
    ...(unmet.length > 0 && { unmet }),
    ...(provided.length > 0 && { provided }),
  };
}

function gather(
  catalog: Catalog,
  decisions: ReadonlyMap<PackageKey, Version>,
  answers: Answers,
): Map<PackageName, Chosen> {
  const chosen = new Map<PackageName, Chosen>();
  const versions = new Map<PackageName, Version>();
  const extrasOf = new Map<PackageName, Set<string>>();
  for (const [key, version] of decisions) {
    if (!isProject(key)) continue;
    const name = nameOf(key);
    const extra = extraOf(key);
    const extras = extrasOf.get(name) ?? new Set();
    if (extra !== null) extras.add(extra);
    versions.set(name, version);
    extrasOf.set(name, extras);
  }
  for (const [name, version] of versions) {
    const answer = answers.project(name);
    const project = answer?.kind === "listed" ? catalog.project(name, answer) : null;
    const candidate = project?.candidateAt(version) ?? null;
    if (project === null || candidate === null || candidate.assessment.kind !== "usable") continue;
    const metadata = answers.metadata(candidate.assessment.file);
    if (metadata === undefined) continue;
    const extras = [...(extrasOf.get(name) ?? [])].sort();
    chosen.set(name, { name, version, extras, project, candidate, answer: metadata });
  }
  return chosen;
}

function resolvedPackage(
  catalog: Catalog,
  answers: Answers,
  { name, version, extras, project, candidate, answer }: Chosen,
  requires: readonly Edge[],
  demandedBy: readonly Demand[],
): ResolvedPackage | null {
  const { assessment } = candidate;
  if (assessment.kind !== "usable") return null;
  const passed = passedOver(project, candidate, demandedBy);
  return {
    name,
    version,
    extras,
    file: assessment.file,
    files: candidate.files.filter(({ index }) => index === assessment.file.index),
    alsoOn: project.indexes.filter((index) => index !== assessment.file.index),
    requires,
    demandedBy,
    metadataSource: answer.kind === "read" ? answer.source : "assumed-empty",
    reason: reasonFor(catalog, project, candidate, demandedBy),
    ...(passed !== null && { passedOver: passed }),
    ...projectFacts(assessment.file.index, answers.project(name), answer),
  };
}

function note<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
