import type { Inputs } from "../../check/inputs.ts";
import { withLockIndexes } from "../../check/lock-indexes.ts";
import { resolveByLock } from "../../check/lock-side.ts";
import { type ModelLock, readNamedLock } from "../../check/read-lock.ts";
import type { World } from "../../check/world.ts";
import { PinwardenError } from "../../core/error.ts";
import { lockFormatOf } from "../../core/lock/lock-format.ts";
import type { LockFacts } from "../../core/lock/resolution/lock-facts.ts";
import { type ManifestReading, noIndexOptions } from "../../core/manifest/requirement.ts";
import { defaultResolveOptions, type ResolveRequest } from "../../core/resolution/request.ts";
import type { NotAssessed, ResolutionOutcome } from "../../core/resolution/resolution.ts";
import type { Target } from "../../core/target/target.ts";
import { namedFile } from "../local-tree.ts";
import type { ResolveCommandOptions } from "./command-options.ts";
import { namedIndexes } from "./named-indexes.ts";

/** A lock that was named on the command line, and what it says as a manifest would: its problems and its Python. */
export interface NamedLock {
  readonly lock: ModelLock;
  readonly reading: ManifestReading;
}

/**
 * The lock among the files that `-r` names; null where there is none.
 *
 * @throws PinwardenError `usage/lock-and-more` where something else is named beside it
 */
export async function readLockInput(
  words: readonly string[],
  { requirement, constraint, override }: ResolveCommandOptions,
  inputs: Inputs,
): Promise<NamedLock | null> {
  const file = requirement.find((one) => lockFormatOf(one.replaceAll("\\", "/")) !== null);
  if (file === undefined) return null;
  if (words.length + requirement.length + constraint.length + override.length > 1) {
    throw new PinwardenError("usage/lock-and-more", `\`${file}\` is a lock: it says all that is installed.`, {
      hint: "Name the lock alone, or the manifest that it was made from.",
    });
  }
  const { tree, path } = await namedFile(inputs, file);
  const lock = await readNamedLock(tree, path);
  if (lock === null) return null;
  const { problems, files, requiresPython } = lock.reading;
  const options = withLockIndexes(noIndexOptions, lock.reading);
  return { lock, reading: { requirements: lock.requirements, options, problems, files, requiresPython } };
}

/** What the lock installs on the target. Where it does not install everything there, there is no resolution to speak of. */
export async function resolveLockOn(
  { lock, reading }: NamedLock,
  target: Target,
  world: World,
): Promise<{ readonly outcome: ResolutionOutcome; readonly notAssessed: readonly NotAssessed[] }> {
  const { plan, notAssessed } = namedIndexes(reading.options, target, world);
  const request: ResolveRequest = {
    requirements: reading.requirements,
    target,
    options: { ...defaultResolveOptions, indexStrategy: plan.strategy },
  };
  const locked = { lock, model: { extras: [], groups: [] }, refused: [] };
  const { outcome, facts, failures } = await resolveByLock(locked, request, world.answersFor(plan, request));
  const more = [{ what: lock.path, why: "taken as it is: nothing was solved" }, ...notAssessed, ...failures];
  const lacking = whatIsLacking(facts);
  return lacking.length === 0
    ? { outcome, notAssessed: more }
    : { outcome: { kind: "incomplete", notAssessed: lacking }, notAssessed: more };
}

function whatIsLacking({ path, selection, missing, packages }: LockFacts): readonly NotAssessed[] {
  const uncovered =
    selection.uncovered === null ? [] : [{ what: path, why: `not for this target: ${selection.uncovered.reason}` }];
  return [
    ...uncovered,
    ...missing.map(({ by, dependency }) => {
      return { what: dependency.name, why: `missing in the lock, and needed by ${by?.name ?? "the project"}` };
    }),
    ...packages.flatMap(({ selected: { entry }, choice }) => {
      if (choice.kind !== "none") return [];
      return [
        {
          what: `${entry.name} ${entry.version?.text ?? ""}`,
          why: `no locked file can be installed: it ${choice.why}`,
        },
      ];
    }),
  ];
}
