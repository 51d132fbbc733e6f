import { gpuNames } from "../core/accelerator/gpu-names.ts";
import type { Tables } from "../core/accelerator/tables.ts";
import { compareFindings } from "../core/comparison/compare-findings.ts";
import { compareResolutions } from "../core/comparison/compare-resolutions.ts";
import type { Change, CompatibilityVerdict, TargetReport } from "../core/comparison/comparison.ts";
import type { Config } from "../core/config/config.ts";
import { markerEnvironment } from "../core/python/marker-environment.ts";
import { appliesAlways } from "../core/resolution/requires.ts";
import type { NotAssessed, Resolution } from "../core/resolution/resolution.ts";
import type { ComparedFinding } from "../core/rule/finding.ts";
import { cooldownAnswer } from "../core/rule/policy/cooldown.ts";
import { policyAnswer } from "../core/rule/policy/policy-answer.ts";
import { frozenPackagesMoved } from "../core/rule/policy-frozen-moved.ts";
import type { ProvenanceSide } from "../core/rule/provenance/package-source.ts";
import { provenanceFindings } from "../core/rule/provenance/provenance-findings.ts";
import type { RuleAnswer } from "../core/rule/rule.ts";
import type { Assessment, Side } from "./assess.ts";
import { imageDelta } from "./image-delta.ts";

/** Everything about one model on one target but the verdict, which policy gives. */
export type Undecided = Omit<TargetReport, "verdict"> & { readonly complete: boolean };

export interface AssessedSide {
  readonly side: Side;
  readonly assessment: Assessment;
}

/** Compares two assessed sides. `base` is null where there is no change to report, only a state. */
export function reportTarget(
  id: string,
  base: AssessedSide | null,
  head: AssessedSide,
  { policy, indexes }: Pick<Config, "policy" | "indexes">,
  { tables, now }: { readonly tables: Tables; readonly now: string },
): Undecided {
  const resolution = resolutionOf(head);
  const before = base === null ? null : resolutionOf(base);
  const { outcome } = head.side;
  const changes = before === null || resolution === null ? [] : compareResolutions(before, resolution);
  const baseFindings =
    base === null || base.side.outcome.kind === "incomplete"
      ? null
      : [...base.assessment.findings, ...ofPolicy(before, policy).findings];
  const ofHead = ofPolicy(resolution, policy);
  const age =
    resolution === null
      ? nothing
      : cooldownAnswer(
          before === null ? null : { resolution: before, findings: base?.assessment.findings ?? [] },
          { resolution, findings: head.assessment.findings },
          policy.cooldown,
          now,
        );
  const headFindings = [
    ...head.assessment.findings,
    ...ofHead.findings,
    ...age.findings,
    ...(resolution === null ? [] : frozenPackagesMoved(changes, resolution, policy.packages)),
    ...(base === null
      ? []
      : provenanceFindings(provenanceOf(base), provenanceOf(head), [
          ...indexes.map(({ url }) => url),
          ...head.side.refusedIndexes.map(({ address }) => address),
        ])),
  ];
  return {
    id,
    changes,
    findings: compareFindings(baseFindings, headFindings)
      .filter((finding) => canBeTold(finding, head))
      .map((finding) => blamed(finding, changes)),
    notAssessed: [...head.assessment.notAssessed, ...ofHead.notAssessed, ...age.notAssessed, ...baseNotAssessed(base)],
    driverFloor: {
      base: base?.assessment.compatibility?.driverFloor ?? null,
      head: head.assessment.compatibility?.driverFloor ?? null,
    },
    gpus: gpusOf(base, head, tables),
    ...imageDelta(base?.side ?? null, head.side, tables),
    ...(base === null ? {} : { download: { base: bytesOf(before), head: bytesOf(resolution) } }),
    compatibility: verdicts(head),
    packages: resolution?.packages.length ?? null,
    conflict: outcome.kind === "unsatisfiable" ? [outcome.conflict.text, ...outcome.conflict.hints].join("\n\n") : null,
    complete: head.assessment.complete && (base === null || base.assessment.complete),
  };
}

/**
 * That a finding is gone can only be told of a head that could be looked at: without a resolution its packages are not known, and
 * without an answer of the advisory source nor is what they are affected by.
 */
function canBeTold({ status, rule }: ComparedFinding, head: AssessedSide): boolean {
  if (status !== "fixed" || rule.startsWith("manifest/")) return true;
  return resolutionOf(head) !== null && (head.assessment.complete || rule !== "advisory");
}

/**
 * An introduced finding stands at the line that introduces it: of a package that this change moves, that is the line that moved it,
 * and not whichever line also leads to the package. What is wrong with a lock stands in the lock.
 */
function blamed(finding: ComparedFinding, changes: readonly Change[]): ComparedFinding {
  if (finding.status !== "introduced" || finding.package === null || finding.rule.startsWith("lock/")) return finding;
  const change = changes.find((one) => one.name === finding.package && one.kind !== "removed");
  return change?.location == null ? finding : { ...finding, location: change.location, via: change.via };
}

function provenanceOf(one: AssessedSide): ProvenanceSide {
  const environment = markerEnvironment(one.side.target.target);
  const { requirements } = one.side.side.reading;
  return {
    requirements: requirements.filter(({ specifier }) => appliesAlways(specifier, environment)),
    resolution: resolutionOf(one),
    lock: one.side.locked?.facts ?? null,
  };
}

const nothing: RuleAnswer = { findings: [], notAssessed: [] };

const ofPolicy = (resolution: Resolution | null, policy: Config["policy"]): RuleAnswer =>
  resolution === null ? nothing : policyAnswer(resolution, policy);

function gpusOf(base: AssessedSide | null, head: AssessedSide, tables: Tables): TargetReport["gpus"] {
  const before = base?.assessment.compatibility?.gpus ?? null;
  const after = head.assessment.compatibility?.gpus ?? null;
  const lost = before === null || after === null ? [] : before.filter((capability) => !after.includes(capability));
  return {
    base: before,
    head: after,
    lost: lost.map((computeCapability) => ({ computeCapability, names: gpuNames(tables, computeCapability) })),
  };
}

function bytesOf(resolution: Resolution | null): number | null {
  if (resolution === null) return null;
  let bytes = 0;
  for (const { file } of resolution.packages) {
    if (file.size === null) return null;
    bytes += file.size;
  }
  return bytes;
}

function resolutionOf({ side }: AssessedSide): Resolution | null {
  return side.outcome.kind === "resolved" ? side.outcome.resolution : null;
}

const verdicts = (head: AssessedSide): readonly CompatibilityVerdict[] => head.assessment.compatibility?.verdicts ?? [];

/** Where it is not known what the base would install, nobody can tell what a pull request introduced. */
function baseNotAssessed(base: AssessedSide | null): NotAssessed[] {
  if (base === null || base.side.outcome.kind !== "incomplete") return [];
  const reason = base.side.outcome.notAssessed.map(({ what, why }) => `${what}: ${why}`).join("; ");
  return [{ what: "the base", why: `${reason}; every finding of the head counts as introduced` }];
}
