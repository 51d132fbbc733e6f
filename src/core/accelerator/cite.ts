import type { Evidence } from "../rule/finding.ts";
import type { Confidence, Sourced, Tables } from "./tables.ts";

/** A fact of the tables as evidence: one entry per source, so that each can be looked up. What is not certain says so. */
export function cite(tables: Tables, row: Sourced, fact: string): readonly Evidence[] {
  return citeSources(tables, row.source, row.confidence, fact);
}

/** The same for a fact that has sources of its own inside a row. At most two sources: the strongest stand first. */
export function citeSources(
  tables: Tables,
  sources: readonly string[],
  confidence: Confidence | null,
  fact: string,
): readonly Evidence[] {
  const shown = confidence === null || confidence === "high" ? fact : `${fact} (${confidence} confidence)`;
  const known = sources.flatMap((id) => tables.sources.get(id) ?? []).slice(0, 2);
  return known.map(({ url, date }) => ({ fact: shown, source: url, date }));
}
