import type { Plan } from "../remediation/plan.ts";
import { shellLine } from "../report/lock-commands.ts";
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

/** A plan of which no pull request can be made here. */
export interface RefusedPlan {
  readonly branch: string;
  readonly title: string;
  /** Sentences with code in backticks. */
  readonly why: string;
}

export interface Proposals {
  readonly proposals: readonly Proposal[];
  readonly refused: readonly RefusedPlan[];
}

/**
 * The pull requests of one selection: one for its key, or one for each plan, named by the first of its models. Models of two plans differ,
 * since models that share a manifest share a plan. A plan that cannot be made whole here keeps no other one back.
 */
export function proposalsOf(
  { key }: Pick<Selection, "key">,
  plans: readonly WrittenPlan[],
  base: string | null,
): Proposals {
  const whole = plans.filter((one) => one.files.length > 0 && whyNotHere(one) === null);
  const refused = plans.flatMap((one): RefusedPlan[] => {
    const why = whyNotHere(one);
    if (why === null) return [];
    const own = keyOf(one.plan);
    return [{ branch: branchOf(key ?? own, base), title: titleOf(own, [one.plan]), why }];
  });
  if (key === null) return { proposals: whole.map((one) => proposal(keyOf(one.plan), [one], base)), refused };
  return { proposals: whole.length === 0 ? [] : [proposal(key, whole, base)], refused };
}

const keyOf = ({ places }: Plan): GroupKey => ({ kind: "model", name: places.map(modelOf).sort()[0] ?? "" });

/** Null where the plan's files are all that has to change. */
function whyNotHere({ plan, files }: WrittenPlan): string | null {
  // No token of ours may change what runs in the repository, and none asks for it.
  if (files.some(({ path }) => path.toLowerCase().startsWith(".github/workflows/")))
    return "It would edit a file under `.github/workflows`, which is never done from here. `pinwarden fix --write` does it in a checkout.";
  // A lock that no model is installed from breaks none by standing still: the body names its command.
  const needed = (plan.commands ?? []).filter(({ state, installed }) => state === "needed" && installed);
  if (needed.length === 0) return null;
  const plain = (text: string): string => text.replaceAll("`", "'");
  const all = needed.map((one) => {
    const because =
      one.why === null
        ? "With `remediation.run-tools: true`, and the tool in the job, it is done here."
        : plain(one.why);
    return `\`${plain(one.file)}\` has to be written by its own tool: \`${plain(shellLine(one))}\`. ${because}`;
  });
  return all.join(" ");
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
