import type { Advisory } from "../advisory/advisory.ts";
import { chainTo } from "../comparison/chain-to.ts";
import type { DemandChain } from "../comparison/demand-chain.ts";
import type { Exploitation } from "../exploitation/exploitation.ts";
import { answeredFor } from "../resolution/provided.ts";
import type { NotAssessed, ResolvedPackage } from "../resolution/resolution.ts";
import type { Evidence, Finding, FoundAdvisory } from "./finding.ts";
import { forEveryTarget, type TargetlessFacts } from "./for-every-target.ts";
import type { Rule } from "./rule.ts";

/** A published vulnerability, or malice, in what would be installed: one finding for each alias group of a package. */
export const advisory: Rule = {
  id: "advisory",
  check: forEveryTarget((facts) => {
    const packages = answeredFor(facts.resolution);
    const findings: Finding[] = [];
    const unanswered: ResolvedPackage[] = [];
    const unknown = new Set<string>();
    for (const one of packages) {
      const advisories = facts.advisories.of(one.name, one.version.text);
      if (advisories === undefined) unanswered.push(one);
      else
        for (const each of advisories) {
          findings.push(findingOf(each, one, chainTo(facts.resolution, one.name)));
          // Whether it is exploited, where somebody was asked and did not answer. It changes no verdict.
          for (const why of each.exploitation?.unknown ?? []) unknown.add(why);
        }
    }
    const ofExploitation = [...unknown].map((why) => ({ what: "exploitation", why }));
    const notAssessed = [...silences(facts, unanswered), ...doubts(facts), ...ofExploitation];
    return { findings, notAssessed };
  }),
};

function findingOf(found: Advisory, one: ResolvedPackage, chain: DemandChain | null): Finding {
  const url = urlOf(found.id);
  return {
    rule: "advisory",
    severity: found.severity,
    score: found.score,
    package: one.name,
    version: one.version.text,
    message: messageOf(found, `${one.name} ${one.version.text}`),
    advisory: { id: found.id, aliases: found.aliases, url, ...exploitationOf(found.exploitation) },
    fixedIn: found.fixedIn,
    location: chain?.root.origin ?? null,
    evidence: evidenceOf(found, url),
    via: chain?.names ?? [],
    key: `advisory ${one.name} ${found.id}`,
  };
}

/** What is said of it as a field; nothing where nothing is known. */
function exploitationOf(known: Exploitation | undefined): Pick<FoundAdvisory, "exploitation"> {
  if (known === undefined || (known.epss === null && known.kev === null)) return {};
  const { epss, kev } = known;
  return {
    exploitation: {
      epss: epss === null ? null : { score: epss.score, percentile: epss.percentile, date: epss.date },
      known: kev === null ? null : { since: kev.added, ransomware: kev.ransomware },
    },
  };
}

function messageOf(found: Advisory, subject: string): string {
  const exploited = found.exploitation?.kev ?? null;
  return `${whatIsFound(found, subject)}${exploited === null ? "" : " It is known to be exploited."}`;
}

function whatIsFound(found: Advisory, subject: string): string {
  if (found.detailsUnavailable) return `${subject} is named by ${found.id}, whose details could not be had.`;
  const what = found.malicious ? "is reported as malicious" : "is affected";
  return found.summary === null ? `${subject} ${what}.` : `${subject} ${what}: ${oneLine(found.summary)}`;
}

const longestSummary = 160;

/** The summary is somebody else's text: one line of it, cut, and ended as a sentence. */
function oneLine(summary: string): string {
  const line = summary.replace(/\s+/g, " ").trim();
  if (line.length > longestSummary) return `${line.slice(0, longestSummary).trimEnd()}…`;
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

function evidenceOf(found: Advisory, url: string): readonly Evidence[] {
  const fact = (text: string): Evidence => ({ fact: text, source: url, date: found.modified });
  const score = found.score === null ? "" : `, CVSS ${found.score}`;
  const severity =
    found.severitySource === null ? "no record rates it" : `${found.severity} by ${found.severitySource}`;
  return [
    fact(`${found.id}: ${severity}${score}.`),
    ...found.disagreements.map((text) => fact(`${found.id}: ${text}`)),
    ...exploitationEvidence(found),
  ];
}

function exploitationEvidence({ id, exploitation }: Advisory): readonly Evidence[] {
  const evidence: Evidence[] = [];
  const { kev = null, epss = null } = exploitation ?? {};
  if (kev !== null) {
    const by = kev.ransomware ? ", also by ransomware" : "";
    evidence.push({
      fact: `${id}: ${kev.cve} is known to be exploited${by} (CISA KEV).`,
      source: kev.source,
      date: kev.added,
    });
  }
  if (epss !== null) {
    const fact = `${id}: ${epss.cve} has EPSS ${percent(epss.score)} within 30 days, more than ${percent(epss.percentile)} of all.`;
    evidence.push({ fact, source: epss.source, date: epss.date });
  }
  return evidence;
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 || share > 0.99 ? 1 : 0)} %`;

/** GitHub shows its own advisories; osv.dev shows every other record of its database. */
function urlOf(id: string): string {
  const base = id.startsWith("GHSA-") ? "https://github.com/advisories/" : "https://osv.dev/vulnerability/";
  return base + encodeURIComponent(id);
}

/** Most packages named one by one: with a source that is down it is all of them, and the reason is the same. */
const mostNamed = 5;

function silences(facts: TargetlessFacts, unanswered: readonly ResolvedPackage[]): readonly NotAssessed[] {
  const { failure } = facts.advisories;
  if (failure === null && unanswered.length === 0) return [];
  const named = unanswered.slice(0, mostNamed).map(({ name, version }) => `${name} ${version.text}`);
  const rest = unanswered.length - named.length;
  const list = `${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  const without = unanswered.length === 0 ? "" : `without an answer: ${list}`;
  return [{ what: "advisories", why: [failure, without].filter((text) => text !== null && text !== "").join("; ") }];
}

/** What the source said about packages of this resolution, that is no finding. */
function doubts(facts: TargetlessFacts): readonly NotAssessed[] {
  const { notes = [] } = facts.advisories;
  if (notes.length === 0) return [];
  const installed = new Set(facts.resolution.packages.map(({ name }) => name));
  return notes
    .filter(({ name }) => installed.has(name))
    .map(({ name, text }) => ({ what: `advisories of ${name}`, why: text }));
}
