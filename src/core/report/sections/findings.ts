import type { Origin } from "../../error.ts";
import type { FindingGroup } from "../grouping.ts";
import { type Block, bullets, code, details, type Inline, link, paragraph, strong, text, words } from "../markdown.ts";

/** The findings that decide, each with its fix and its place. */
export function topFindings(groups: readonly FindingGroup[], most: number): Block[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, most).map(findingLine);
  const blocks: Block[] = [bullets(shown)];
  if (groups.length > most)
    blocks.push(paragraph(words(`+${groups.length - most} more in the job summary and the report.`)));
  return blocks;
}

/** Findings that this merge does not bring: folded. */
export function foldedFindings(title: string, groups: readonly FindingGroup[], most: number): Block[] {
  if (groups.length === 0) return [];
  return details(`${title} (${groups.length})`, ...topFindings(groups, most));
}

function findingLine({ model, targets, finding }: FindingGroup): Inline[] {
  const line: Inline[] = [strong(words(finding.severity)), words(" "), text(finding.message)];
  if (finding.advisory !== null) line.push(words(" "), ...link(finding.advisory.url, code(finding.advisory.id)));
  if (finding.fixedIn.length > 0 && finding.package !== null) {
    line.push(
      words(" Fine from here: "),
      code(`${finding.package} ${finding.fixedIn.slice(0, 3).join(" or ")}`),
      words("."),
    );
  }
  line.push(
    words(" ("),
    ...whereText(finding.location),
    code(`${model} on ${targets.join(", ")}`),
    words(", "),
    code(finding.rule),
    words(")"),
  );
  return line;
}

function whereText(location: Origin | null): Inline[] {
  return location === null ? [] : [code(`${location.file}:${location.line}`), words(", ")];
}

/** The facts that the findings rest on, with where to look them up. */
export function evidenceSection(groups: readonly FindingGroup[], most: number): Block[] {
  const facts = new Map<string, Inline[]>();
  for (const { finding } of groups) {
    for (const { fact, source, date } of finding.evidence) {
      if (facts.has(fact)) continue;
      facts.set(fact, [
        text(fact),
        words(": "),
        ...link(source, text(source, 200)),
        ...(date === null ? [] : [words(`, ${date.slice(0, 10)}`)]),
      ]);
    }
  }
  if (facts.size === 0) return [];
  const rest = facts.size - most;
  return details(
    `Evidence (${facts.size})`,
    bullets([...facts.values()].slice(0, most)),
    ...(rest > 0 ? [paragraph(words(`+${rest} more in the report.`))] : []),
  );
}
