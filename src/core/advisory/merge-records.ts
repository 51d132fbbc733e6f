import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { Advisory } from "./advisory.ts";
import { type AliasGroup, displayId, groupByAlias, isMalicious } from "./alias-groups.ts";
import { fixesOf, type MatchedRecord } from "./fixed-versions.ts";
import { severityOf } from "./group-severity.ts";
import { later } from "./instant.ts";

/** A record that was found to speak of the asked version, with what is to be said of how it was found. */
export interface Hit extends MatchedRecord {
  /** A sentence, where the source and our own evaluation differ; else null. */
  readonly note: string | null;
}

/** Ids that the source named and whose records could not be had. */
export interface UnreadRecord {
  readonly id: string;
  readonly modified: string | null;
}

/**
 * The advisories of one package at one version: the records that hit, merged by alias, sorted by the id that is shown.
 * An id without a record joins the group that names it, and is an advisory of its own where none does.
 */
export function mergeRecords(
  name: PackageName,
  version: Version,
  hits: readonly Hit[],
  unread: readonly UnreadRecord[],
): readonly Advisory[] {
  const byId = new Map(hits.map((hit) => [hit.record.id, hit]));
  const groups = groupByAlias(hits.map((hit) => hit.record));
  const advisories = groups.map((group) => {
    const members = group.records.map((record) => byId.get(record.id)).filter((hit) => hit !== undefined);
    return advisoryOf(group, members, name, version);
  });
  const named = new Set(groups.flatMap((group) => group.ids));
  for (const { id, modified } of distinctIds(unread)) if (!named.has(id)) advisories.push(withoutDetails(id, modified));
  return advisories.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function advisoryOf(group: AliasGroup, members: readonly Hit[], name: PackageName, version: Version): Advisory {
  const id = displayId(group);
  const severity = severityOf(group);
  const fixes = fixesOf(members, name, version);
  const notes = members.map(({ note }) => note).filter((note) => note !== null);
  return {
    id,
    aliases: group.ids.filter((other) => other !== id),
    summary: summaryOf(group, id),
    severity: severity.severity,
    score: severity.score,
    severitySource: severity.source,
    fixedIn: fixes.fixedIn,
    disagreements: [...severity.disagreements, ...fixes.disagreements, ...notes],
    malicious: isMalicious(group),
    modified: group.records.reduce<string | null>((latest, record) => later(latest, record.modified), null),
    detailsUnavailable: false,
  };
}

/** The shown record's own words first. */
function summaryOf(group: AliasGroup, id: string): string | null {
  const shown = group.records.find((record) => record.id === id);
  return shown?.summary ?? group.records.find((record) => record.summary !== null)?.summary ?? null;
}

function withoutDetails(id: string, modified: string | null): Advisory {
  const malicious = id.startsWith("MAL-");
  return {
    id,
    aliases: [],
    summary: null,
    severity: malicious ? "critical" : "unknown",
    score: null,
    severitySource: malicious ? "malicious package" : null,
    fixedIn: [],
    disagreements: [],
    malicious,
    modified,
    detailsUnavailable: true,
  };
}

function distinctIds(unread: readonly UnreadRecord[]): Iterable<UnreadRecord> {
  return new Map(unread.map((entry) => [entry.id, entry])).values();
}
