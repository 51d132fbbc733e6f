import { packageAdvisoryQueries } from "../../core/advisory/queries.ts";
import type { Config } from "../../core/config/config.ts";
import type { Requirement } from "../../core/manifest/requirement.ts";
import type { PackageName } from "../../core/python/name.ts";
import { anySpecifierSet } from "../../core/python/specifier.ts";
import { isPrerelease, type Version } from "../../core/python/version.ts";
import type { Attempt, AttemptAnswer } from "../../core/remediation/attempt.ts";
import { loosened } from "../../core/remediation/loosen.ts";
import { versionsOf } from "../../core/remediation/search.ts";
import { buildsOf, tradesOf } from "../../core/remediation/trade.ts";
import type { ResolveOptions } from "../../core/resolution/request.ts";
import type { ResolutionOutcome } from "../../core/resolution/resolution.ts";
import type { Side } from "../assess.ts";
import type { World } from "../world.ts";
import type { FixingPlace } from "./fixing-place.ts";
import { findingsIn, tooYoung } from "./fixing-place.ts";

/**
 * What one question of a search may spend, about a second. The longest that led to a plan on real lists took 27,000 decisions and 4,400 steps; without a
 * bound, the questions of one list of ten lines took over ten minutes.
 */
const bound = { decisions: 40_000, conflicts: 10_000 };

/** Answers the questions of a search: solves every place by the same answers of the index, and runs every rule over what comes out. */
export async function answerAttempt(
  attempt: Attempt,
  places: readonly FixingPlace[],
  config: Config,
  world: World,
): Promise<readonly AttemptAnswer[]> {
  const outcomes = await Promise.all(places.map((one) => solved(attempt, one, config)));
  return await answersOf(outcomes, places, config, world);
}

/** Runs every rule over what every place comes to. */
export async function answersOf(
  outcomes: readonly ResolutionOutcome[],
  places: readonly FixingPlace[],
  config: Config,
  world: World,
): Promise<readonly AttemptAnswer[]> {
  const sides = places.map(({ place }, index): Side => {
    // What was solved anew was not taken from a lock.
    const { locked: _, ...head } = place.head;
    return { ...head, outcome: outcomes[index] ?? { kind: "incomplete", notAssessed: [] } };
  });
  return await answersOfSides(sides, places, config, world);
}

/** Runs every rule over the sides, one for each place. */
export async function answersOfSides(
  sides: readonly Side[],
  places: readonly FixingPlace[],
  config: Config,
  world: World,
): Promise<readonly AttemptAnswer[]> {
  const resolutions = sides.flatMap(({ outcome }) => (outcome.kind === "resolved" ? [outcome.resolution] : []));
  const advisories = await world.advisories.query(packageAdvisoryQueries(resolutions));
  return sides.flatMap((side, index): readonly AttemptAnswer[] => {
    const one = places[index];
    if (one === undefined) return [];
    const { standing } = one;
    const { outcome } = side;
    const { place } = standing;
    if (outcome.kind !== "resolved")
      return [{ place, outcome, findings: [], trades: [], notAssessed: [], complete: true }];
    const { findings, notAssessed, complete } = findingsIn(one.place, side, advisories, config, world);
    const young = tooYoung(standing, outcome.resolution, findings, config, world.now);
    const facts = { tables: world.tables, target: side.target.target, resolution: standing.resolution };
    const trades = tradesOf(facts, outcome.resolution);
    return [{ place, outcome, findings: [...findings, ...young], trades, notAssessed, complete }];
  });
}

function solved(attempt: Attempt, { standing, place, goals }: FixingPlace, config: Config) {
  const { alone } = attempt;
  const installed = new Map(versionsOf(standing.resolution));
  // With this strategy what is mended goes to the newest version, and all else stays.
  if (config.remediation.strategy === "newest-safe")
    for (const { package: name } of goals) installed.delete(name as PackageName);
  // What mends one accelerator finding by chance brings the next: a newer torch that the driver runs and the GPU does not.
  const constrains = config.resolve.accelerator === null && goals.some(({ rule }) => rule.startsWith("accelerator/"));
  const options: Partial<ResolveOptions> = {
    ...(constrains ? { accelerator: "constrain" } : {}),
    preferences: installed,
    upgrade: new Set(),
    moves: "nearest",
    avoid: attempt.avoid,
    builds: attempt.keepsBuilds === true ? buildsOf(standing.resolution) : null,
    hints: attempt.hints === true,
    bound,
    ...(config.remediation.allowPrereleases ? {} : prereleasesOf(installed)),
    ...(alone === null ? {} : { noDeps: true }),
  };
  return place.resolveAgain({
    requirements: (stated) =>
      alone === null ? loosened(standing.requirements, attempt.loosened) : onItsOwn(alone, stated),
    options,
  });
}

/**
 * A fix takes no pre-release of what is installed in a final version, and what it brings along is one only where the place lives with them:
 * some packages, as opentelemetry's, have nothing else.
 */
function prereleasesOf(installed: ReadonlyMap<PackageName, Version>): Partial<ResolveOptions> {
  const finals = [...installed].filter(([, version]) => !isPrerelease(version)).map(([name]) => name);
  if (finals.length === installed.size) return { prereleases: "disallow" };
  return { prereleases: "if-necessary", finalOnly: new Set(finals) };
}

/** One line for the package, with what its lines rule out one by one; a package that no line names borrows one. */
function onItsOwn(name: PackageName, stated: readonly Requirement[]): readonly Requirement[] {
  const line = stated.find(({ specifier }) => specifier.name === name) ?? stated[0];
  if (line === undefined) return [];
  const specifier = {
    ...line.specifier,
    name,
    displayName: name,
    extras: [],
    specifier: anySpecifierSet,
    url: null,
    marker: null,
  };
  return [{ ...line, kind: "direct", text: name, hashes: [], specifier }];
}
