import type { Advisory, AdvisoryNote } from "../../core/advisory/advisory.ts";
import { answerKey, answersOf, distinctQueries } from "../../core/advisory/advisory-answers.ts";
import { type Hit, mergeRecords } from "../../core/advisory/merge-records.ts";
import { type Matcher, matcherOf } from "../../core/advisory/osv-matching.ts";
import type { OsvRecord } from "../../core/advisory/osv-record.ts";
import type { PackageName } from "../../core/python/name.ts";
import { parseVersion } from "../../core/python/version.ts";
import type { AdvisorySource } from "./advisory-source.ts";
import { type Dump, loadDump } from "./load-dump.ts";

/**
 * Advisories from a dump on disk: a folder of OSV JSON files, a zip, JSONL, or either gzipped. Read when first asked, and once. The answers
 * are as of its newest record.
 */
export function createOsvDump(path: string): AdvisorySource {
  let loading: Promise<Dump> | null = null;
  const matchers = new Map<string, Matcher>();
  const matcherFor = (record: OsvRecord): Matcher => {
    const known = matchers.get(record.id) ?? matcherOf(record);
    matchers.set(record.id, known);
    return known;
  };
  return {
    async query(pairs) {
      loading ??= loadDump(path);
      const dump = await loading;
      const byPair = new Map<string, readonly Advisory[]>();
      const doubts = new Map<PackageName, Set<string>>();
      const reasons = dump.failure === null ? [] : [dump.failure];
      for (const { name, version: text } of distinctQueries(pairs)) {
        const version = parseVersion(text);
        if (version === null) {
          reasons.push(`\`${name} ${text}\`: the version is not PEP 440`);
          continue;
        }
        // A dump of which nothing could be read answers nothing.
        if (dump.failure !== null && dump.records === 0) continue;
        const hits: Hit[] = [];
        for (const record of dump.byName.get(name) ?? []) {
          const matches = matcherFor(record);
          const match = matches(name, version);
          if (match.kind === "affected") hits.push({ record, matches, note: null });
          else if (match.unreadable.length > 0) doubts.set(name, (doubts.get(name) ?? new Set()).add(record.id));
        }
        byPair.set(answerKey(name, text), mergeRecords(name, version, hits, []));
      }
      const failure = reasons.length === 0 ? null : reasons.join("; ");
      return answersOf({ source: path, asOf: dump.asOf, byPair, failure, notes: notesOf(doubts) });
    },
  };
}

/** One note a package: some packages have a dozen such records. */
function notesOf(doubts: ReadonlyMap<PackageName, ReadonlySet<string>>): readonly AdvisoryNote[] {
  return [...doubts].map(([name, ids]) => {
    const listed = [...ids].sort();
    const more = listed.length > 3 ? ` and ${listed.length - 3} more` : "";
    const text = `${listed.slice(0, 3).join(", ")}${more} bound their ranges by what is not PEP 440, so that those ranges match nothing.`;
    return { name, text };
  });
}
