import type { Evidence } from "../rule/finding.ts";
import type { Confidence, Sourced, Tables } from "./tables.ts";

/** A fact of the tables as evidence: one entry per source, so that each can be looked up. What is not certain says so. */
export function cite(tables: Tables, row: Sourced, fact: string): readonly Evidence[] {
  return citeSources(tables, row.source, row.confidence, fact);
}

/** The strongest stand first. */
const mostShown = 2;

/** The same for a fact that has sources of its own inside a row. */
export function citeSources(
  tables: Tables,
  sources: readonly string[],
  confidence: Confidence | null,
  fact: string,
): readonly Evidence[] {
  const shown = confidence === null || confidence === "high" ? fact : `${fact} (${confidence} confidence)`;
  const cited: Evidence[] = [];
  for (const id of sources) {
    const source = tables.sources.get(id);
    if (source !== undefined) cited.push({ fact: shown, source: source.url, date: source.date });
    if (cited.length === mostShown) break;
  }
  return cited;
}
