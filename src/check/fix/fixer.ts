import type { PackageName } from "../../core/python/name.ts";
import type { Attempt, AttemptAnswer } from "../../core/remediation/attempt.ts";
import { avoidingMore } from "../../core/remediation/avoidance.ts";
import { isGoal } from "../../core/remediation/goals.ts";
import { explainImpossible } from "../../core/remediation/impossible.ts";
import type { Impossible } from "../../core/remediation/impossible-reason.ts";
import { lowerGoals } from "../../core/remediation/lower-goals.ts";
import { movableLines, ruledOut, unnamedPackages } from "../../core/remediation/movable-lines.ts";
import type { ImpossibleFinding } from "../../core/remediation/plan.ts";
import {
  emptyMemory,
  type Goal,
  installedBefore,
  type Memory,
  type Search,
  type SearchResult,
  searchFix,
} from "../../core/remediation/search.ts";
import { atLeastAsSevere } from "../../core/remediation/severity-order.ts";
import { buildsOf } from "../../core/remediation/trade.ts";
import { keptOnLine, type Variant } from "../../core/remediation/variant.ts";
import { cooldownRule } from "../../core/rule/policy/cooldown.ts";
import { answerAttempt } from "./answer-attempt.ts";
import { mostAttempts, mostQuestions } from "./fix-request.ts";
import type { FixingPlace } from "./fixing-place.ts";
import { type FixPlan, makePlan } from "./make-plan.ts";
import { sharedManifest, unknownFault, whyUnwritable } from "./no-plan.ts";
import { bySeverity, type Outcome, type PackageGoals, type Part, type Taken, take } from "./taken.ts";
import { type VariedPlace, variedPlaces } from "./varied-place.ts";
import { nothingYet, type Setting, type Standpoint, type Way, waysOf } from "./ways.ts";

export interface Fixed {
  readonly plans: readonly FixPlan[];
  readonly impossible: readonly ImpossibleFinding[];
}

/** Questions that are left to all searches for a plan together. */
interface Budget {
  left: number;
}

/** Models that share files and of which each pair is looked at. */
const mostModels = 8;

/** Finds the plan of places that share manifests. */
export class Fixer {
  readonly #places: readonly FixingPlace[];
  readonly #setting: Setting;
  readonly #budget: Budget;
  /** What was learnt, by variant: another one asks for other things. */
  readonly #memories = new Map<string, Memory>();

  constructor(places: readonly FixingPlace[], setting: Setting, budget: Budget = { left: mostQuestions }) {
    this.#places = places;
    this.#setting = setting;
    this.#budget = budget;
  }

