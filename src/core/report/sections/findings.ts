import type { Origin } from "../../error.ts";
import { compareVersions, parseVersion } from "../../python/version.ts";
import type { ComparedFinding } from "../../rule/finding.ts";
import { dayOf } from "../day.ts";
import { fineFromHere } from "../fine-from-here.ts";
import { clusterFindings, type FindingCluster, type FindingGroup, toldTogether } from "../grouping.ts";
import {
  type Block,
  bullets,
  code,
  details,
  type Inline,
  link,
  ownLink,
  paragraph,
  prose,
  strong,
  text,
  words,
} from "../markdown.ts";
import { rulePage } from "../rule-page.ts";

/** The findings that decide, each with its fix and its place. */
export function topFindings(
  groups: readonly FindingGroup[],
  most: number,
  documentation: string | null = null,
): Block[] {
  const clusters = clusterFindings(groups);
  if (clusters.length === 0) return [];
  const blocks: Block[] = [bullets(clusters.slice(0, most).map((cluster) => clusterLine(cluster, documentation)))];
  if (clusters.length > most)
    blocks.push(paragraph(words(`+${clusters.length - most} more in the job summary and the report.`)));
  return blocks;
}

/** Findings that this merge does not bring: folded. */
export function foldedFindings(
  title: string,
  groups: readonly FindingGroup[],
  most: number,
  documentation: string | null = null,
): Block[] {
  if (groups.length === 0) return [];
  return details(`${title} (${groups.length})`, ...topFindings(groups, most, documentation));
}

function clusterLine({ groups }: FindingCluster, documentation: string | null): Inline[] {
  const [{ model, targets, finding }] = groups;
  return [
    strong(words(finding.severity)),
    words(" "),
    ...(groups.length === 1
      ? messageOf(finding)
      : finding.advisory === null
        ? packagesOf(groups)
        : advisoriesOf(groups)),
    ...fixOf(groups.map((group) => group.finding)),
    ...(finding.accepted === undefined ? [] : [words(" Accepted: "), ...prose(finding.accepted, 200)]),
    words(" ("),
    ...whereText(finding.location),
    code(`${model} on ${targets.join(", ")}`),
    words(", "),
    ruleName(finding.rule, documentation),
    words(")"),
  ];
}

/** The rule, leading to its page: what it means, why it matters and how to mend it need no room in a comment. */
function ruleName(rule: string, documentation: string | null): Inline {
  const page = documentation === null ? null : rulePage(rule);
  return page === null ? code(rule) : ownLink(`${documentation}/${page}`, code(rule));
}

function messageOf(finding: ComparedFinding): Inline[] {
  const message = prose(finding.message, 400);
  return finding.advisory === null
    ? message
    : [...message, words(" "), ...link(finding.advisory.url, code(finding.advisory.id))];
}

/** `5 packages are under licences that policy does not accept: numpy 2.4.6, …` Each one's own sentence is in the report. */
function packagesOf(groups: readonly FindingGroup[]): Inline[] {
  const { rule = "" } = groups[0]?.finding ?? {};
  const named = groups
    .slice(0, mostPackages)
    .flatMap(({ finding }, index) => [
      ...(index === 0 ? [] : [words(", ")]),
      code(`${finding.package ?? "?"} ${finding.version ?? ""}`.trim(), 80),
    ]);
  const rest = groups.length - mostPackages;
  return [
    words(`${groups.length} packages ${toldTogether.get(rule) ?? "are concerned"}: `),
    ...named,
    words(rest > 0 ? ` and ${rest} more.` : "."),
  ];
}

const mostPackages = 12;

/** `starlette 0.52.1 has 5 advisories (2 high, 2 moderate, 1 unknown): GHSA-…` */
function advisoriesOf(groups: readonly FindingGroup[]): Inline[] {
  const [first] = groups;
  const counts = new Map<string, number>();
  for (const { finding } of groups) counts.set(finding.severity, (counts.get(finding.severity) ?? 0) + 1);
  const ids = groups
    .slice(0, mostIds)
    .flatMap(({ finding: { advisory } }, index) => [
      ...(index === 0 ? [] : [words(", ")]),
      ...(advisory === null ? [] : link(advisory.url, code(advisory.id))),
    ]);
  return [
    code(`${first?.finding.package ?? "?"} ${first?.finding.version ?? ""}`),
    words(
      ` has ${groups.length} advisories (${[...counts].map(([severity, count]) => `${count} ${severity}`).join(", ")}): `,
    ),
    ...ids,
    words(groups.length > mostIds ? ` and ${groups.length - mostIds} more.` : "."),
    ...exploitedOf(groups),
  ];
}

/** That somebody does it already is what a reader must not miss, whichever of the advisories it is. */
function exploitedOf(groups: readonly FindingGroup[]): Inline[] {
  const exploited = groups.filter(({ finding }) => (finding.advisory?.exploitation?.known ?? null) !== null);
  if (exploited.length === 0) return [];
  const ids = exploited.map(({ finding }) => finding.advisory?.id ?? "").join(", ");
  return [words(" "), strong(words("Known to be exploited")), words(": "), code(ids, 120), words(".")];
}

const mostIds = 6;

/** A version that clears all of them: the fix of each, as far as they agree; of several advisories the newest of the fixes. */
function fixOf(findings: readonly ComparedFinding[]): Inline[] {
  const [first] = findings;
  if (first === undefined || first.package === null || findings.some((one) => one.package !== first.package)) return [];
  const fixes = findings.length === 1 ? first.fixedIn.slice(0, 3) : clearingAll(findings);
  return fineFromHere(first.package, fixes);
}

function clearingAll(findings: readonly ComparedFinding[]): string[] {
  const lowest = findings.map((finding) => parseVersion(finding.fixedIn[0] ?? ""));
  if (lowest.some((version) => version === null)) return [];
  const newest = lowest
    .filter((version) => version !== null)
    .toSorted(compareVersions)
    .at(-1);
  return newest === undefined ? [] : [newest.text];
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
        ...prose(fact.replace(/\.$/, "")),
        words(": "),
        ...link(source, text(source, 200)),
        ...(date === null ? [] : [words(`, ${dayOf(date)}`)]),
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
