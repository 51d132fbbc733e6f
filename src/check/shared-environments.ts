import type { Requirement } from "../core/manifest/requirement.ts";
import type { ResolutionOutcome } from "../core/resolution/resolution.ts";
import type { Finding } from "../core/rule/finding.ts";
import { type JointConflict, sharedEnvironmentFindings } from "../core/rule/target/shared-environment.ts";
import type { Side } from "./assess.ts";
import type { Place } from "./resolve-models.ts";

/** What is wrong between models, at both ends of the change. */
export interface SharedFindings {
  readonly base: readonly Finding[];
  readonly head: readonly Finding[];
}

/**
 * Models that the configuration says are installed into one environment are resolved together, on each target that they share: what each of them
 * may have alone, the other may not. Told of the last of them.
 */
export async function findShared(places: readonly Place[]): Promise<ReadonlyMap<Place, SharedFindings>> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const { environment } = place.model;
    if (environment === undefined) continue;
    const key = `${environment} ${place.target}`;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  const found = new Map<Place, SharedFindings>();
  for (const group of groups.values()) {
    const last = group.at(-1);
    if (group.length < 2 || last === undefined) continue;
    const head = await findingsOf(group, ({ head: side }) => side);
    const base = group.every((place) => place.base !== null) ? await findingsOf(group, (place) => place.base) : [];
    found.set(last, { base, head });
  }
  return found;
}

async function findingsOf(group: readonly Place[], sideOf: (place: Place) => Side | null): Promise<readonly Finding[]> {
  const sides = group.flatMap((place) => {
    const side = sideOf(place);
    return side === null ? [] : [{ place, side }];
  });
  const members = sides.map(({ place, side }) => ({ model: place.model.id, target: side.target.target }));
  const environment = group[0]?.model.environment ?? "";
  return sharedEnvironmentFindings(environment, members, await conflictOf(sides));
}

/** Null where they can be installed together, where one of them alone has no resolution, and where it is not known. */
async function conflictOf(
  sides: readonly { readonly place: Place; readonly side: Side }[],
): Promise<JointConflict | null> {
  const [first] = sides;
  if (first === undefined || sides.some(({ side }) => side.outcome.kind !== "resolved")) return null;
  const all = sides.flatMap(({ side }) => side.side.reading.requirements);
  const ask = (
    place: Place,
    requirements: readonly Requirement[],
    accelerator: "check" | "constrain",
  ): Promise<ResolutionOutcome> => place.resolveAgain({ requirements: () => requirements, options: { accelerator } });
  const joint = await ask(first.place, all, "check");
  if (joint.kind === "unsatisfiable") return { among: "requirements", text: joint.conflict.text };
  if (joint.kind !== "resolved" || first.side.target.target.gpus.length === 0) return null;
  const running = await ask(first.place, all, "constrain");
  if (running.kind !== "unsatisfiable") return null;
  const alone = await Promise.all(
    sides.map(({ place, side }) => ask(place, side.side.reading.requirements, "constrain")),
  );
  // What one of them cannot have by itself is told of it, and not of the two.
  return alone.every(({ kind }) => kind === "resolved") ? { among: "accelerator", text: running.conflict.text } : null;
}
