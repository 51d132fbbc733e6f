import { packageAdvisoryQueries } from "../../core/advisory/queries.ts";
import type { Config } from "../../core/config/config.ts";
import { type Policy, policyOf } from "../../core/policy/policy.ts";
import type { PackageName } from "../../core/python/name.ts";
import type { Attempt, AttemptAnswer } from "../../core/remediation/attempt.ts";
import { isGoal } from "../../core/remediation/goals.ts";
import { explainImpossible } from "../../core/remediation/impossible.ts";
import { movableLines, ruledOut } from "../../core/remediation/movable-lines.ts";
import type { ImpossibleFinding, Plan } from "../../core/remediation/plan.ts";
import { type Goal, type Search, type SearchResult, searchFix } from "../../core/remediation/search.ts";
import { atLeastAsSevere } from "../../core/remediation/severity-order.ts";
import type { NotAssessed } from "../../core/resolution/resolution.ts";
import type { Finding } from "../../core/rule/finding.ts";
import { severityRank } from "../../core/rule/severity.ts";
import { allowedVariables, resolveModels } from "../resolve-models.ts";
import type { World } from "../world.ts";
import { answerAttempt } from "./answer-attempt.ts";
import type { FileEdit } from "./edit-files.ts";
import { type FixRequest, mostAttempts } from "./fix-request.ts";
import { type FixingPlace, fixingPlace } from "./fixing-place.ts";
import { type MadePlan, makePlan } from "./make-plan.ts";
import { sourceLines } from "./source-lines.ts";

export interface FixReport {
  readonly plans: readonly FixPlan[];
  readonly impossible: readonly ImpossibleFinding[];
  readonly notAssessed: readonly NotAssessed[];
  /** False where something stayed without an answer: there may be more to mend. */
  readonly complete: boolean;
}

/** A plan with the files as they would be. */
export interface FixPlan {
  readonly plan: Plan;
  readonly files: readonly FileEdit[];
}

/**
 * Looks for the smallest edits that clear what is wrong, for each set of models that share manifests. Every plan was solved and checked again on every
 * place that its edits touch.
 *
 * @throws PinwardenError `config/…`, `usage/…` as `resolveModels`
 */
export async function fix(request: FixRequest): Promise<FixReport> {
  const { world, head, settings } = request;
  const { config, places, notAssessed } = await resolveModels({ ...request, base: null, policy: head });
  const policy = policyOf(config, settings);
  const resolutions = places.flatMap(({ head: { outcome } }) =>
    outcome.kind === "resolved" ? [outcome.resolution] : [],
  );
  const advisories = await world.advisories.query(packageAdvisoryQueries(resolutions));
  const variables = allowedVariables(config, world);
  const fixing = await Promise.all(
    places.map(async (place) => {
      const sources = await sourceLines(head, place.model, variables);
      return fixingPlace(place, sources, advisories, config, policy, request.only, world);
    }),
  );
  const open = places.filter((_, index) => fixing[index] === null);
  const known = fixing.filter((one) => one !== null);
  const plans: FixPlan[] = [];
  const impossible: ImpossibleFinding[] = [];
  for (const group of sharingFiles(known)) {
    const made = await new Fixer(group, { config, policy, request, world }).run();
    plans.push(...made.plans);
    impossible.push(...made.impossible);
  }
  return {
    plans,
    impossible,
    notAssessed: [
      ...notAssessed,
      ...open.map(({ model, target }) => ({
        what: `${model.id} on ${target}`,
        why: "It has no resolution as it stands, so there is nothing to move from: see `pinwarden check`.",
      })),
      ...(advisories.failure === null ? [] : [{ what: "advisories", why: advisories.failure }]),
    ],
    complete: open.length === 0 && advisories.failure === null,
  };
}

interface Setting {
  readonly config: Config;
  readonly policy: Policy;
  readonly request: FixRequest;
  readonly world: World;
}

/** Finds the plan of places that share manifests. */
class Fixer {
  readonly #places: readonly FixingPlace[];
  readonly #setting: Setting;

  constructor(places: readonly FixingPlace[], setting: Setting) {
    this.#places = places;
    this.#setting = setting;
  }

