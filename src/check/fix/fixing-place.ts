import type { AdvisoryAnswers } from "../../core/advisory/advisory.ts";
import type { Config } from "../../core/config/config.ts";
import type { Requirement } from "../../core/manifest/requirement.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { rangeContains, rangeOf } from "../../core/python/version-range.ts";
import { isGoal } from "../../core/remediation/goals.ts";
import { versionsOf } from "../../core/remediation/search.ts";
import type { Standing } from "../../core/remediation/standing.ts";
import type { NotAssessed, Resolution } from "../../core/resolution/resolution.ts";
import type { Finding } from "../../core/rule/finding.ts";
import { cooldownAnswer } from "../../core/rule/policy/cooldown.ts";
import { policyAnswer } from "../../core/rule/policy/policy-answer.ts";
import { assess, type Side } from "../assess.ts";
import type { Place } from "../resolve-models.ts";
import type { World } from "../world.ts";

/** A place with what is wrong in it. */
export interface FixingPlace {
  /** What of it was assumed or not looked at, as a check says it. */
  readonly notAssessed: readonly NotAssessed[];
  readonly standing: Standing;
  readonly place: Place;
  /** Findings of the standing that a plan is to clear. */
  readonly goals: readonly Finding[];
}

/** Everything that rules and policy find in one resolution of a place, what was not assessed of it, and whether nothing stayed open. */
export function findingsIn(
  place: Place,
  side: Side,
  advisories: AdvisoryAnswers,
  config: Config,
  world: Pick<World, "tables" | "now">,
): {
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
  readonly complete: boolean;
} {
  const { findings, notAssessed, complete } = assess(place.model, side, advisories, world);
  const { outcome } = side;
  if (outcome.kind !== "resolved") return { findings, notAssessed, complete };
  const ofPolicy = policyAnswer(outcome.resolution, config.policy);
  return {
    findings: [...findings, ...ofPolicy.findings],
    notAssessed: [...notAssessed, ...ofPolicy.notAssessed],
    complete,
  };
}

/** Releases that a plan would bring in and that are younger than policy waits; what clears an advisory passes by. */
export function tooYoung(
  standing: Standing,
  resolution: Resolution,
  findings: readonly Finding[],
  config: Config,
  now: string,
): readonly Finding[] {
  return cooldownAnswer(standing, { resolution, findings }, config.policy.cooldown, now).findings;
}

/**
 * The place as it stands, with the lines that its compiled lists were made from (`sources`) as far as what is installed fits them; null where it has no resolution, so that there is
 * nothing to hold on to.
 */
export function fixingPlace(
  place: Place,
  sources: readonly Requirement[],
  advisories: AdvisoryAnswers,
  config: Config,
  policy: Policy,
  only: readonly string[],
  world: Pick<World, "tables" | "now">,
): FixingPlace | null {
  const { outcome, side } = place.head;
  if (outcome.kind !== "resolved") return null;
  const { findings, notAssessed } = findingsIn(place, place.head, advisories, config, world);
  const installed = versionsOf(outcome.resolution);
  const fitting = sources.filter(({ specifier }) => {
    const version = installed.get(specifier.name);
    return version === undefined || rangeContains(rangeOf(specifier.specifier), version);
  });
  const standing: Standing = {
    place: `${place.model.id} on ${place.target}`,
    requirements: [...side.reading.requirements, ...fitting],
    resolution: outcome.resolution,
    findings,
  };
  const replaced = new Set(config.remediation.swaps.map(({ from }) => from));
  return {
    notAssessed,
    standing,
    place,
    goals: findings.filter((finding) => isGoal(finding, policy, world.now.slice(0, 10), only, replaced)),
  };
}
