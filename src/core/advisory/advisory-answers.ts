import { normalizeName } from "../python/name.ts";
import { parseVersion, withoutLocal } from "../python/version.ts";
import type { Advisory, AdvisoryAnswers, AdvisoryNote, AdvisoryQuery } from "./advisory.ts";

export interface AnswerParts {
  readonly source: string | null;
  readonly asOf: string | null;
  /** By `answerKey`. A pair that is missing here was not answered. */
  readonly byPair: ReadonlyMap<string, readonly Advisory[]>;
  readonly failure: string | null;
  readonly notes?: readonly AdvisoryNote[];
}

/** What identifies a pair: the normalised name and the public version, whatever spelling and local part it has. */
export function answerKey(name: string, version: string): string {
  const parsed = parseVersion(version);
  return `${normalizeName(name)} ${parsed === null ? version : withoutLocal(parsed).text}`;
}

export function answersOf(parts: AnswerParts): AdvisoryAnswers {
  return {
    source: parts.source,
    asOf: parts.asOf,
    failure: parts.failure,
    notes: parts.notes ?? [],
    of: (name, version) => parts.byPair.get(answerKey(name, version)),
  };
}

/** No source was asked: nothing is known about any pair, and `reason` says why. */
export function noAnswers(reason: string): AdvisoryAnswers {
  return answersOf({ source: null, asOf: null, byPair: new Map(), failure: reason });
}

/** The pairs to ask for, each once, sorted: versions that differ in spelling or in their local part alone are one. */
export function distinctQueries(queries: Iterable<AdvisoryQuery>): readonly AdvisoryQuery[] {
  const byKey = new Map<string, AdvisoryQuery>();
  for (const { name, version } of queries) {
    const parsed = parseVersion(version);
    const asked = { name: normalizeName(name), version: parsed === null ? version : withoutLocal(parsed).text };
    byKey.set(`${asked.name} ${asked.version}`, asked);
  }
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, query]) => query);
}
