import type { Requirement } from "../manifest/requirement.ts";
import type { CoreMetadata } from "../python/core-metadata.ts";
import { type DependencySpecifier, parseLenientDependencySpecifier } from "../python/dependency-specifier.ts";
import {
  evaluateMarker,
  formatMarker,
  type Marker,
  type MarkerEnvironment,
  markerMentionsExtra,
} from "../python/marker.ts";
import { extrasNamed } from "../python/marker-extras.ts";
import { normalizeName } from "../python/name.ts";

/** One `Requires-Dist` that applies to the target. */
export interface AppliedRequirement {
  readonly specifier: DependencySpecifier;
  /** As the metadata has it. */
  readonly text: string;
  /** The marker, which holds, without what it says of extras; null where nothing is left of it. */
  readonly condition: string | null;
  /** The override of a manifest that stands in the place of what the metadata asks for. */
  readonly override?: Requirement;
}

/** One `Requires-Dist`, whatever the target. */
class Statement {
  readonly specifier: DependencySpecifier;
  readonly text: string;
  /** Asked for with these extras or with none, and with no others; null where that is not known. */
  readonly extras: ReadonlySet<string> | null;
  readonly #applied: AppliedRequirement[] = [];

  constructor(specifier: DependencySpecifier, text: string) {
    this.specifier = specifier;
    this.text = text;
    this.extras = specifier.marker === null ? none : extrasNamed(specifier.marker);
  }

  /** One value for each condition, which are a few at most: all the versions that state the line share it. */
  under(condition: string | null): AppliedRequirement {
    let applied = this.#applied.find((one) => one.condition === condition);
    if (applied === undefined) {
      applied = { specifier: this.specifier, text: this.text, condition };
      this.#applied.push(applied);
    }
    return applied;
  }
}

interface ReadRequires {
  readonly requirements: readonly Statement[];
  /** What could not be read, even leniently: the version cannot be used. */
  readonly problem: string | null;
}

const none: ReadonlySet<string> = new Set();

const read = new WeakMap<CoreMetadata, ReadRequires>();

type StatementOrProblem = { readonly stated: Statement } | { readonly problem: string };

/** The versions of a package repeat nearly every line of each other: what a line says is read, and held, once. */
const statements = new Map<string, StatementOrProblem>();
/** Lines held at a time, and the characters of the longest: past it, a line is read anew each time. */
const mostStatements = 40_000;
const longestStatement = 500;

function statementOf(text: string): StatementOrProblem {
  const present = statements.get(text);
  if (present !== undefined) return present;
  const statement = readStatement(text);
  if (text.length > longestStatement) return statement;
  if (statements.size >= mostStatements) statements.clear();
  statements.set(text, statement);
  return statement;
}

function readStatement(text: string): StatementOrProblem {
  const parsed = parseLenientDependencySpecifier(text);
  if (parsed.ok) return { stated: new Statement(parsed.value.value, text) };
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return { problem: `its requirement \`${shown}\` cannot be read: ${parsed.problem.message}` };
}

/** Parses what a version requires, once for every target. */
export function readRequires(metadata: CoreMetadata): ReadRequires {
  const present = read.get(metadata);
  if (present !== undefined) return present;
  const requirements: Statement[] = [];
  let problem: string | null = null;
  for (const text of metadata.requiresDist) {
    const statement = statementOf(text);
    if ("stated" in statement) requirements.push(statement.stated);
    else problem ??= statement.problem;
  }
  const result = { requirements, problem };
  read.set(metadata, result);
  return result;
}

/** Asked for whatever extras are: the marker holds with none. */
export const appliesAlways = (specifier: DependencySpecifier, environment: MarkerEnvironment): boolean =>
  specifier.marker === null || evaluateMarker(specifier.marker, environment, none);

/** Asked for because of this extra and not without it. */
function appliesWith(
  { marker }: DependencySpecifier,
  environment: MarkerEnvironment,
  asked: ReadonlySet<string>,
): boolean {
  if (marker === null || !markerMentionsExtra(marker)) return false;
  return !evaluateMarker(marker, environment, none) && evaluateMarker(marker, environment, asked);
}

/** A marker once it is known which extra is asked for: settled, or what is left to ask of the target. */
function besideExtras(marker: Marker, environment: MarkerEnvironment, extras: ReadonlySet<string>): Marker | boolean {
  if (marker.kind === "comparison")
    return markerMentionsExtra(marker) ? evaluateMarker(marker, environment, extras) : marker;
  const settles = marker.kind === "or";
  const operands: Marker[] = [];
  for (const operand of marker.operands) {
    const left = besideExtras(operand, environment, extras);
    if (left === settles) return settles;
    if (typeof left !== "boolean") operands.push(left);
  }
  const [only] = operands;
  if (only === undefined) return !settles;
  return operands.length === 1 ? only : { kind: marker.kind, operands };
}

/** The text of a marker that holds, without its extras; null where nothing is left of it. */
export function conditionOf(
  { marker }: DependencySpecifier,
  environment: MarkerEnvironment,
  asked: ReadonlySet<string> = none,
): string | null {
  if (marker === null) return null;
  const left = besideExtras(marker, environment, asked);
  return typeof left === "boolean" ? null : formatMarker(left);
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
  const broughtInBy = (own: string, among: readonly Statement[]): AppliedRequirement[] => {
    const asked = new Set([own]);
    return among
      .filter(({ specifier }) => appliesWith(specifier, environment, asked))
      .map((stated) => stated.under(conditionOf(stated.specifier, environment, asked)));
  };
  const direct =
    extra !== null
      ? broughtInBy(extra, requirements)
      : requirements
          .filter(({ specifier }) => appliesAlways(specifier, environment))
          .map((stated) => stated.under(conditionOf(stated.specifier, environment)));
  if (!direct.some(({ specifier }) => specifier.name === metadata.name)) return direct;
  const result: AppliedRequirement[] = [];
  const seen = new Set<string>(extra === null ? [] : [extra]);
  const queue: AppliedRequirement[] = [...direct];
  const mayApplyWith = requirementsByExtra(requirements);
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
      queue.push(...broughtInBy(own, mayApplyWith(own)));
    }
  }
  return result;
}

/**
 * Those of the requirements, in their order, that an extra can bring in. One extra that unfolds to a hundred would otherwise evaluate some hundred
 * markers for each of them: half of all that the refusal of `apache-airflow[all]` allocated.
 */
function requirementsByExtra(requirements: readonly Statement[]): (extra: string) => readonly Statement[] {
  if (requirements.some(({ extras }) => extras === null)) return () => requirements;
  const byExtra = new Map<string, Statement[]>();
  for (const stated of requirements) {
    for (const name of stated.extras ?? none) {
      const present = byExtra.get(name);
      if (present === undefined) byExtra.set(name, [stated]);
      else present.push(stated);
    }
  }
  return (extra) => byExtra.get(normalizeName(extra)) ?? [];
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
