import type { UncheckedPlace } from "../../core/remediation/plan.ts";
import { overlayTree } from "../../shell/files/overlay-tree.ts";
import type { Tree } from "../../shell/files/tree.ts";
import type { Place } from "../resolve-models.ts";
import type { FixPlan } from "./make-plan.ts";

/** Every file that says what is installed in a place. */
export function filesOf({ model, head }: Pick<Place, "model" | "head">): ReadonlySet<string> {
  return new Set([
    ...head.side.reading.requirements.map(({ origin }) => origin.file),
    ...model.manifests.flatMap(({ path, compiledFrom }) => (compiledFrom === null ? [path] : [path, compiledFrom])),
    ...model.constraints,
  ]);
}

/**
 * The plan with the places that read what it edits and that had no resolution to hold it against: nobody may take the file to be safe for them. They are resolved
 * with the edits, so that it is known whether these let them be installed.
 */
export async function tellingUnchecked(made: FixPlan, unresolved: readonly Place[], head: Tree): Promise<FixPlan> {
  const edited = new Set(made.files.map(({ path }) => path));
  const tree = overlayTree(head, new Map(made.files.map(({ path, after }) => [path, after])));
  const unchecked: UncheckedPlace[] = [];
  for (const place of unresolved) {
    const files = [...filesOf(place)].filter((file) => edited.has(file)).sort();
    if (files.length === 0) continue;
    const { outcome } = await place.resolveIn(tree);
    const why =
      outcome.kind === "resolved"
        ? "It had no resolution before and has one with the edits: what is wrong there was not compared with anything."
        : "It has no resolution, before the edits or with them, so that they were not checked for it.";
    unchecked.push({ place: `${place.model.id} on ${place.target}`, files, why });
  }
  return unchecked.length === 0 ? made : { ...made, plan: { ...made.plan, unchecked } };
}