  async run(): Promise<{ plans: readonly FixPlan[]; impossible: readonly ImpossibleFinding[] }> {
    const goals = this.#places.flatMap(({ standing, goals }) =>
      goals.map((finding): Goal => ({ place: standing.place, finding })),
    );
    if (goals.length === 0) return { plans: [], impossible: [] };
    const { plan: all } = await this.#plan(goals);
    if (all !== null) return { plans: [all], impossible: [] };
    return await this.#planInPart(goals);
  }

  /** Package by package, the most severe first: what cannot be cleared does not keep the rest from it. */
  async #planInPart(goals: readonly Goal[]): Promise<{ plans: readonly FixPlan[]; impossible: ImpossibleFinding[] }> {
    let kept: readonly Goal[] = [];
    let best: FixPlan | null = null;
    const impossible: ImpossibleFinding[] = [];
    for (const [name, own] of bySeverity(goals)) {
      const { search, result, plan } = await this.#plan([...kept, ...own]);
      if (plan !== null) {
        best = plan;
        kept = [...kept, ...own];
        continue;
      }
      if (result.kind === "found") {
        const explanation =
          "A set of versions that clears it was found, and no edit of the manifests that brings it about.";
        impossible.push(...own.map((goal) => ({ ...goal, reason: "conflicting-requirements" as const, explanation })));
        continue;
      }
      const why = await this.#drive(explainImpossible(search, name, result));
      impossible.push(...own.map((goal) => ({ ...goal, ...why })));
    }
    return { plans: best === null ? [] : [best], impossible };
  }

  /** What the search came to, and the plan that was made of it; null where none was found, or none can be written. */
  async #plan(goals: readonly Goal[]): Promise<{ search: Search; result: SearchResult; plan: FixPlan | null }> {
    const search = this.#search(goals);
    const result = await this.#drive(searchFix(search));
    if (result.kind !== "found") return { search, result, plan: null };
    const made: MadePlan = await makePlan(search, result, this.#places, this.#setting);
    return { search, result, plan: made.kind === "made" ? made : null };
  }

  #search(goals: readonly Goal[]): Search {
    const { config, policy, request, world } = this.#setting;
    const standings = this.#places.map(({ standing }) => standing);
    const compiled = new Set(
      this.#places.flatMap(({ place }) =>
        place.model.manifests.flatMap(({ path, compiledFrom }) => (compiledFrom === null ? [] : [path])),
      ),
    );
    const frozen = new Set(config.policy.packages.flatMap((rule) => (rule.frozen ? [rule.name] : [])));
    const mayGoBack = goals.some(({ finding }) => finding.advisory === null);
    const today = world.now.slice(0, 10);
    const worst = goals
      .map(({ finding }) => finding)
      .reduce((one, other) => (atLeastAsSevere(one, other) ? one : other));
    return {
      standings,
      goals,
      lines: movableLines(standings, compiled, frozen, config.remediation.allowWidening),
      frozen,
      avoid: ruledOut(standings, config.policy.packages, mayGoBack),
      isUnacceptable: (finding) =>
        finding.severity !== "info" &&
        ((request.only.length === 0 && isGoal(finding, policy, today, [])) || atLeastAsSevere(finding, worst)),
      mostAttempts,
    };
  }

  async #answer(attempt: Attempt): Promise<readonly AttemptAnswer[]> {
    return await answerAttempt(attempt, this.#places, this.#setting.config, this.#setting.world);
  }

  async #drive<T>(asking: Generator<Attempt, T, readonly AttemptAnswer[]>): Promise<T> {
    let step = asking.next();
    while (step.done !== true) step = asking.next(await this.#answer(step.value));
    return step.value;
  }
}

function bySeverity(goals: readonly Goal[]): [PackageName, Goal[]][] {
  const groups = new Map<PackageName, Goal[]>();
  for (const goal of goals) {
    const name = goal.finding.package as PackageName;
    groups.set(name, [...(groups.get(name) ?? []), goal]);
  }
  const weight = (own: readonly Goal[]): number => Math.max(...own.map(({ finding }) => weightOf(finding)));
  return [...groups].sort(([a, one], [b, other]) => weight(other) - weight(one) || (a < b ? -1 : 1));
}

const weightOf = ({ severity, score }: Finding): number => (severityRank(severity) ?? 3) * 100 + (score ?? 0);

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
