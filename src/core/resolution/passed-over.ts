import { compareVersions, type Version } from "../python/version.ts";
import { rangeContains } from "../python/version-range.ts";
import { rangeOfDemand } from "./demand-range.ts";
import type { Candidate, Project } from "./project.ts";
import type { Demand } from "./resolution.ts";

/** A newer release that every requirement would take and that has no file for the target. */
export interface PassedOver {
  readonly version: Version;
  /** Names of its wheels. */
  readonly wheels: readonly string[];
}

/** Most newer releases that are looked at: what is many releases behind is held back by something else. */
const mostNewer = 24;

/** The newest release that was passed over because none of its wheels fits, as installers do without a word; null where there is none. */
export function passedOver(project: Project, chosen: Candidate, demandedBy: readonly Demand[]): PassedOver | null {
  const ranges = demandedBy.flatMap((demand) => rangeOfDemand(demand) ?? []);
  const { candidates } = project;
  for (let at = candidates.length - 1; at >= Math.max(0, candidates.length - mostNewer); at -= 1) {
    const candidate = candidates[at] as Candidate;
    if (compareVersions(candidate.version, chosen.version) <= 0) return null;
    if (candidate.isPrerelease || !ranges.every((range) => rangeContains(range, candidate.version))) continue;
    const { assessment } = candidate;
    if (assessment.kind === "usable") return null;
    if (assessment.why.kind === "no-fitting-wheel")
      return { version: candidate.version, wheels: assessment.why.wheels.map(({ filename }) => filename) };
  }
  return null;
}
