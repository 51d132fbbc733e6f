import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import { solve } from "../solver/solve.ts";
import { Catalog } from "./catalog.ts";
import { nameOf, type PackageKey, rootKey } from "./package-key.ts";
import { PythonProvider } from "./python-provider.ts";
import type { Answers, Ask, Asking } from "./question.ts";
import type { ResolveRequest } from "./request.ts";

/** How much may be spent on one attempt. */
export interface Budget {
  /** Times that it may wait for an answer that is not held yet. */
  readonly waits: number;
  readonly decisions: number;
}

/** The versions that would be selected, or null where nothing can be, or where the budget does not suffice to tell. */
export function* attempt(
  request: ResolveRequest,
  answers: Answers,
  budget: Budget,
): Asking<ReadonlyMap<PackageName, Version> | null> {
  const provider = new PythonProvider(new Catalog(request));
  provider.resume(answers);
  const solving = solve(provider, { decisions: budget.decisions });
  let waits = 0;
  let step = solving.next();
  while (!step.done) {
    if (isHeld(step.value, answers)) step = solving.next(answers);
    else if (waits < budget.waits) {
      waits += 1;
      step = solving.next(yield step.value);
    } else return null;
  }
  return step.value.kind === "solved" ? byName(step.value.decisions) : null;
}

function isHeld(ask: Ask, answers: Answers): boolean {
  return ask.need.every(
    (question) =>
      (question.kind === "project" ? answers.project(question.name) : answers.metadata(question.file)) !== undefined,
  );
}

function byName(decisions: ReadonlyMap<PackageKey, Version>): Map<PackageName, Version> {
  const versions = new Map<PackageName, Version>();
  for (const [key, version] of decisions) if (key !== rootKey) versions.set(nameOf(key), version);
  return versions;
}
