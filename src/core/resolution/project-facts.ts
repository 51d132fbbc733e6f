import type { ProjectPage } from "../index/distribution-file.ts";
import type { CoreMetadata } from "../python/core-metadata.ts";
import { contestedBy } from "./contested.ts";
import type { MetadataAnswer, ProjectAnswer } from "./question.ts";
import type { ProjectState, ResolvedPackage, StatedLicence } from "./resolution.ts";

/** What was read about a package on the way, beyond what resolving it took. Nothing is asked for it. */
export function projectFacts(
  index: string,
  project: ProjectAnswer | undefined,
  metadata: MetadataAnswer | undefined,
): Pick<ResolvedPackage, "licence" | "projectState" | "contestedBy"> {
  const pages = project?.kind === "listed" ? project.pages : [];
  const state = stateOf(pages.find((page) => page.index === index));
  const contested = contestedBy(index, pages);
  return {
    ...(contested.length === 0 ? {} : { contestedBy: contested }),
    ...(metadata?.kind === "read" ? { licence: licenceOf(metadata.metadata) } : {}),
    ...(state === null ? {} : { projectState: state }),
  };
}

function licenceOf({ licenseExpression, license, licenseClassifiers }: CoreMetadata): StatedLicence {
  return { expression: licenseExpression, text: license ?? null, classifiers: licenseClassifiers ?? [] };
}

/** `active` is the same as no status (PEP 792). */
function stateOf(page: ProjectPage | undefined): ProjectState | null {
  if (page === undefined || page.status === null || page.status === "active") return null;
  return { status: page.status, reason: page.statusReason ?? null, index: page.index };
}
