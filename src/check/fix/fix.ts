import { packageAdvisoryQueries } from "../../core/advisory/queries.ts";
import { policyOf } from "../../core/policy/policy.ts";
import type { ImpossibleFinding } from "../../core/remediation/plan.ts";
import { distinctNotAssessed } from "../../core/resolution/distinct-not-assessed.ts";
import type { NotAssessed } from "../../core/resolution/resolution.ts";
import { judged } from "../exact-pins.ts";
import { allowedVariables, isAsked, type Place, resolveModels } from "../resolve-models.ts";
import type { FixRequest } from "./fix-request.ts";
import { Fixer } from "./fixer.ts";
import { type FixingPlace, fixingPlace } from "./fixing-place.ts";
import type { FixPlan } from "./make-plan.ts";
import { sourceLines } from "./source-lines.ts";
import { filesOf, tellingUnchecked } from "./unchecked.ts";
import { unneededIds } from "./unneeded.ts";

export interface FixReport {
  readonly plans: readonly FixPlan[];
  readonly impossible: readonly ImpossibleFinding[];
  readonly notAssessed: readonly NotAssessed[];
  /** False where something stayed without an answer: there may be more to mend. */
  readonly complete: boolean;
}

/**
 * Looks for the smallest edits that clear what is wrong, for each set of models that share manifests. Every plan was solved and checked again on every
 * place that its edits touch.
 *
 * @throws PinwardenError `config/…`, `usage/…` as `resolveModels`
 */
export async function fix(request: FixRequest): Promise<FixReport> {
  const { world, head, settings } = request;
  // A file is moved only if all its models stay clean: those that share one with the models that were asked for are planned with them.
  const { config, places, notAssessed } = await resolveModels({ ...request, base: null, policy: head }, "every");
  const policy = policyOf(config, settings);
  const resolutions = places.flatMap((place) => judged(place.head) ?? []);
  const advisories = await world.advisories.query(packageAdvisoryQueries(resolutions));
  const variables = allowedVariables(config, world);
  const fixing = await Promise.all(
    places.map(async (place) => {
      const sources = await sourceLines(head, place.model, variables);
      return fixingPlace(place, sources, advisories, config, policy, request.only, world);
    }),
  );
  const unresolved = places.filter((_, index) => fixing[index] === null);
  const groups = sharingFiles(fixing.filter((one) => one !== null)).filter((group) =>
    group.some(({ place }) => isAsked(settings, place.model.id)),
  );
  const known = groups.flat();
  const planned = new Set(known.flatMap(({ place }) => [...filesOf(place)]));
  const open = unresolved.filter(
    (place) => isAsked(settings, place.model.id) || [...filesOf(place)].some((file) => planned.has(file)),
  );
  const plans: FixPlan[] = [];
  const impossible: ImpossibleFinding[] = [];
  for (const group of groups) {
    const made = await new Fixer(group, { config, policy, request, world }).run();
    for (const plan of made.plans) plans.push(await tellingUnchecked(plan, open, head));
    impossible.push(...made.impossible);
  }
  const everywhere = open.length === 0 && advisories.failure === null;
  if (everywhere) impossible.push(...unneededIds(request.only, known, policy, world.now.slice(0, 10)));
  return {
    plans,
    impossible,
    notAssessed: distinctNotAssessed([
      ...notAssessed,
      ...open.flatMap(nothingToMoveFrom),
      ...known.flatMap((one) => one.notAssessed),
      ...(advisories.failure === null ? [] : [{ what: "advisories", why: advisories.failure }]),
    ]),
    complete: everywhere,
  };
}

/** A place that nothing can be mended of, with what kept its packages from being known. */
function nothingToMoveFrom({ model, target, head: { outcome } }: Place): readonly NotAssessed[] {
  const what = `${model.id} on ${target}`;
  if (outcome.kind === "unsatisfiable") {
    const why = "It has no resolution as it stands, so there is nothing to move from: see `pinwarden check`.";
    return [{ what, why }];
  }
  const why = "What it installs could not be found out, so there is nothing to move from.";
  return [{ what, why }, ...(outcome.kind === "incomplete" ? outcome.notAssessed : [])];
}

/** Places whose manifests have a file in common have to be moved together. */
function sharingFiles(places: readonly FixingPlace[]): readonly (readonly FixingPlace[])[] {
  const groups: { files: Set<string>; places: FixingPlace[] }[] = [];
  for (const one of places) {
    const files = new Set(one.standing.requirements.map(({ origin }) => origin.file));
    const shared = groups.filter((group) => [...files].some((file) => group.files.has(file)));
    const joined = { files, places: [one] };
    for (const group of shared) {
      for (const file of group.files) joined.files.add(file);
      joined.places.unshift(...group.places);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(joined);
  }
  return groups.map((group) => group.places);
}
