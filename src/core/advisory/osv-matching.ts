import type { PackageName } from "../python/name.ts";
import { compareVersions, parseVersion, type Version, withoutLocal } from "../python/version.ts";
import { eventKinds, type OsvEvent, type OsvRange, type OsvRecord } from "./osv-record.ts";

/**
 * Whether a record speaks of a package at a version.
 *
 * `certain` is false where the evaluation had to leave something out: the record does not list the package at all, lists
 * it without versions and ranges, or has a bound that is not PEP 440.
 */
export type Match =
  | { readonly kind: "affected" }
  | { readonly kind: "not-affected"; readonly certain: boolean; readonly unreadable: readonly string[] };

/** Answers for one record; what it parsed once it keeps. */
export type Matcher = (name: PackageName, version: Version) => Match;

/**
 * The evaluation of the OSV schema ("Evaluation" in https://ossf.github.io/osv-schema/), with PEP 440 as the order: affected is what equals one of
 * `versions` *or* lies in a range. A local version is no part of what is asked: `2.10.0+cu128` is a build of 2.10.0.
 */
export function matcherOf(record: OsvRecord): Matcher {
  const compiled = new Map<PackageName, readonly CompiledAffected[]>();
  return (name, version) => {
    let entries = compiled.get(name);
    if (entries === undefined) {
      entries = record.affected.filter((affected) => affected.name === name).map(compile);
      compiled.set(name, entries);
    }
    const asked = withoutLocal(version);
    if (entries.some((entry) => matches(entry, asked))) return { kind: "affected" };
    const unreadable = entries.flatMap((entry) => entry.unreadable);
    const silent = entries.every((entry) => entry.versions.length === 0 && entry.ranges.length === 0);
    return { kind: "not-affected", certain: !silent && unreadable.length === 0, unreadable };
  };
}

/** True where `record` says that `name` is affected at `version` (PEP 440; its local part is ignored). */
export function affects(record: OsvRecord, name: PackageName, version: string): boolean {
  const asked = parseVersion(version);
  return asked !== null && matcherOf(record)(name, asked).kind === "affected";
}

interface CompiledAffected {
  readonly versions: readonly Version[];
  readonly ranges: readonly CompiledRange[];
  readonly unreadable: readonly string[];
}

interface CompiledRange {
  /** Sorted by where they stand, and at one place as `eventKinds`. */
  readonly events: readonly Bound[];
  readonly limits: readonly Bound[];
}

/** `beginning` is before every version, and so is a text that is not PEP 440: OSV sorts both there. */
interface Bound {
  readonly kind: OsvEvent["kind"];
  readonly at: Version | "beginning" | "unreadable";
}

function compile(affected: OsvRecord["affected"][number]): CompiledAffected {
  const versions: Version[] = [];
  const unreadable: string[] = [];
  for (const text of affected.versions) {
    const version = parseVersion(text);
    if (version !== null) versions.push(version);
    // A legacy version in the list is a release that no PEP 440 version equals: nothing is lost by it.
  }
  const ranges = affected.ranges.map((range) => compileRange(range, unreadable));
  return { versions, ranges, unreadable };
}

function compileRange(range: OsvRange, unreadable: string[]): CompiledRange {
  const bounds = range.events.map((event): Bound => {
    // Only `introduced` has the bare `0` that stands before every version; elsewhere it is the version 0.
    if (event.kind === "introduced" && event.version === "0") return { kind: event.kind, at: "beginning" };
    const at = parseVersion(event.version);
    if (at !== null) return { kind: event.kind, at };
    if (!(event.kind === "limit" && event.version === "*")) unreadable.push(`${event.kind} ${event.version}`);
    return { kind: event.kind, at: "unreadable" };
  });
  return {
    events: bounds.filter((bound) => bound.kind !== "limit").sort(compareBounds),
    // A limit of `*` is the default: no limit.
    limits: bounds.filter((bound) => bound.kind === "limit" && bound.at !== "unreadable"),
  };
}

function matches(entry: CompiledAffected, version: Version): boolean {
  if (entry.versions.some((listed) => compareVersions(listed, version) === 0)) return true;
  return entry.ranges.some((range) => contains(range, version));
}

function contains(range: CompiledRange, version: Version): boolean {
  const before = (bound: Bound): boolean => typeof bound.at === "object" && compareVersions(version, bound.at) < 0;
  if (range.limits.length > 0 && !range.limits.some(before)) return false;
  let affected = false;
  for (const bound of range.events) {
    // Bounds are sorted: nothing after this one can apply.
    if (before(bound)) break;
    if (bound.kind === "introduced") affected = true;
    else if (bound.kind === "fixed") affected = false;
    else affected = affected && typeof bound.at === "object" && compareVersions(version, bound.at) === 0;
  }
  return affected;
}

function compareBounds(a: Bound, b: Bound): number {
  const place = compareAt(a.at, b.at);
  return place !== 0 ? place : eventKinds.indexOf(a.kind) - eventKinds.indexOf(b.kind);
}

function compareAt(a: Bound["at"], b: Bound["at"]): number {
  if (typeof a === "object" && typeof b === "object") return compareVersions(a, b);
  return rank(a) - rank(b);
}

/** The bare `0` is below everything, what is not PEP 440 comes next. */
function rank(at: Bound["at"]): number {
  return at === "beginning" ? 0 : at === "unreadable" ? 1 : 2;
}
