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
  // Every target of every model asks for the same few hundred pairs, each spelt the same way.
  const asked = new Map<string, Map<string, readonly Advisory[] | undefined>>();
  const of = (name: string, version: string): readonly Advisory[] | undefined => {
    const versions = asked.get(name);
    const before = versions?.get(version);
    if (before !== undefined || versions?.has(version) === true) return before;
    const found = parts.byPair.get(answerKey(name, version));
    if (versions !== undefined) versions.set(version, found);
    else asked.set(name, new Map([[version, found]]));
    return found;
  };
  return { source: parts.source, asOf: parts.asOf, failure: parts.failure, notes: parts.notes ?? [], of };
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
