import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import type { Hit } from "./merge-records.ts";
import type { Matcher } from "./osv-matching.ts";
import type { OsvRecord } from "./osv-record.ts";

/**
 * What our own evaluation makes of a record that a service returned for a version. The record is the newer of the two
 * answers, so it wins where it can be read in full; where it cannot, the service is believed and the doubt is said:
 * an advisory too many costs a look, one too few costs more.
 */
export function judgeReturned(record: OsvRecord, matches: Matcher, name: PackageName, version: Version): Hit | null {
  if (record.withdrawn !== null) return null;
  const match = matches(name, version);
  if (match.kind === "affected") return { record, matches, note: null };
  if (match.certain) return null;
  const why =
    match.unreadable.length > 0
      ? `has bounds that are not PEP 440 (${match.unreadable.slice(0, 3).join(", ")})`
      : `does not say which versions of ${name} are affected`;
  return { record, matches, note: `${record.id} ${why}: that it applies is the advisory source's word.` };
}
