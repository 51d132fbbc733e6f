import type { Plan } from "../remediation/plan.ts";
import { type Covers, coversOf } from "./covers.ts";
import { branchOf, type GroupKey } from "./group-key.ts";
import { modelOf, type Selection, weightOf } from "./selections.ts";
import { titleOf } from "./title.ts";

/** A file as a pull request would have it. */
export interface ProposedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A plan with the files as they would be. */
export interface WrittenPlan {
  readonly plan: Plan;
  readonly files: readonly ProposedFile[];
}

/** A pull request that should exist. */
export interface Proposal {
  readonly key: GroupKey;
  readonly branch: string;
  readonly title: string;
  readonly plans: readonly Plan[];
  /** Of all plans; the plans of one run edit different files. */
  readonly files: readonly ProposedFile[];
  readonly covers: Covers;
  /** The more, the sooner. */
  readonly weight: number;
}

/**
 * The pull requests of one selection: one for its key, or one for each plan, named by the first of its models. Models of two plans differ,
 * since models that share a manifest share a plan.
 */
export function proposalsOf(
  { key }: Pick<Selection, "key">,
  plans: readonly WrittenPlan[],
  base: string | null,
): readonly Proposal[] {
  const real = plans.filter(({ files }) => files.length > 0);
  if (real.length === 0) return [];
  if (key !== null) return [proposal(key, real, base)];
  return real.map((one) => {
    const models = one.plan.places.map(modelOf).sort();
    return proposal({ kind: "model", name: models[0] ?? "" }, [one], base);
  });
}

function proposal(key: GroupKey, written: readonly WrittenPlan[], base: string | null): Proposal {
  const plans = written.map(({ plan }) => plan);
  const files = written.flatMap((one) => one.files).sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    key,
    branch: branchOf(key, base),
    title: titleOf(key, plans),
    plans,
    files,
    covers: coversOf(plans),
    weight: weightOf(plans.flatMap((plan) => plan.clears.map(({ finding }) => finding))),
  };
}
