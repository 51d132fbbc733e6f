import type { PackageName } from "../../core/python/name.ts";
import type { AttemptAnswer } from "../../core/remediation/attempt.ts";
import type { Impossible } from "../../core/remediation/impossible-reason.ts";
import type { ImpossibleFinding } from "../../core/remediation/plan.ts";
import type { Goal, Search, SearchResult } from "../../core/remediation/search.ts";
import type { Finding } from "../../core/rule/finding.ts";
import { severityRank } from "../../core/rule/severity.ts";
import type { FixPlan } from "./make-plan.ts";
import type { Standpoint, Way } from "./ways.ts";

/** A plan, and what it does beyond moving lines; or how the search without anything beyond ended. */
export type Outcome =
  | { readonly kind: "plan"; readonly plan: FixPlan; readonly way: Way; readonly answers: readonly AttemptAnswer[] }
  | {
      readonly kind: "none";
      readonly search: Search;
      readonly result: SearchResult;
      /** Why a set of versions that was found cannot be written; null where none was found. */
      readonly unwritable: Impossible | null;
    };

/** What came of the packages that were taken so far. */
export interface Taken {
  so: Standpoint;
  best: FixPlan | null;
  /** What the best plan comes to. */
  answers: readonly AttemptAnswer[];
  impossible: readonly ImpossibleFinding[];
}

/** Some of the goals of one package, and their plan. */
export interface Part {
  readonly goals: readonly Goal[];
  readonly outcome: Extract<Outcome, { kind: "plan" }>;
}

/** The goals of one package. */
export type PackageGoals = readonly [PackageName, readonly Goal[]];

export function take(taken: Taken, goals: readonly Goal[], outcome: Extract<Outcome, { kind: "plan" }>): void {
  const { plan: best, way, answers } = outcome;
  taken.best = best;
  taken.answers = answers;
  taken.so = {
    goals: [...taken.so.goals, ...goals],
    variant: way.variant,
    goesBack: way.goesBack,
    brings: new Set(best.plan.introduces.map(({ finding }) => finding.key)),
    keepsBuilds: taken.so.keepsBuilds && best.plan.trades.length === 0,
  };
}

export function bySeverity(goals: readonly Goal[]): readonly PackageGoals[] {
  const groups = new Map<PackageName, Goal[]>();
  for (const goal of goals) {
    const name = goal.finding.package as PackageName;
    groups.set(name, [...(groups.get(name) ?? []), goal]);
  }
  const weight = (own: readonly Goal[]): number => Math.max(...own.map(({ finding }) => weightOf(finding)));
  return [...groups].sort(([a, one], [b, other]) => weight(other) - weight(one) || (a < b ? -1 : 1));
}

const weightOf = ({ severity, score }: Finding): number => (severityRank(severity) ?? 3) * 100 + (score ?? 0);
