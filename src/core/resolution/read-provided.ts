import type { DistributionFile } from "../index/distribution-file.ts";
import { specifierSetContains } from "../python/specifier-match.ts";
import { compareVersions } from "../python/version.ts";
import { rangeOf } from "../python/version-range.ts";
import { Catalog } from "./catalog.ts";
import { packagesByName } from "./packages-by-name.ts";
import type { Project } from "./project.ts";
import { providedBeside, unreadNote } from "./provided.ts";
import type { Ask, Asking, Question } from "./question.ts";
import type { ResolveRequest } from "./request.ts";
import { type AppliedRequirement, requirementsOf } from "./requires.ts";
import type { ProvidedEdge, ProvidedNeeds, Resolution, ResolvedPackage } from "./resolution.ts";

/**
 * A resolution with what the packages ask for that the target provides, as far as an index has the very release: one page and one file of
 * metadata each. Installers look at what they install, and leave what is there as it is, even where what they install beside it breaks it. A
 * vendor's own build is on no index, and a release whose metadata cannot be had stays unread: of these nothing is said.
 */
export function* readProvided(request: ResolveRequest, resolution: Resolution): Asking<Resolution> {
  const provided = providedBeside(resolution, request.target);
  if (provided.length === 0 || request.options.noDeps) return resolution;
  const catalog = new Catalog(request);
  const pages = yield asking(provided.map(({ name }) => ({ kind: "project", name })));
  const found = provided.flatMap((pkg) => {
    const answer = pages.project(pkg.name);
    const candidate = answer?.kind === "listed" ? catalog.project(pkg.name, answer).candidateAt(pkg.version) : null;
    return candidate?.assessment.kind === "usable" ? [{ pkg, file: candidate.assessment.file }] : [];
  });
  if (found.length === 0) return resolution;
  const answers = yield asking(found.map(({ file }) => ({ kind: "metadata", file })));
  const installed = packagesByName(resolution);
  const stated = found.flatMap(({ pkg, file }): readonly Stated[] => {
    const answer = answers.metadata(file);
    if (answer?.kind !== "read") return [];
    const requires = requirementsOf(answer.metadata, catalog.environment, null).flatMap((applied): Met[] => {
      const to = applied.specifier.url === null ? installed.get(applied.specifier.name) : undefined;
      return to === undefined ? [] : [{ applied, to }];
    });
    return [{ pkg, file, requires }];
  });
  const broken = stated.flatMap(({ requires }) => requires.filter((one) => !isMet(one)).map(({ to }) => to.name));
  const projects = yield asking([...new Set(broken)].map((name) => ({ kind: "project", name })));
  const nearest = (one: Met): readonly string[] => {
    const answer = isMet(one) ? undefined : projects.project(one.to.name);
    return answer?.kind === "listed" ? nearestFitting(catalog.project(one.to.name, answer), one) : [];
  };
  const read = stated.map(({ requires, ...rest }) => ({
    ...rest,
    requires: requires.map((one) => {
      const { specifier, text } = one.applied;
      return { to: specifier.name, extras: specifier.extras, text, nearest: nearest(one) };
    }),
  }));
  return withNeeds(resolution, read);
}

interface Met {
  readonly applied: AppliedRequirement;
  readonly to: ResolvedPackage;
}

interface Stated {
  readonly pkg: ResolvedPackage;
  readonly file: DistributionFile;
  readonly requires: readonly Met[];
}

const isMet = ({ applied, to }: Met): boolean =>
  specifierSetContains(applied.specifier.specifier, to.version, { prereleases: true });

/** The newest below the installed version, then the oldest above it, of those that the target can load. */
function nearestFitting(project: Project, { applied, to }: Met): readonly string[] {
  const range = rangeOf(applied.specifier.specifier);
  const first = (direction: "ascending" | "descending", sign: 1 | -1): readonly string[] => {
    for (const candidate of project.within(range, direction)) {
      if (compareVersions(candidate.version, to.version) * sign <= 0) continue;
      if (candidate.isUsable && !candidate.isPrerelease) return [candidate.version.text];
    }
    return [];
  };
  return [...first("descending", -1), ...first("ascending", 1)];
}

interface Read {
  readonly pkg: ResolvedPackage;
  readonly file: DistributionFile;
  readonly requires: readonly ProvidedEdge[];
}

const asking = (need: readonly Question[]): Ask => ({ need, hints: [] });

/** What was read is no longer told as taken on trust. */
function withNeeds(resolution: Resolution, read: readonly Read[]): Resolution {
  const notes = new Set(read.flatMap(({ pkg }) => unreadNote(pkg)).map(({ what, why }) => `${what}\n${why}`));
  const providedNeeds = read.flatMap(({ pkg, file, requires }): readonly ProvidedNeeds[] =>
    requires.length === 0
      ? []
      : [{ name: pkg.name, version: pkg.version, isAskedFor: pkg.demandedBy.length > 0, file, requires }],
  );
  return {
    ...resolution,
    notAssessed: resolution.notAssessed.filter(({ what, why }) => !notes.has(`${what}\n${why}`)),
    ...(providedNeeds.length === 0 ? {} : { providedNeeds }),
  };
}
