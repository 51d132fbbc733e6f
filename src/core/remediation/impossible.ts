import type { PackageName } from "../python/name.ts";
import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { Conflict, PassedOver } from "../resolution/conflict.ts";
import type { Attempt, AttemptAnswer } from "./attempt.ts";
import { avoidingMore, isNews, type Shunned, shunnedBy } from "./avoidance.ts";
import type { Search, SearchResult } from "./search.ts";
import { lineKey } from "./standing.ts";

/** Why a finding cannot be cleared. The names are stable: machines read them. */
export type ImpossibleReason =
  /** No version is known to be free of it. */
  | "not-found"
  | "conflicting-requirements"
  | "only-prerelease"
  | "only-yanked"
  | "needs-python"
  /** Versions that would do were published after the cut-off. */
  | "too-new"
  /** No file of a version that would do can be installed on the target. */
  | "no-wheel-for-target"
  | "held-by-policy"
  | "stopped-early"
  | "incomplete";

export interface Impossible {
  readonly reason: ImpossibleReason;
  /** One or more sentences, plain text. */
  readonly explanation: string;
}

const mostRounds = 40;

/**
 * Why no plan clears the goals of one package: is there any version of it at all that would do, looked at on its own? If there is none, what
 * was passed over says why. If there is one, the proof of the last closed way says what holds it.
 */
export function* explainImpossible(
  search: Search,
  name: PackageName,
  result: Exclude<SearchResult, { kind: "found" }>,
): Generator<Attempt, Impossible, readonly AttemptAnswer[]> {
  if (result.kind === "incomplete") return { reason: "incomplete", explanation: `${result.why}.` };
  let avoid: AvoidedByName = search.avoid;
  for (let round = 0; round < mostRounds; round += 1) {
    const answers = yield { loosened: new Set(), avoid, alone: name };
    const alone = conflictIn(answers);
    if (alone !== null) return withoutVersion(name, alone);
    const back = answers
      .flatMap(({ place, findings }) =>
        findings.filter(({ key }) => search.goals.some((goal) => goal.place === place && goal.finding.key === key)),
      )
      .map(shunnedBy)
      .filter((one): one is Shunned => one !== null && isNews(avoid, one));
    if (back.length === 0) break;
    avoid = avoidingMore(avoid, back);
  }
  if (result.early) {
    const explanation = `The search ended after ${result.asked} attempts without a set of versions that clears it; there may be one.`;
    return { reason: "stopped-early", explanation };
  }
  if (result.conflict === null) {
    const explanation = `A version of ${name} without the finding exists, and every way to it brings in a finding that is as severe.`;
    return { reason: "conflicting-requirements", explanation };
  }
  return {
    reason:
      isHeldByPolicy(result.conflict) || restsOnFrozen(search, result.conflict)
        ? "held-by-policy"
        : "conflicting-requirements",
    explanation: result.conflict.text,
  };
}

function conflictIn(answers: readonly AttemptAnswer[]): Conflict | null {
  for (const { outcome } of answers) if (outcome.kind === "unsatisfiable") return outcome.conflict;
  return null;
}

/** In the order in which a reader could do something about it. */
const reasons: readonly (readonly [PassedOver["why"]["kind"], ImpossibleReason, string])[] = [
  ["prerelease", "only-prerelease", "is a pre-release, which `remediation.allow-prereleases` would let in"],
  ["python", "needs-python", ""],
  ["too-new", "too-new", "was published after the cut-off"],
  ["no-fitting-wheel", "no-wheel-for-target", "has no file that the target can install"],
  ["yanked", "only-yanked", "was yanked"],
];

function withoutVersion(name: PackageName, { passedOver, text }: Conflict): Impossible {
  const own = passedOver.filter((one) => one.name === name);
  for (const [kind, reason, words] of reasons) {
    const nearest = own.find(({ why }) => why.kind === kind);
    if (nearest === undefined) continue;
    const { version, why } = nearest;
    const says = why.kind === "python" ? `needs Python ${why.requires}` : words;
    return { reason, explanation: `The nearest version that may be free of it, ${name} ${version.text}, ${says}.` };
  }
  if (isHeldByPolicy({ passedOver: own })) return { reason: "held-by-policy", explanation: text };
  return { reason: "not-found", explanation: `No published version of ${name} is free of it.` };
}

/** Whether a line takes part in the proof whose package policy holds. */
function restsOnFrozen({ standings, frozen }: Search, { origins }: Conflict): boolean {
  const keys = new Set(origins.map(lineKey));
  return standings.some(({ requirements }) =>
    requirements.some(({ specifier, origin }) => frozen.has(specifier.name) && keys.has(lineKey(origin))),
  );
}

const isHeldByPolicy = ({ passedOver }: Pick<Conflict, "passedOver">): boolean =>
  passedOver.some(({ why }) => why.kind === "avoided" && why.cause === "policy");
