import type { PackageName } from "../python/name.ts";
import { compareVersions, parseVersion, type Version } from "../python/version.ts";
import type { Matcher } from "./osv-matching.ts";
import type { OsvRecord } from "./osv-record.ts";

export interface GroupFixes {
  /** Named as fixed, above the asked version, and affected by no record of the group; lowest first. */
  readonly fixedIn: readonly string[];
  readonly disagreements: readonly string[];
}

export interface MatchedRecord {
  readonly record: OsvRecord;
  readonly matches: Matcher;
}

/**
 * What would clear a group. Twin records may name different fixes, and one may still list what another calls fixed: only a
 * version that every record leaves alone is a fix. A record that only says `last_affected` names no version.
 */
export function fixesOf(members: readonly MatchedRecord[], name: PackageName, asked: Version): GroupFixes {
  const named = members.map(({ record }) => ({ id: record.id, fixes: fixesAbove(record, name, asked) }));
  const all = distinct(named.flatMap(({ fixes }) => fixes));
  const clear = all.filter((version) => members.every(({ matches }) => matches(name, version).kind !== "affected"));
  return {
    fixedIn: clear.map((version) => version.text),
    disagreements: [...differentFixes(named), ...unclear(all, clear, members, name)],
  };
}

function fixesAbove(record: OsvRecord, name: PackageName, asked: Version): readonly Version[] {
  const versions = record.affected
    .filter((affected) => affected.name === name)
    .flatMap((affected) => affected.ranges)
    .flatMap((range) => range.events)
    .filter((event) => event.kind === "fixed")
    .map((event) => parseVersion(event.version))
    .filter((version) => version !== null && compareVersions(version, asked) > 0);
  return distinct(versions as Version[]);
}

function distinct(versions: readonly Version[]): readonly Version[] {
  const sorted = [...versions].sort(compareVersions);
  return sorted.filter((version, at) => at === 0 || compareVersions(version, sorted[at - 1] as Version) !== 0);
}

interface NamedFixes {
  readonly id: string;
  readonly fixes: readonly Version[];
}

function differentFixes(named: readonly NamedFixes[]): string[] {
  const saying = named.filter(({ fixes }) => fixes.length > 0);
  const texts = saying.map(({ fixes }) => shown(fixes));
  const first = texts[0];
  if (first === undefined || texts.every((text) => text === first)) return [];
  return [`Fixed versions differ: ${saying.map(({ id }, at) => `${id} names ${texts[at]}`).join("; ")}.`];
}

/** A version that one record calls fixed while another still lists it. */
function unclear(
  all: readonly Version[],
  clear: readonly Version[],
  members: readonly MatchedRecord[],
  name: PackageName,
): string[] {
  const left = all.filter((version) => !clear.includes(version));
  const first = left[0];
  if (first === undefined) return [];
  const by = members.filter(({ matches }) => matches(name, first).kind === "affected").map(({ record }) => record.id);
  return [`${by.join(" and ")} still lists ${shown(left)}, which the group also names as fixed.`];
}

function shown(versions: readonly Version[]): string {
  const texts = versions.slice(0, 5).map((version) => version.text);
  return versions.length > 5 ? `${texts.join(", ")} and ${versions.length - 5} more` : texts.join(", ");
}
