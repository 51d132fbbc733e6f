import type { CoreMetadata } from "../python/core-metadata.ts";
import { type DependencySpecifier, parseLenientDependencySpecifier } from "../python/dependency-specifier.ts";
import { evaluateMarker, type MarkerEnvironment, markerMentionsExtra } from "../python/marker.ts";

/** One `Requires-Dist` that applies to the target. */
export interface AppliedRequirement {
  readonly specifier: DependencySpecifier;
  /** As the metadata has it. */
  readonly text: string;
}

interface ReadRequires {
  readonly requirements: readonly AppliedRequirement[];
  /** What could not be read, even leniently: the version cannot be used. */
  readonly problem: string | null;
}

const read = new WeakMap<CoreMetadata, ReadRequires>();

/** Parses what a version requires, once for every target. */
export function readRequires(metadata: CoreMetadata): ReadRequires {
  const present = read.get(metadata);
  if (present !== undefined) return present;
  const requirements: AppliedRequirement[] = [];
  let problem: string | null = null;
  for (const text of metadata.requiresDist) {
    const parsed = parseLenientDependencySpecifier(text);
    if (parsed.ok) requirements.push({ specifier: parsed.value.value, text });
    else
      problem ??= `its requirement \`${text.length > 200 ? `${text.slice(0, 200)}…` : text}\` cannot be read: ${parsed.problem.message}`;
  }
  const result = { requirements, problem };
  read.set(metadata, result);
  return result;
}

const none: ReadonlySet<string> = new Set();

/** Asked for whatever extras are: the marker holds with none. */
export const appliesAlways = (specifier: DependencySpecifier, environment: MarkerEnvironment): boolean =>
  specifier.marker === null || evaluateMarker(specifier.marker, environment, none);

/** Asked for because of this extra and not without it. */
function appliesWith(specifier: DependencySpecifier, environment: MarkerEnvironment, extra: string): boolean {
  const { marker } = specifier;
  if (marker === null || !markerMentionsExtra(marker)) return false;
  return !evaluateMarker(marker, environment, none) && evaluateMarker(marker, environment, new Set([extra]));
}

/**
 * The requirements of a version (`extra` null) or of one of its extras on the target. An extra may name its own
 * project (`all = ["foo[a,b]"]`): those extras are unfolded here, so that a project never depends on itself, save for
 * a version clause, which is kept.
 */
export function requirementsOf(
  metadata: CoreMetadata,
  environment: MarkerEnvironment,
  extra: string | null,
): readonly AppliedRequirement[] {
  const { requirements } = readRequires(metadata);
  const direct = requirements.filter(({ specifier }) =>
    extra === null ? appliesAlways(specifier, environment) : appliesWith(specifier, environment, extra),
  );
  if (!direct.some(({ specifier }) => specifier.name === metadata.name)) return direct;
  const result: AppliedRequirement[] = [];
  const seen = new Set<string>(extra === null ? [] : [extra]);
  const queue: AppliedRequirement[] = [...direct];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.specifier.name !== metadata.name) {
      result.push(next);
      continue;
    }
    if (next.specifier.specifier.specifiers.length > 0)
      result.push({ ...next, specifier: { ...next.specifier, extras: [] } });
    for (const own of next.specifier.extras) {
      if (seen.has(own)) continue;
      seen.add(own);
      queue.push(...requirements.filter(({ specifier }) => appliesWith(specifier, environment, own)));
    }
  }
  return result;
}

/** Whether the version has the extra. Metadata before 2.1 may use extras that it does not list. */
export function providesExtra(metadata: CoreMetadata, extra: string): boolean {
  const normal = (text: string): string => text.replace(/[-_.]+/g, "-").toLowerCase();
  if (metadata.providesExtra.some((listed) => normal(listed) === extra)) return true;
  return readRequires(metadata).requirements.some(
    ({ specifier }) => specifier.marker !== null && mentions(specifier.marker, extra),
  );
}

function mentions(marker: NonNullable<DependencySpecifier["marker"]>, extra: string): boolean {
  if (marker.kind !== "comparison") return marker.operands.some((operand) => mentions(operand, extra));
  return (
    [marker.left, marker.right].some(
      (operand) => operand.kind === "literal" && operand.text.replace(/[-_.]+/g, "-").toLowerCase() === extra,
    ) && markerMentionsExtra(marker)
  );
}
