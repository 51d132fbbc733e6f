import { pinnedVersion } from "../../core/lock/requirements/lock-of-requirements.ts";
import { readManifest } from "../../core/manifest/manifest-format.ts";
import type { Requirement } from "../../core/manifest/requirement.ts";
import type { Resolution, ResolutionOutcome } from "../../core/resolution/resolution.ts";
import { readWith } from "../../shell/files/read-with.ts";
import type { Tree } from "../../shell/files/tree.ts";
import type { Place } from "../resolve-models.ts";

/** What holds the versions of a place, and what it would be resolved from without that. */
export interface Held {
  /** Path of the lock, or of the compiled file that pins everything. */
  readonly by: string;
  /** Null where there is nothing beside it that could be resolved instead. */
  readonly outcome: ResolutionOutcome | null;
}

/**
 * What an installation would get today if nothing were held: the lock's manifest resolved anew, or the `.in` of a compiled file. Null
 * where nothing holds the versions of the place, so that what stands is what an installation gets.
 */
export async function heldBy(place: Place, tree: Tree): Promise<Held | null> {
  const { head, model } = place;
  if (head.locked !== undefined) {
    const { path, manifest } = head.locked.facts;
    return { by: path, outcome: await resolveAll(place, manifest.requirements) };
  }
  const compiled = model.manifests.filter(({ compiledFrom }) => compiledFrom !== null);
  const [first] = compiled;
  if (first === undefined || compiled.length < model.manifests.length || head.outcome.kind !== "resolved") return null;
  if (!pinsAll(head.outcome.resolution)) return null;
  const requirements: Requirement[] = [];
  for (const { compiledFrom } of compiled) {
    if (compiledFrom !== null) requirements.push(...(await readWith(tree, readManifest(compiledFrom))).requirements);
  }
  return { by: first.path, outcome: await resolveAll(place, requirements) };
}

async function resolveAll(place: Place, requirements: readonly Requirement[]): Promise<ResolutionOutcome | null> {
  if (!requirements.some(({ kind }) => kind === "direct" || kind === "pin")) return null;
  return await place.resolveAgain({ requirements: () => requirements });
}

/** True where a line of a manifest names the one version of every package. */
const pinsAll = ({ packages }: Resolution): boolean =>
  packages.every(({ demandedBy }) =>
    demandedBy.some((demand) => demand.kind === "root" && pinnedVersion(demand.requirement.specifier) !== null),
  );
