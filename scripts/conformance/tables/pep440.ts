import { isUnsatisfiable } from "../../../src/core/python/satisfiability.ts";
import {
  formatSpecifier,
  formatSpecifierSet,
  parseSpecifierSet,
  type SpecifierSet,
} from "../../../src/core/python/specifier.ts";
import { specifierSetContains, specifierSetFilter } from "../../../src/core/python/specifier-match.ts";
import {
  compareVersions,
  isPrerelease,
  makeVersion,
  parseVersion,
  type Version,
  withoutLocal,
} from "../../../src/core/python/version.ts";
import { isSubrange, rangeContains, rangeOf, rangesDisjoint } from "../../../src/core/python/version-range.ts";
import type { Outcome, Report } from "./report.ts";

interface Policies {
  readonly spec_prereleases?: boolean;
  readonly prereleases?: boolean;
}

export interface Pep440Tables {
  readonly ordering: readonly (readonly string[])[];
  readonly versions: readonly VersionRow[];
  readonly specifiers: readonly SpecifierRow[];
  readonly specifier_sets: readonly SpecifierRow[];
  readonly contains: readonly (Policies & {
    of: string;
    version: string;
    spec: string;
    installed?: boolean;
    expected: boolean;
  })[];
  readonly filter: readonly (Policies & { versions: string[]; spec: string; expected: string[] })[];
  readonly relations: readonly RelationRow[];
  readonly unsatisfiable: readonly (Policies & { spec: string; expected: boolean })[];
  readonly canonicalize_version: readonly { version: string; strip_trailing_zero: boolean; expected: string }[];
}

interface VersionRow {
  readonly version?: unknown;
  readonly valid: boolean;
  readonly [field: string]: unknown;
}

interface SpecifierRow {
  readonly spec: string;
  readonly valid: boolean;
  readonly normalized?: string;
  readonly operator?: string;
  readonly version?: string;
}

interface RelationRow {
  readonly relation: string;
  readonly left_spec?: string;
  readonly right_spec?: string;
  readonly valid?: boolean;
  readonly expected?: boolean;
}

export function checkPep440(report: Report, tables: Pep440Tables): void {
  const places = tables.ordering.flatMap((row, place) => row.map((text) => ({ text, place })));
  report.table("pep440 ordering", places, ({ text, place }) => {
    const version = mustParse(text);
    const wrong = places.filter(
      (other) => Math.sign(compareVersions(version, mustParse(other.text))) !== Math.sign(place - other.place),
    );
    return { expected: [], actual: wrong.map((other) => other.text) };
  });
  report.table("pep440 versions", tables.versions, checkVersion);
  report.table("pep440 specifiers", tables.specifiers, checkSpecifier);
  report.table("pep440 specifier sets", tables.specifier_sets, (row) => {
    const read = parseSpecifierSet(row.spec);
    const actual = read.ok ? formatSpecifierSet(read.value) : null;
    return { expected: row.valid ? row.normalized : null, actual };
  });
  report.table("pep440 contains", tables.contains, (row) => {
    const set = mustParseSet(row.spec);
    const version = parseVersion(row.version);
    const installed = row.installed === true && version !== null && isPrerelease(version);
    const prereleases = installed ? true : (row.prereleases ?? row.spec_prereleases ?? null);
    return { expected: row.expected, actual: specifierSetContains(set, row.version, { prereleases }) };
  });
  report.table("pep440 contains, by range", tables.contains, (row) => {
    if (row.spec.includes("===")) return "`===` compares text, which a range does not";
    const version = parseVersion(row.version);
    const set = mustParseSet(row.spec);
    if (version === null) return "a range holds versions, not texts";
    return {
      expected: specifierSetContains(set, version, { prereleases: true }),
      actual: rangeContains(rangeOf(set), version),
    };
  });
  report.table("pep440 filter", tables.filter, (row) => {
    const prereleases = row.prereleases ?? row.spec_prereleases ?? null;
    return {
      expected: row.expected,
      actual: specifierSetFilter(mustParseSet(row.spec), row.versions, { prereleases }),
    };
  });
  report.table("pep440 relations", tables.relations, checkRelation);
  report.table("pep440 unsatisfiable", tables.unsatisfiable, (row) => ({
    expected: row.expected,
    actual: isUnsatisfiable(mustParseSet(row.spec), { prereleases: row.spec_prereleases ?? null }),
  }));
  report.table("pep440 canonical versions", tables.canonicalize_version, (row) => {
    const version = parseVersion(row.version);
    if (version === null) return { expected: row.expected, actual: row.version };
    return {
      expected: row.expected,
      actual: row.strip_trailing_zero ? withoutTrailingZeros(version).text : version.text,
    };
  });
}

function checkVersion(row: VersionRow): Outcome {
  if (typeof row.version !== "string") return "it is no text";
  const version = parseVersion(row.version);
  if (version === null || !row.valid) return { expected: row.valid, actual: version !== null };
  return {
    expected: [
      row["normalized"],
      row["public"],
      row["epoch"],
      row["release"],
      row["pre"],
      row["post"],
      row["dev"],
      row["local"],
      row["is_prerelease"],
    ],
    actual: [
      version.text,
      withoutLocal(version).text,
      version.epoch,
      version.release,
      version.pre === null ? null : [version.pre.letter, version.pre.number],
      version.post,
      version.dev,
      version.local === null ? null : version.local.join("."),
      isPrerelease(version),
    ],
  };
}

function checkSpecifier(row: SpecifierRow): Outcome {
  const read = parseSpecifierSet(row.spec);
  const specifier = read.ok && read.value.specifiers.length === 1 ? read.value.specifiers[0] : undefined;
  if (specifier === undefined || !row.valid) return { expected: row.valid, actual: specifier !== undefined };
  return {
    expected: [row.normalized, row.operator, row.version],
    actual: [formatSpecifier(specifier), specifier.operator, specifier.versionText],
  };
}

function checkRelation(row: RelationRow): Outcome {
  if (row.valid === false || row.left_spec === undefined || row.right_spec === undefined)
    return "it asks for an exception of the reference";
  const left = rangeOf(mustParseSet(row.left_spec));
  const right = rangeOf(mustParseSet(row.right_spec));
  if (row.relation === "is_disjoint") return { expected: row.expected, actual: rangesDisjoint(left, right) };
  const subset = row.relation === "is_subset" ? isSubrange(left, right) : isSubrange(right, left);
  return { expected: row.expected, actual: subset };
}

function withoutTrailingZeros(version: Version): Version {
  const release = [...version.release];
  while (release.length > 1 && release.at(-1) === 0) release.pop();
  return makeVersion({ ...version, release });
}

function mustParse(text: string): Version {
  const version = parseVersion(text);
  if (version === null) throw new Error(`not read as a version: ${text}`);
  return version;
}

function mustParseSet(text: string): SpecifierSet {
  const read = parseSpecifierSet(text);
  if (!read.ok) throw new Error(`not read as a specifier set: ${text}: ${read.problem.message}`);
  return read.value;
}
