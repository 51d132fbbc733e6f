import { assessCompatibility, type Compatibility } from "../core/accelerator/compatibility.ts";
import type { AdvisoryAnswers } from "../core/advisory/advisory.ts";
import type { Model } from "../core/discovery/model.ts";
import type { ManifestProblem } from "../core/manifest/requirement.ts";
import type { Conflict } from "../core/resolution/conflict.ts";
import { withProvided } from "../core/resolution/provided.ts";
import type { NotAssessed, ResolutionOutcome } from "../core/resolution/resolution.ts";
import { advisory } from "../core/rule/advisory.ts";
import type { Finding } from "../core/rule/finding.ts";
import type { Facts } from "../core/rule/rule.ts";
import { checkBeside, rules } from "../core/rule/rules.ts";
import { contradictionFinding } from "../core/rule/target/contradiction.ts";
import type { BuiltTarget } from "../core/target/build-target.ts";
import { judged } from "./exact-pins.ts";
import type { RefusedIndex } from "./index-plan.ts";
import type { LockSide } from "./lock-side.ts";
import type { PlacedImage } from "./place-targets.ts";
import type { ModelSide } from "./read-model.ts";
import type { World } from "./world.ts";

/** A model on a target at one ref, resolved. */
export interface Side {
  readonly side: ModelSide;
  readonly target: BuiltTarget;
  /** What is known of its image; null where it has none. */
  readonly image: PlacedImage | null;
  /** Indexes that only the head names, and that were not asked. */
  readonly refusedIndexes: readonly RefusedIndex[];
  readonly outcome: ResolutionOutcome;
  /** `auto`, or the variant of torch that was asked for. */
  readonly torchBackend?: string;
  /** Present where the outcome was taken from a lock and not solved. */
  readonly locked?: LockSide;
}

/** What the rules make of one side. */
export interface Assessment {
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
  readonly compatibility: Compatibility | null;
  /** False where a question stayed without an answer: the findings may not be all there are. */
  readonly complete: boolean;
}

/** Runs every rule over one side. What a rule could not assess is kept beside what it found. */
export function assess(
  model: Model,
  side: Side,
  advisories: AdvisoryAnswers,
  world: Pick<World, "tables" | "now">,
): Assessment {
  const { outcome, target } = side;
  const failures = side.locked?.failures ?? [];
  const ofManifests = side.side.reading.problems;
  const findings: Finding[] = ofManifests.filter((problem) => problem.severity === "error").map(manifestFinding);
  const notAssessed: NotAssessed[] = [
    ...ofManifests.filter((problem) => problem.severity === "not-assessed").map(manifestNotAssessed),
    ...side.side.notAssessed,
    ...(side.image?.notAssessed ?? []),
    ...(outcome.kind === "resolved" ? outcome.resolution.notAssessed : outcome.notAssessed),
    ...failures,
  ];
  findings.push(...target.contradictions.map(contradictionFinding));
  findings.push(...side.refusedIndexes.map(refusedIndexFinding));
  if (outcome.kind === "unsatisfiable") findings.push(conflictFinding(outcome.conflict));
  const resolved = judged(side);
  if (resolved === null) {
    return {
      findings,
      notAssessed: [...notAssessed, ...unknownFields(target, null)],
      compatibility: null,
      complete: outcome.kind !== "incomplete",
    };
  }
  const facts: Facts = {
    model: { id: model.id, path: model.path },
    target: target.target,
    resolution: resolved,
    advisories,
    tables: world.tables,
    today: world.now.slice(0, 10),
    statedCuda: side.side.reading.cuda ?? [],
    ...(side.torchBackend === undefined ? {} : { torchBackend: side.torchBackend }),
    ...(side.locked === undefined ? {} : { lock: side.locked.facts }),
  };
  if (outcome.kind !== "resolved") {
    const ofPins = advisory.check(facts);
    return {
      findings: [...findings, ...ofPins.findings],
      notAssessed: [...notAssessed, ...ofPins.notAssessed, ...unknownFields(target, null)],
      compatibility: null,
      complete: advisories.failure === null,
    };
  }
  const resolution = withProvided(outcome.resolution, target.target);
  const together = resolution === resolved ? facts : { ...facts, resolution };
  for (const rule of rules) {
    const answer = checkBeside(rule, facts, together);
    findings.push(...answer.findings);
    notAssessed.push(...answer.notAssessed);
  }
  const compatibility = assessCompatibility(facts);
  notAssessed.push(...unknownFields(target, compatibility));
  return { findings, notAssessed, compatibility, complete: advisories.failure === null && failures.length === 0 };
}

/** What is not known of the target, as far as it matters to what would be installed there. */
function unknownFields(target: BuiltTarget, compatibility: Compatibility | null): NotAssessed[] {
  const usesCuda = compatibility !== null && compatibility.verdicts.length > 0;
  return target.unknown
    .filter((one) => usesCuda || (one.field !== "driver" && one.field !== "gpus"))
    .map(({ what, why }) => ({ what, why }));
}

/** A new index is somebody's leave to give: what it serves could be anything, under any name. */
function refusedIndexFinding({ address, origin, why }: RefusedIndex): Finding {
  return {
    rule: "policy/index-not-allowed",
    severity: "high",
    package: null,
    version: null,
    message: `Index ${address} was not asked: ${why}.`,
    advisory: null,
    fixedIn: [],
    location: origin,
    evidence: [],
    via: [],
    key: `policy/index-not-allowed ${address}`,
  };
}

/** A line that cannot be read is installed by nobody: it is as wrong as a requirement that cannot be met. */
function manifestFinding(problem: ManifestProblem): Finding {
  return {
    rule: `manifest/${problem.code.split("/").at(-1) ?? problem.code}`,
    severity: "high",
    package: null,
    version: null,
    message: problem.hint === null ? problem.message : `${problem.message} ${problem.hint}`,
    advisory: null,
    fixedIn: [],
    location: problem.origin,
    evidence: [],
    via: [],
    key: `${problem.code} ${problem.origin.file} ${problem.message}`,
  };
}

const manifestNotAssessed = (problem: ManifestProblem): NotAssessed => ({
  what: `${problem.origin.file}:${problem.origin.line}`,
  why: problem.hint === null ? problem.message : `${problem.message} ${problem.hint}`,
});

function conflictFinding(conflict: Conflict): Finding {
  return {
    rule: "resolution/unsatisfiable",
    severity: "critical",
    package: null,
    version: null,
    message: "No set of versions meets all requirements on this target.",
    advisory: null,
    fixedIn: [],
    location: conflict.origins[0] ?? null,
    evidence: [],
    via: [],
    key: "resolution/unsatisfiable",
  };
}
