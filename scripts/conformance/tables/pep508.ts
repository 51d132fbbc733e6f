import { formatDependencySpecifier, parseDependencySpecifier } from "../../../src/core/python/dependency-specifier.ts";
import {
  evaluateMarker,
  formatMarker,
  type MarkerEnvironment,
  parseMarker,
  undefinedComparisons,
} from "../../../src/core/python/marker.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { formatSpecifierSet } from "../../../src/core/python/specifier.ts";
import type { Outcome, Report } from "./report.ts";

export interface Pep508Tables {
  readonly base_environment: MarkerEnvironment;
  readonly markers: readonly { marker: string; valid: boolean; normalized?: string }[];
  readonly evaluate: readonly EvaluateRow[];
  readonly requirements: readonly RequirementRow[];
}

interface EvaluateRow {
  readonly marker: string;
  readonly environment?: Readonly<Record<string, string | string[] | null>>;
  readonly context: string;
  readonly expected?: boolean;
  readonly error?: string;
}

interface RequirementRow {
  readonly requirement: string;
  readonly valid?: boolean;
  readonly name?: string;
  readonly extras?: readonly string[];
  readonly url?: string | null;
  readonly specifier?: string;
  readonly marker?: string | null;
}

export interface RealMarkerTables {
  readonly targets: Readonly<Record<string, MarkerEnvironment>>;
  readonly evaluate: readonly { marker: string; extra: string; expected: boolean[] }[];
  readonly requirements: readonly RequirementRow[];
}

export function checkPep508(report: Report, tables: Pep508Tables): void {
  report.table("pep508 markers", tables.markers, ({ marker, valid, normalized }) => {
    const read = parseMarker(marker);
    if (!read.ok || !valid) return { expected: valid, actual: read.ok };
    return { expected: sameMarker(normalized ?? ""), actual: sameMarker(formatMarker(read.value)) };
  });
  report.table("pep508 evaluate", tables.evaluate, (row) => checkEvaluation(row, tables.base_environment));
  report.table("pep508 requirements", tables.requirements, checkRequirement);
}

export function checkRealMarkers(report: Report, tables: RealMarkerTables): void {
  report.table("real markers evaluate", tables.evaluate, (row) => {
    const read = parseMarker(row.marker);
    if (!read.ok) return { expected: "a marker", actual: read.problem };
    const extras = new Set(row.extra === "" ? [] : [normalizeName(row.extra)]);
    const actual = Object.values(tables.targets).map((environment) => evaluateMarker(read.value, environment, extras));
    return { expected: row.expected, actual };
  });
  report.table("real markers requirements", tables.requirements, checkRequirement);
}

/** The reference keeps parentheses that mean nothing, so that texts are compared in one normal form. */
function sameMarker(text: string): unknown {
  const read = parseMarker(text);
  return read.ok ? formatMarker(read.value) : read.problem;
}

function checkEvaluation(row: EvaluateRow, base: MarkerEnvironment): Outcome {
  const read = parseMarker(row.marker);
  if (!read.ok) return { expected: "a marker", actual: read.problem };
  if (row.error === "UndefinedEnvironmentName") return "the sets of extras and groups are always given here";
  const { extra, extras, dependency_groups, ...variables } = row.environment ?? {};
  const environment = { ...base, ...(variables as Partial<MarkerEnvironment>) };
  if (row.error !== undefined)
    return { expected: true, actual: undefinedComparisons(read.value, environment).length > 0 };
  const names = extras ?? (extra == null || extra === "" ? [] : extra);
  const set = new Set(listOf(names).map(normalizeName));
  const groups = new Set(listOf(dependency_groups ?? []).map(normalizeName));
  return { expected: row.expected, actual: evaluateMarker(read.value, environment, set, groups) };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function checkRequirement(row: RequirementRow): Outcome {
  const read = parseDependencySpecifier(row.requirement);
  const valid = row.valid ?? true;
  if (!read.ok || !valid) return { expected: valid, actual: read.ok };
  const { displayName, extras, url, specifier, marker } = read.value;
  const again = parseDependencySpecifier(formatDependencySpecifier(read.value));
  return {
    expected: [
      row.name,
      [...new Set((row.extras ?? []).map(normalizeName))].sort(),
      row.url,
      row.specifier,
      row.marker == null ? null : sameMarker(row.marker),
      true,
    ],
    actual: [
      displayName,
      extras,
      url,
      formatSpecifierSet(specifier),
      marker === null ? null : formatMarker(marker),
      again.ok,
    ],
  };
}
