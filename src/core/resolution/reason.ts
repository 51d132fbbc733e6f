import type { Requirement } from "../manifest/requirement.ts";
import { compareVersions, isPrerelease } from "../python/version.ts";
import { rangeContains, type VersionRange } from "../python/version-range.ts";
import type { Catalog } from "./catalog.ts";
import { rangeOfDemand } from "./demand-range.ts";
import { needText } from "./machine.ts";
import type { Candidate, Project } from "./project.ts";
import type { Demand } from "./resolution.ts";
import { directionFor } from "./version-choice.ts";

/** Most demands that a reason names. */
const mostNamed = 2;

/** Why this version and not a newer one that the target could load, in one sentence; null where there is none newer. */
export function reasonFor(
  catalog: Catalog,
  project: Project,
  chosen: Candidate,
  demandedBy: readonly Demand[],
): string | null {
  const newest = newestUsable(project, chosen);
  if (newest === null) return null;
  const newer = newest.version.text;
  const constraints = catalog.demands.constraints.get(project.name) ?? [];
  const holding = [
    ...demandedBy.filter((demand) => excludes(rangeOfDemand(demand), newest)).map(describeDemand),
    ...constraints
      .filter((requirement) => excludes(rangeOfDemand({ kind: "root", requirement }), newest))
      .map((requirement) => `the constraint ${describeLine(requirement)}`),
  ];
  if (holding.length > 0) {
    const named = [...new Set(holding)].slice(0, mostNamed).join(" and ");
    const more = holding.length - mostNamed;
    return `held below ${newer} by ${named}${more > 0 ? ` and ${more} more` : ""}`;
  }
  const lacking = catalog.machineNeeds(project, newest).find((need) => !need.isMet);
  if (lacking !== undefined) return `${newer} ${needText(lacking, catalog.request.machine)}`;
  const { options } = catalog.request;
  if (options.preferences.get(project.name)?.text === chosen.version.text)
    return `kept at the version that is in use; ${newer} is the newest`;
  if (directionFor(project.name, catalog.demands, options) === "ascending")
    return `the lowest that fits; ${newer} is the newest`;
  if (options.indexStrategy === "first-match" && project.placeOf(newest) > project.placeOf(chosen))
    return `an earlier index has it; the newest, ${newer}, is on a later one`;
  const { assessment } = newest;
  if (assessment.kind === "usable" && assessment.isSdist)
    return `${newer} has only a source archive, whose requirements would have to be assumed`;
  return `${newer} needs what the other requirements do not leave`;
}

/** The newest version above the chosen one that the target could load, pre-releases aside unless one was chosen. */
function newestUsable(project: Project, chosen: Candidate): Candidate | null {
  for (let at = project.candidates.length - 1; at >= 0; at -= 1) {
    const candidate = project.candidates[at] as Candidate;
    if (compareVersions(candidate.version, chosen.version) <= 0) return null;
    if (isPrerelease(candidate.version) && !chosen.isPrerelease) continue;
    if (candidate.isUsable) return candidate;
  }
  return null;
}

const excludes = (range: VersionRange | null, { version }: Candidate): boolean =>
  range !== null && !rangeContains(range, version);

function describeDemand(demand: Demand): string {
  if (demand.kind === "root") return describeLine(demand.requirement);
  return `${demand.name} ${demand.version.text}, which needs \`${demand.text.split(";")[0]?.trim()}\``;
}

/** `` `torch<2.5` (requirements.txt:3)`` */
export function describeLine(requirement: Requirement): string {
  const { file, line } = requirement.origin;
  // Line 0 says that it stands in no file: it was given on the command line.
  return `\`${requirement.text}\` (${line === 0 ? file : `${file}:${line}`})`;
}