  async run(): Promise<Fixed> {
    const goals = this.#places.flatMap(({ standing, goals }) =>
      goals.map((finding): Goal => ({ place: standing.place, finding })),
    );
    if (goals.length === 0) return { plans: [], impossible: [] };
    const all = await this.#plan(goals, nothingYet, null);
    if (all.kind === "plan") return { plans: [all.plan], impossible: [] };
    return await this.#planInPart(goals);
  }

  /** What cannot be cleared does not keep the rest from it: packages are taken in halves, the most severe first, down to those that stand in the way. */
  async #planInPart(goals: readonly Goal[]): Promise<Fixed> {
    const taken: Taken = { so: nothingYet, best: null, answers: [], impossible: [] };
    await this.#takeAmong(bySeverity(goals), taken, true);
    await this.#takeGone(taken);
    return { plans: taken.best === null ? [] : [taken.best], impossible: taken.impossible };
  }

  /** What a plan clears though nobody knew beforehand that its versions would: an advisory that names no fix, or a package that is gone. */
  async #takeGone(taken: Taken): Promise<void> {
    const gone = taken.impossible.filter(({ place, finding }) =>
      taken.answers.some((one) => one.place === place && one.findings.every(({ key }) => key !== finding.key)),
    );
    if (gone.length === 0) return;
    const goals = gone.map(({ place, finding }): Goal => ({ place, finding }));
    const outcome = await this.#plan(goals, taken.so, null);
    if (outcome.kind === "none") return;
    take(taken, goals, outcome);
    taken.impossible = taken.impossible.filter((one) => !gone.includes(one));
  }

  /** True where all of them were taken. `isRefused`: it is known that they cannot be taken together. */
  async #takeAmong(packages: readonly PackageGoals[], taken: Taken, isRefused: boolean): Promise<boolean> {
    const [only] = packages;
    if (only === undefined) return true;
    if (packages.length === 1) return await this.#takeOne(only, taken);
    if (!isRefused) {
      const own = packages.flatMap(([, all]) => all);
      const outcome = await this.#plan(own, taken.so, null);
      if (outcome.kind === "plan") {
        take(taken, own, outcome);
        return true;
      }
    }
    const half = packages.length >> 1;
    const first = await this.#takeAmong(packages.slice(0, half), taken, false);
    const second = await this.#takeAmong(packages.slice(half), taken, first);
    return first && second;
  }

  async #takeOne([name, all]: PackageGoals, taken: Taken): Promise<boolean> {
    let own = all;
    let outcome = await this.#plan(own, taken.so, name);
    if (outcome.kind === "none") {
      const part = await this.#planLower(own, taken.so, outcome);
      if (part !== null) {
        take(taken, part.goals, part.outcome);
        own = all.filter((goal) => !part.goals.includes(goal));
        outcome = await this.#plan(own, taken.so, name);
      }
    }
    if (outcome.kind === "plan") {
      take(taken, own, outcome);
      return true;
    }
    const because = await this.#explain(outcome, name, own);
    taken.impossible = [...taken.impossible, ...own.map((goal) => ({ ...goal, ...because }))];
    return false;
  }

  /**
   * Where no version clears all findings of a package: as many of them as some nearer version does. What a version clears, the versions before the next fix
   * clear as well, so halving finds the most. Null where there is nothing nearer, or the search had no answer.
   */
  async #planLower(
    own: readonly Goal[],
    so: Standpoint,
    { result }: Extract<Outcome, { kind: "none" }>,
  ): Promise<Part | null> {
    if (result.kind !== "impossible" || result.early) return null;
    const parts = lowerGoals(own);
    let best: Part | null = null;
    for (let from = 0, to = parts.length; from < to; ) {
      const middle = (from + to) >> 1;
      const goals = parts[middle] ?? [];
      const outcome = await this.#plan(goals, so, null);
      if (outcome.kind === "plan") {
        best = { goals, outcome };
        to = middle;
      } else from = middle + 1;
    }
    return best;
  }

  async #explain(
    outcome: Extract<Outcome, { kind: "none" }>,
    name: PackageName,
    own: readonly Goal[],
  ): Promise<Impossible> {
    const { search, result, unwritable } = outcome;
    if (unwritable !== null || result.kind === "found") return unwritable ?? unknownFault;
    const because = await this.#drive(explainImpossible(search, name, result), this.#places);
    const isHeld = because.reason === "conflicting-requirements" || because.reason === "held-by-policy";
    return (isHeld ? await this.#inTheWay(own, because) : null) ?? because;
  }

  /** Where one model could be mended alone: which of the others that share its files stand in the way. Null where none could. */
  async #inTheWay(own: readonly Goal[], because: Impossible): Promise<Impossible | null> {
    const models = [...new Set(this.#places.map(({ place }) => place.model.id))];
    if (models.length < 2 || models.length > mostModels) return null;
    const placesOf = (...ids: readonly string[]): FixingPlace[] =>
      this.#places.filter(({ place }) => ids.includes(place.model.id));
    const has = (places: readonly FixingPlace[]): readonly Goal[] =>
      own.filter(({ place }) => places.some(({ standing }) => standing.place === place));
    for (const model of models) {
      const places = placesOf(model);
      const goals = has(places);
      if (goals.length === 0) continue;
      const alone = await new Fixer(places, this.#setting, this.#budget).#plan(goals, nothingYet, null);
      if (alone.kind === "none") continue;
      const culprits: string[] = [];
      for (const other of models.filter((one) => one !== model)) {
        const both = await new Fixer(placesOf(model, other), this.#setting, this.#budget).#plan(
          goals,
          nothingYet,
          null,
        );
        if (both.kind === "none") culprits.push(other);
      }
      return sharedManifest(model, alone.plan, culprits, because, placesOf(...culprits));
    }
    return null;
  }

  /** The first way on which a plan was found; `name` is the package for which more than moving lines may be tried. */
  async #plan(own: readonly Goal[], so: Standpoint, name: PackageName | null): Promise<Outcome> {
    let plain: Outcome | null = null;
    let before: SearchResult | null = null;
    for (const way of waysOf(this.#setting, so, own, name)) {
      const { variant } = way;
      if (way.ifKept && !this.#keptAnything(variant)) continue;
      if (way.goesBack && !so.goesBack && !this.#isOlderInTheWay(before)) continue;
      const places = await variedPlaces(this.#setting.request.head, this.#places, variant);
      if (places === null) continue;
      const search = this.#search(own, so, places, way);
      const result = await this.#drive(searchFix(search), places);
      before = result;
      this.#budget.left -= result.asked;
      let unwritable: Impossible | null = null;
      if (result.kind === "found") {
        const made = await makePlan(search, result, places, this.#setting);
        if (made.kind === "made") return { kind: "plan", plan: made, way, answers: result.answers };
        unwritable = whyUnwritable(made);
      }
      // What holds though builds may be left, and though much may go back, says most.
      if ((plain === null || way.ifKept || way.goesBack) && variant === so.variant && way.line === null && !way.relaxed)
        plain = { kind: "none", search, result, unwritable };
    }
    if (plain === null) throw new Error("The way without a variant was not tried.");
    return plain;
  }

  /** Whether the proof that closed a way speaks of what might be older. */
  #isOlderInTheWay(result: SearchResult | null): boolean {
    if (result?.kind !== "impossible" || result.conflict === null) return false;
    const standings = this.#places.map(({ standing }) => standing);
    const free = unnamedPackages(standings, compiledFiles(this.#places));
    return [...result.conflict.packages].some((one) => free.has(one));
  }

  /** Whether a way was closed because what is installed is kept. */
  #keptAnything(variant: Variant): boolean {
    const { builds } = this.#memoryOf(variant, true);
    return builds.size > 0 || this.#namesBuilds();
  }

  #namesBuilds(): boolean {
    return this.#places.some(({ standing }) => buildsOf(standing.resolution) !== null);
  }

  #search(
    own: readonly Goal[],
    so: Standpoint,
    places: readonly VariedPlace[],
    { variant, line, relaxed, goesBack, keepsBuilds }: Way,
  ): Search {
    const goals = [...so.goals, ...own];
    const { config, policy, request, world } = this.#setting;
    const standings = places.map(({ standing }) => standing);
    const compiled = compiledFiles(places);
    const frozen = new Set(config.policy.packages.flatMap((rule) => (rule.frozen ? [rule.name] : [])));
    const isAnyFree = goals.some(({ finding }) => finding.advisory === null);
    const unnamed = goesBack ? unnamedPackages(standings, compiled) : new Set<PackageName>();
    const today = world.now.slice(0, 10);
    const worst = (relaxed ? own : goals)
      .map(({ finding }) => finding)
      .reduce((one, other) => (atLeastAsSevere(one, other) ? one : other));
    const installed = installedBefore(standings);
    const mended = new Set<PackageName>(goals.map(({ finding }) => finding.package as PackageName));
    const onLine = [...mended].flatMap((name) => {
      const version = installed.get(name);
      return line === null || version === undefined ? [] : [keptOnLine(name, version, line)];
    });
    return {
      standings,
      goals,
      lines: movableLines(standings, compiled, frozen, config.remediation.allowWidening),
      frozen,
      avoid: avoidingMore(
        ruledOut(standings, config.policy.packages, (one) => isAnyFree || (unnamed.has(one) && !mended.has(one))),
        onLine,
      ),
      isUnacceptable: (finding) =>
        finding.severity !== "info" &&
        !so.brings.has(finding.key) &&
        // What moves along with a fix is held to the minimum age, whatever the threshold.
        (finding.rule === cooldownRule ||
          (!relaxed && request.only.length === 0 && isGoal(finding, policy, today, [], new Set())) ||
          atLeastAsSevere(finding, worst)),
      mostAttempts: Math.max(0, Math.min(mostAttempts, this.#budget.left)),
      keepsBuilds,
      memory: this.#memoryOf(variant, keepsBuilds),
    };
  }

  /** Where versions name builds, keeping them is another way of solving, by which other proofs hold. */
  #memoryOf(variant: Variant, keepsBuilds: boolean): Memory {
    const key = JSON.stringify([variant, keepsBuilds && this.#namesBuilds()]);
    const memory = this.#memories.get(key) ?? emptyMemory();
    this.#memories.set(key, memory);
    return memory;
  }

  async #answer(attempt: Attempt, places: readonly FixingPlace[]): Promise<readonly AttemptAnswer[]> {
    return await answerAttempt(attempt, places, this.#setting.config, this.#setting.world);
  }

  async #drive<T>(asking: Generator<Attempt, T, readonly AttemptAnswer[]>, places: readonly FixingPlace[]): Promise<T> {
    let step = asking.next();
    while (step.done !== true) step = asking.next(await this.#answer(step.value, places));
    return step.value;
  }
}

/** Lists that a tool compiled from lines of a person. */
const compiledFiles = (places: readonly FixingPlace[]): ReadonlySet<string> =>
  new Set(
    places.flatMap(({ place }) =>
      place.model.manifests.flatMap(({ path, compiledFrom }) => (compiledFrom === null ? [] : [path])),
    ),
  );
