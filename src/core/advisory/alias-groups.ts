import type { OsvRecord } from "./osv-record.ts";

/** Records that speak of one vulnerability, with every id that they and their aliases have. */
export interface AliasGroup {
  /** In the order of their ids. */
  readonly records: readonly OsvRecord[];
  /** Sorted, without repetitions: the records' own ids and all aliases. */
  readonly ids: readonly string[];
}

/**
 * A record with more aliases than this does not join others: it is a hub, such as a distribution's advisory over a whole
 * month, and merging by it would make one finding of many. OSV's own alias computation drops groups above 32.
 */
const mostJoining = 32;

/**
 * Merges records by their ids and aliases, transitively: PYSEC, GHSA, CVE and MAL records of one vulnerability become one
 * group. Deterministic: groups are in the order of their first id, whatever order the records came in.
 */
export function groupByAlias(records: readonly OsvRecord[]): readonly AliasGroup[] {
  const distinct = [...new Map(records.map((record) => [record.id, record])).values()].sort(byId);
  const parents = new Map<string, string>();
  for (const record of distinct) {
    if (record.aliases.length > mostJoining) continue;
    for (const alias of record.aliases) parents.set(rootOf(parents, alias), rootOf(parents, record.id));
  }
  const groups = new Map<string, OsvRecord[]>();
  for (const record of distinct) {
    const root = rootOf(parents, record.id);
    const members = groups.get(root);
    if (members === undefined) groups.set(root, [record]);
    else members.push(record);
  }
  return [...groups.values()].map((members) => ({ records: members, ids: idsOf(members) })).sort(byFirstId);
}

function idsOf(records: readonly OsvRecord[]): readonly string[] {
  return [...new Set(records.flatMap((record) => [record.id, ...record.aliases]))].sort(compareText);
}

/** The representative of an id's set; halves the path on the way, so that long chains stay short. */
function rootOf(parents: Map<string, string>, id: string): string {
  let at = id;
  for (;;) {
    const parent = parents.get(at) ?? at;
    if (parent === at) return at;
    const grandparent = parents.get(parent) ?? parent;
    parents.set(at, grandparent);
    at = grandparent;
  }
}

const byId = (a: OsvRecord, b: OsvRecord): number => compareText(a.id, b.id);
const byFirstId = (a: AliasGroup, b: AliasGroup): number => compareText(a.ids[0] ?? "", b.ids[0] ?? "");
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Which database's id a reader is shown: GitHub's is the one most people can look up and ignore by. */
const preference = ["GHSA-", "PYSEC-", "CVE-"];

/** The id to show for a group: GHSA before PYSEC before CVE before others, a record's own id before a mere alias. */
export function displayId(group: AliasGroup): string {
  const own = new Set(group.records.map((record) => record.id));
  const rank = (id: string): number => {
    const prefix = preference.findIndex((start) => id.startsWith(start));
    return 2 * (prefix === -1 ? preference.length : prefix) + (own.has(id) ? 0 : 1);
  };
  return group.ids.reduce((best, id) => (rank(id) < rank(best) ? id : best), group.ids[0] ?? "");
}

/** True for a group that has a record of OpenSSF's malicious packages: the package itself is the attack. */
export function isMalicious(group: AliasGroup): boolean {
  return group.ids.some((id) => id.startsWith("MAL-"));
}
