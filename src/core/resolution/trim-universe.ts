import type { DistributionFile, ProjectPage } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import { Catalog } from "./catalog.ts";
import type { ProjectAnswer } from "./question.ts";
import type { ResolveRequest } from "./request.ts";
import type { Universe } from "./universe.ts";

/** Files kept of a version that the target cannot use, so that a refusal can still say why. */
const keptOfUnusable = 2;

/**
 * The same universe with only the files that matter for these requests: of each version the file that a target would
 * install and those whose metadata was read. The same versions are selected from it; the lists of all files of a
 * version, which a lock would hash, are shorter.
 */
export function trimmedUniverse(universe: Universe, requests: readonly ResolveRequest[]): Universe {
  const catalogs = requests.map((request) => new Catalog(request));
  const projects = new Map<PackageName, ProjectAnswer>();
  for (const [name, answer] of universe.projects) {
    projects.set(
      name,
      answer.kind === "listed" ? { ...answer, pages: trimmedPages(name, answer, universe, catalogs) } : answer,
    );
  }
  return { projects, metadata: universe.metadata };
}

function trimmedPages(
  name: PackageName,
  answer: ProjectAnswer & { kind: "listed" },
  universe: Universe,
  catalogs: readonly Catalog[],
): ProjectPage[] {
  const kept = new Set<DistributionFile>();
  for (const page of answer.pages) for (const file of page.files) if (universe.metadata.has(file.url)) kept.add(file);
  for (const catalog of catalogs) {
    for (const candidate of catalog.project(name, answer).candidates) {
      const { assessment } = candidate;
      if (assessment.kind === "usable") kept.add(assessment.file);
      else for (const file of candidate.files.slice(0, keptOfUnusable)) kept.add(file);
    }
  }
  return answer.pages.map((page) => ({ ...page, files: page.files.filter((file) => kept.has(file)) }));
}
