import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { VersionRange } from "../python/version-range.ts";
import { type Solution, solve } from "../solver/solve.ts";
import type { Catalog } from "./catalog.ts";
import type { Conflict, PassedOver } from "./conflict.ts";
import type { Fact } from "./fact.ts";
import type { HeldAnswers } from "./held-answers.ts";
import { hintsFor } from "./hints.ts";
import { isProject, nameOf, type PackageKey } from "./package-key.ts";
import { proofOf } from "./proof.ts";
import { PythonProvider } from "./python-provider.ts";
import type { Asking } from "./question.ts";
import { type Learnt, Wording } from "./wording.ts";

/** A proof of so many steps is worth a second look for a shorter one. */
const longProof = 6;

/** Why there is no resolution: a proof that a person can follow, and, where the request wants hints, what would make one possible. */
export function* explain(catalog: Catalog, refused: Refused, held: HeldAnswers): Asking<Conflict> {
  const wording = new Wording(catalog, held);
  const terminal = yield* shortest(catalog, refused, held);
  const proof = proofOf(terminal, wording);
  const passedOver = passedOverIn(terminal, wording);
  const hints = catalog.request.options.hints ? yield* hintsFor(catalog, passedOver, proof.origins, held) : [];
  return { ...proof, hints, passedOver, packages: packagesIn(terminal) };
}

type Refused = Extract<Solution<PackageKey, VersionRange, Version, Fact>, { kind: "unsolvable" }>;

/**
 * The search found what is wrong version by version. Searching again with all of it known from the start often needs
 * a fraction of the steps, since whole ranges fall at once.
 */
function* shortest(catalog: Catalog, refused: Refused, held: HeldAnswers): Asking<Learnt> {
  const steps = stepsIn(refused.proof);
  if (steps <= longProof) return refused.proof;
  const again = yield* solve(new PythonProvider(catalog, held), {
    known: refused.learnt(),
    decisions: refused.effort.decisions + 1,
  });
  return again.kind === "unsolvable" && stepsIn(again.proof) < steps ? again.proof : refused.proof;
}

function stepsIn(terminal: Learnt): number {
  return [...everyStep(terminal)].filter(({ cause }) => cause.kind === "derived").length;
}

function everyStep(terminal: Learnt): ReadonlySet<Learnt> {
  const seen = new Set<Learnt>([terminal]);
  for (const learnt of seen) {
    if (learnt.cause.kind === "derived") seen.add(learnt.cause.conflict).add(learnt.cause.satisfier);
  }
  return seen;
}

function packagesIn(terminal: Learnt): ReadonlySet<PackageName> {
  const keys = [...everyStep(terminal)].flatMap(({ terms }) => terms.map((term) => term.package));
  return new Set(keys.filter(isProject).map(nameOf));
}

/** The versions that exist in the ranges for which the proof found none. */
function passedOverIn(terminal: Learnt, wording: Wording): PassedOver[] {
  const found: PassedOver[] = [];
  for (const { name, range } of rangesWithoutVersion(terminal)) {
    const project = wording.project(name);
    if (project === null) continue;
    for (const { version, assessment } of project.within(range, "ascending")) {
      if (assessment.kind === "unusable") found.push({ name, version, why: assessment.why });
    }
  }
  return found;
}

function rangesWithoutVersion(terminal: Learnt): { name: PackageName; range: VersionRange }[] {
  const ranges: { name: PackageName; range: VersionRange }[] = [];
  const seen = new Set<Learnt>([terminal]);
  const stack = [terminal];
  for (let learnt = stack.pop(); learnt !== undefined; learnt = stack.pop()) {
    const { cause } = learnt;
    if (cause.kind === "no-version") for (const fact of cause.facts) if (fact.kind === "no-version") ranges.push(fact);
    const [asking] = learnt.terms;
    if (cause.kind === "dependency" && cause.facts[0]?.kind === "requires-python" && asking !== undefined)
      ranges.push({ name: nameOf(asking.package), range: asking.term.set });
    if (cause.kind !== "derived") continue;
    for (const next of [cause.conflict, cause.satisfier]) {
      if (seen.has(next)) continue;
      seen.add(next);
      stack.push(next);
    }
  }
  return ranges;
}
