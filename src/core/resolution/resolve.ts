import { solve } from "../solver/solve.ts";
import { assemble } from "./assemble.ts";
import { Catalog } from "./catalog.ts";
import type { Conflict } from "./conflict.ts";
import { explain } from "./explain.ts";
import { HeldAnswers } from "./held-answers.ts";
import { PythonProvider } from "./python-provider.ts";
import type { Asking } from "./question.ts";
import type { ResolveRequest } from "./request.ts";
import type { ResolutionOutcome } from "./resolution.ts";

const catalogs = new WeakMap<ResolveRequest, Catalog>();

/** One catalog for a request, so that speculation and solving read each answer once between them. */
export function catalogOf(request: ResolveRequest): Catalog {
  let catalog = catalogs.get(request);
  if (catalog === undefined) {
    catalog = new Catalog(request);
    catalogs.set(request, catalog);
  }
  return catalog;
}

/**
 * What would be installed for the request, or why nothing can be, or what could not be found out. The same answers
 * give the same outcome, whatever the order in which they come in.
 */
export function* resolve(request: ResolveRequest): Asking<ResolutionOutcome> {
  const catalog = catalogOf(request);
  const held = new HeldAnswers();
  const provider = new PythonProvider(catalog, held);
  yield* provider.begin();
  const solution = yield* solve(provider, request.options.bound ?? {});
  switch (solution.kind) {
    case "solved":
      return { kind: "resolved", resolution: assemble(catalog, solution.decisions, held) };
    case "unknown":
      // Where nothing failed, it was the bound that ended it.
      return {
        kind: "incomplete",
        notAssessed: provider.failures,
        ...(provider.failures.length === 0 && { gaveUp: true }),
      };
    case "unsolvable": {
      const conflict: Conflict = yield* explain(catalog, solution, held);
      return { kind: "unsatisfiable", conflict, notAssessed: [] };
    }
  }
}
