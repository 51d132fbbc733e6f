import { compareResolutions } from "../core/comparison/compare-resolutions.ts";
import type { Requirement } from "../core/manifest/requirement.ts";
import { parseDependencySpecifier } from "../core/python/dependency-specifier.ts";
import { chainsTo, type Explanation, type NewerVersion } from "../core/report/explanation.ts";
import type { Resolution, ResolutionOutcome, ResolvedPackage } from "../core/resolution/resolution.ts";

/** Resolves the same again with further requirements. */
export type ResolveWith = (further: readonly Requirement[]) => Promise<ResolutionOutcome>;

/** Explains one package of a resolution: what holds it back is found by asking for more and reading the refusal. */
export async function explainPackage(
  place: { readonly model: string; readonly target: string },
  resolution: Resolution,
  one: ResolvedPackage,
  resolveWith: ResolveWith,
): Promise<Explanation> {
  return {
    ...place,
    name: one.name,
    version: one.version.text,
    file: one.file.filename,
    index: one.file.index,
    chains: chainsTo(resolution, one),
    reason: one.reason,
    newer: await newerVersion(resolution, one, resolveWith),
  };
}

async function newerVersion(
  resolution: Resolution,
  one: ResolvedPackage,
  resolveWith: ResolveWith,
): Promise<NewerVersion> {
  const outcome = await resolveWith([newerThan(one)]);
  switch (outcome.kind) {
    case "resolved": {
      const moved = outcome.resolution.packages.find((other) => other.name === one.name);
      if (moved === undefined) return { kind: "unknown", why: `${one.name} is not needed in that resolution` };
      return {
        kind: "possible",
        version: moved.version.text,
        changes: compareResolutions(resolution, outcome.resolution),
      };
    }
    case "unsatisfiable":
      return { kind: "held-back", proof: outcome.conflict.text, hints: outcome.conflict.hints };
    case "incomplete":
      return { kind: "unknown", why: outcome.notAssessed.map(({ what, why }) => `${what}: ${why}`).join("; ") };
  }
}

/** A constraint that this explanation adds: it stands in no file. */
function newerThan(one: ResolvedPackage): Requirement {
  // Compared without the local part: a newer build of the same version is not a newer version.
  const text = `${one.name}>${one.version.text.replace(/\+.*$/, "")}`;
  const specifier = parseDependencySpecifier(text);
  if (!specifier.ok) throw new Error(`a version that was resolved does not parse: ${text}`);
  return {
    specifier: specifier.value,
    text,
    kind: "constraint",
    origin: { file: "a newer version", line: 0, column: 1, endColumn: 1 },
    hashes: [],
  };
}
