import type { PackageName } from "../python/name.ts";
import type { VersionRange } from "../python/version-range.ts";
import type { Catalog } from "./catalog.ts";
import type { Conflict } from "./conflict.ts";
import { hintsFor, type PassedOver } from "./hints.ts";
import { proofOf } from "./proof.ts";
import type { Answers, Asking } from "./question.ts";
import { type Learnt, Wording } from "./wording.ts";

/** Why there is no resolution: a proof that a person can follow, and what would make one possible. */
export function* explain(catalog: Catalog, terminal: Learnt, answers: Answers): Asking<Conflict> {
  const wording = new Wording(catalog, answers);
  const proof = proofOf(terminal, wording);
  const hints = yield* hintsFor(catalog, passedOverIn(terminal, wording), proof.origins, answers);
  return { ...proof, hints };
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
    if (cause.kind !== "derived") continue;
    for (const next of [cause.conflict, cause.satisfier]) {
      if (seen.has(next)) continue;
      seen.add(next);
      stack.push(next);
    }
  }
  return ranges;
}
