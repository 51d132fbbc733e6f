import type { Severity } from "../rule/finding.ts";
import { severityRank } from "../rule/severity.ts";
import { type AliasGroup, isMalicious } from "./alias-groups.ts";
import { type CvssScore, scoreOf } from "./cvss.ts";
import type { OsvRecord, OsvSeverity, SeverityLabel } from "./osv-record.ts";

export interface GroupSeverity {
  readonly severity: Severity;
  readonly score: number | null;
  /** In words: `GHSA label`, or the vector; null where nothing says how severe it is. */
  readonly source: string | null;
  readonly disagreements: readonly string[];
}

/**
 * How severe a group is: a database's own label where one has it (it was set by a person who read the report), else the
 * highest CVSS 3 score, else 4, else 2, else unknown. A malicious package is always critical. What was not taken
 * and says something else is told, so that nobody has to trust the choice.
 *
 * A score of 0 rates nothing: nobody publishes an advisory about no impact, and the records that have one carry a
 * placeholder vector beside a real one of another version.
 */
export function severityOf(group: AliasGroup): GroupSeverity {
  const scores = group.records.flatMap(scoresOf);
  const best = bestOf(scores);
  const twins = betweenRecords(group.records);
  const disagreements = [...betweenVersions(scores), ...twins];
  const score = best?.score ?? null;
  if (isMalicious(group)) return { severity: "critical", score, source: "malicious package", disagreements };
  const label = highestLabel(group.records);
  if (label !== null) {
    const own = bestOf(scores.filter(({ id }) => id === label.id)) ?? best;
    const heard = [...(twins.length === 0 ? againstLabel(label, own) : []), ...disagreements];
    return {
      severity: label.label,
      score: own?.score ?? null,
      source: `${databaseOf(label.id)} label`,
      disagreements: heard,
    };
  }
  if (best === null) return { severity: "unknown", score, source: null, disagreements };
  return { severity: best.severity, score, source: `${best.type} ${best.vector}`, disagreements };
}

interface RecordScore extends CvssScore {
  readonly id: string;
}

function scoresOf(record: OsvRecord): RecordScore[] {
  return record.severities
    .map(scoreOf)
    .filter((score) => score !== null && score.score > 0)
    .map((score) => ({ ...(score as CvssScore), id: record.id }));
}

function bestOf(scores: readonly RecordScore[]): RecordScore | null {
  return highest(scores, "CVSS_V3") ?? highest(scores, "CVSS_V4") ?? highest(scores, "CVSS_V2");
}

function highest(scores: readonly RecordScore[], type: OsvSeverity["type"]): RecordScore | null {
  return scores.filter((score) => score.type === type).reduce(higher, null);
}

function higher(best: RecordScore | null, score: RecordScore): RecordScore {
  return best === null || score.score > best.score ? score : best;
}

interface RecordLabel {
  readonly id: string;
  readonly label: SeverityLabel;
}

function highestLabel(records: readonly OsvRecord[]): RecordLabel | null {
  let best: RecordLabel | null = null;
  for (const { id, label } of records) {
    if (label !== null && (best === null || (severityRank(label) ?? 0) > (severityRank(best.label) ?? 0)))
      best = { id, label };
  }
  return best;
}

function againstLabel(label: RecordLabel, best: RecordScore | null): string[] {
  if (best === null || best.severity === label.label) return [];
  return [
    `${databaseOf(label.id)} labels it ${label.label}; ${nameOf(best.type)} of ${best.id} scores ${best.score} (${best.severity}).`,
  ];
}

/** Where both are given, four in ten groups of the index's advisories are rated differently by CVSS 3 and 4. */
function betweenVersions(scores: readonly RecordScore[]): string[] {
  const v3 = highest(scores, "CVSS_V3");
  const v4 = highest(scores, "CVSS_V4");
  if (v3 === null || v4 === null || v3.severity === v4.severity) return [];
  return [`CVSS 3 scores ${v3.score} (${v3.severity}), CVSS 4 scores ${v4.score} (${v4.severity}).`];
}

/** Twin records of two databases may carry different vectors of one CVSS version. */
function betweenRecords(records: readonly OsvRecord[]): string[] {
  const sentences: string[] = [];
  for (const type of ["CVSS_V3", "CVSS_V4", "CVSS_V2"] as const) {
    const each = records.map((record) => highest(scoresOf(record), type)).filter((score) => score !== null);
    if (new Set(each.map((score) => score.severity)).size < 2) continue;
    const said = each.map((score) => `${score.id} scores ${score.score} (${score.severity})`);
    sentences.push(`By ${nameOf(type)}, ${said.join(", ")}.`);
  }
  return sentences;
}

function databaseOf(id: string): string {
  return id.split("-", 1)[0] ?? id;
}

function nameOf(type: OsvSeverity["type"]): string {
  return `CVSS ${type.slice("CVSS_V".length)}`;
}
