import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import { solve } from "../solver/solve.ts";
import { Catalog } from "./catalog.ts";
import type { HeldAnswers } from "./held-answers.ts";
import { isProject, nameOf, type PackageKey } from "./package-key.ts";
import { PythonProvider } from "./python-provider.ts";
import type { Asking } from "./question.ts";
import type { ResolveRequest } from "./request.ts";

/** How much may be spent on one attempt. */
export interface Budget {
  /** Times that it may ask for something that was not needed before. */
  readonly waits: number;
  readonly decisions: number;
}

/** The versions that would be selected, or null where nothing can be, or where the budget does not suffice to tell. */
export function* attempt(
  request: ResolveRequest,
  held: HeldAnswers,
  budget: Budget,
): Asking<ReadonlyMap<PackageName, Version> | null> {
  const solving = solve(new PythonProvider(new Catalog(request), held), { decisions: budget.decisions });
  let waits = 0;
  let step = solving.next();
  while (!step.done) {
    if (step.value.need.length > 0) waits += 1;
    if (waits > budget.waits) return null;
    step = solving.next(yield step.value);
  }
  return step.value.kind === "solved" ? byName(step.value.decisions) : null;
}

function byName(decisions: ReadonlyMap<PackageKey, Version>): Map<PackageName, Version> {
  const versions = new Map<PackageName, Version>();
  for (const [key, version] of decisions) if (isProject(key)) versions.set(nameOf(key), version);
  return versions;
}
