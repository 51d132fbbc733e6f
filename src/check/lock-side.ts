import type { Model } from "../core/discovery/model.ts";
import type { LockFacts } from "../core/lock/resolution/lock-facts.ts";
import { resolveLock } from "../core/lock/resolution/resolve-lock.ts";
import { normalizeLabel } from "../core/manifest/pyproject/chosen-names.ts";
import type { Requirement } from "../core/manifest/requirement.ts";
import { markerEnvironment } from "../core/python/marker-environment.ts";
import type { ResolveRequest } from "../core/resolution/request.ts";
import { appliesAlways } from "../core/resolution/requires.ts";
import type { NotAssessed, ResolutionOutcome } from "../core/resolution/resolution.ts";
import { withoutTrailingSlashes } from "../core/trailing.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import { drive } from "../shell/resolve/drive.ts";
import type { RefusedIndex } from "./index-plan.ts";
import type { ModelLock } from "./read-lock.ts";

/** A model on a target as its lock has it. */
export interface LockSide {
  readonly outcome: ResolutionOutcome;
  readonly facts: LockFacts;
  /** What of the lock could not be held against the index. */
  readonly failures: readonly NotAssessed[];
}

/** The lock of a model with the model's choice of what is installed. */
export interface LockJob {
  readonly lock: ModelLock;
  readonly model: Pick<Model, "extras" | "groups">;
  /** Indexes that the lock may name and that are not asked. */
  readonly refused: readonly RefusedIndex[];
}

/** Takes the lock for the resolution: nothing is solved, and the index is asked once for each package. */
export async function resolveByLock(
  { lock, model, refused }: LockJob,
  request: ResolveRequest,
  source: AnswerSource,
  readsMetadata = false,
): Promise<LockSide> {
  const { target, options } = request;
  const { resolution, facts, failures } = await drive(
    resolveLock({
      path: lock.path,
      command: lock.command,
      reading: lock.reading,
      question: {
        target,
        extras: model.extras.map(normalizeLabel),
        groups: model.groups.map(normalizeLabel),
        project: lock.project,
        requirements: applying(lock.requirements, target),
      },
      manifest: {
        path: lock.manifest,
        requirements: lock.requirements,
        digests: lock.digests,
        project: lock.project,
      },
      refused: new Set(refused.map(({ address }) => withoutTrailingSlashes(address))),
      formats: { onlyBinary: options.onlyBinary, noBinary: options.noBinary },
      readsMetadata,
    }),
    source,
  );
  return { outcome: { kind: "resolved", resolution }, facts, failures };
}

/** What the manifest asks for on the target itself; a line that an override replaces asks for nothing. */
function applying(requirements: readonly Requirement[], target: ResolveRequest["target"]): readonly Requirement[] {
  const environment = markerEnvironment(target);
  const overridden = new Set(
    requirements.filter(({ kind }) => kind === "override").map(({ specifier }) => specifier.name),
  );
  return requirements.filter(
    ({ kind, specifier }) =>
      (kind === "direct" || kind === "pin") && !overridden.has(specifier.name) && appliesAlways(specifier, environment),
  );
}
