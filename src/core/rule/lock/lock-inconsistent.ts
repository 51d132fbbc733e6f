import { satisfies } from "../../lock/apply/lock-index.ts";
import type { RecordedRequirement } from "../../lock/lock-reading.ts";
import { assumedPresent, type LockFacts } from "../../lock/resolution/lock-facts.ts";
import { quoted } from "../../manifest/quoted.ts";
import type { Requirement } from "../../manifest/requirement.ts";
import { markerMentionsExtra } from "../../python/marker.ts";
import { formatSpecifierSet, parseSpecifierSet } from "../../python/specifier.ts";
import type { Finding } from "../finding.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";
import { lockFinding } from "./lock-finding.ts";
import { writeAgain } from "./regenerate.ts";

const id = "lock/inconsistent";

/**
 * The lock is not what its manifest asks for: a requirement that it does not meet or does not have, a record of the manifest that
 * is out of date, two versions of a package of which both apply.
 */
export const lockInconsistent: Rule = {
  id,
  check: (facts) => {
    const { lock } = facts;
    if (lock === undefined) return nothing;
    const unmet = unmetRequirements(facts, lock);
    const told = new Set(unmet.map(({ key }) => key));
    const outdated = outdatedRecord(facts, lock).filter(({ key }) => !told.has(key));
    return { findings: [...unmet, ...outdated, ...twoVersions(facts, lock)], notAssessed: [] };
  },
};

/** Lines of the manifest that the selection does not meet. */
function unmetRequirements(facts: Facts, lock: LockFacts): readonly Finding[] {
  const chosen = new Map(lock.packages.map((one) => [one.selected.entry.name, one]));
  return lock.requirements.flatMap((requirement): readonly Finding[] => {
    const { specifier } = requirement;
    const one = chosen.get(specifier.name);
    if (one === undefined) {
      // Of a lock that is not for this target, nothing can be expected.
      if (lock.selection.uncovered !== null || lock.reading.conda.length > 0) return [];
      if (lock.reading.format === "hashed-requirements" && assumedPresent.has(specifier.name)) return [];
      return [told(facts, lock, requirement, `the lock has no ${specifier.name} for this target`)];
    }
    const { version } = one.selected.entry;
    if (specifier.url !== null || satisfies(one.selected.entry, formatSpecifierSet(specifier.specifier))) return [];
    return [told(facts, lock, requirement, `the lock has ${specifier.name} ${version?.text ?? ""}`)];
  });
}

function told(facts: Facts, { path, command }: LockFacts, requirement: Requirement, why: string): Finding {
  const message = `\`${path}\` does not meet ${quoted(requirement.text)}: ${why}. ${writeAgain(command)}`;
  const { name } = requirement.specifier;
  return lockFinding(facts, { rule: id, severity: "high", message, location: requirement.origin, subject: name });
}

function outdatedRecord(facts: Facts, lock: LockFacts): readonly Finding[] {
  const { recorded } = lock.reading;
  if (recorded === null) return [];
  return recorded.kind === "digest" ? outdatedDigest(facts, lock) : outdatedRequirements(facts, lock);
}

function outdatedDigest(facts: Facts, { path, command, manifest, reading }: LockFacts): readonly Finding[] {
  const { recorded } = reading;
  if (recorded?.kind !== "digest" || manifest.digests === null || manifest.path === null) return [];
  if (manifest.digests.length === 0 || manifest.digests.includes(recorded.sha256)) return [];
  const message = `\`${manifest.path}\` has changed since \`${path}\` was made: the digest that the lock recorded is not that of the manifest. ${writeAgain(command)}`;
  return [
    lockFinding(facts, { rule: id, severity: "moderate", message, location: recorded.origin, subject: "manifest" }),
  ];
}

/** uv records the requirements themselves: those that are not in both are told. */
function outdatedRequirements(facts: Facts, lock: LockFacts): readonly Finding[] {
  const { manifest, reading, path, command } = lock;
  if (reading.recorded?.kind !== "requirements" || manifest.path === null) return [];
  const project = reading.recorded.projects.find((one) => one.path === manifest.project);
  if (project === undefined) return [];
  const byName = new Map<string, RecordedRequirement[]>();
  for (const one of project.requirements) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  const again = writeAgain(command);
  const findings: Finding[] = [];
  const own = manifest.requirements.filter(({ kind }) => kind === "direct");
  for (const requirement of own) {
    const { specifier, origin, text } = requirement;
    const recorded = byName.get(specifier.name) ?? [];
    if (recorded.some((one) => isSame(requirement, one))) continue;
    const clauses = [...new Set(recorded.map((one) => quoted(`${one.name}${one.specifier ?? ""}`)))].join(", ");
    const was = recorded.length === 0 ? "does not know it" : `was made for ${clauses}`;
    const message = `\`${manifest.path}\` asks for ${quoted(text)}, and \`${path}\` ${was}. ${again}`;
    const subject = specifier.name;
    findings.push(lockFinding(facts, { rule: id, severity: "moderate", message, location: origin, subject }));
  }
  const names = new Set<string>(own.map(({ specifier }) => specifier.name));
  for (const one of project.requirements) {
    const isChosen = one.group === null && (one.marker === null || !markerMentionsExtra(one.marker));
    if (!isChosen || names.has(one.name)) continue;
    const message = `\`${path}\` was made for ${quoted(`${one.name}${one.specifier ?? ""}`)}, which \`${manifest.path}\` does not ask for any more. ${again}`;
    findings.push(
      lockFinding(facts, { rule: id, severity: "moderate", message, location: one.origin, subject: one.name }),
    );
  }
  return findings;
}

/** The same clauses and extras. Markers are left aside: uv writes them anew, as shorter ones that mean the same to the project. */
function isSame({ specifier }: Requirement, recorded: RecordedRequirement): boolean {
  if ([...specifier.extras].sort().join() !== [...recorded.extras].sort().join()) return false;
  if (recorded.placed || specifier.url !== null) return true;
  return clausesOf(formatSpecifierSet(specifier.specifier)) === clausesOf(recorded.specifier ?? "");
}

function clausesOf(text: string): string {
  const set = parseSpecifierSet(text);
  const normal = set.ok ? formatSpecifierSet(set.value) : text;
  return normal
    .split(",")
    .map((clause) => clause.trim())
    .sort()
    .join();
}

function twoVersions(facts: Facts, { selection, path, packages }: LockFacts): readonly Finding[] {
  return selection.ambiguous.flatMap(({ name, entries }): readonly Finding[] => {
    const one = packages.find(({ selected }) => selected.entry.name === name);
    const [first] = entries;
    if (one === undefined || first === undefined) return [];
    const versions = entries.map(({ version }) => version?.text ?? "of no known version").join(" and ");
    const message = `\`${path}\` has ${name} ${versions} for this target: which of them is installed is left to the installer.`;
    return [
      lockFinding(facts, {
        rule: id,
        severity: "high",
        message,
        location: first.origin,
        package: one,
        subject: "versions",
      }),
    ];
  });
}
