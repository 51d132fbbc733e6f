import { demandChains } from "../comparison/demand-chain.ts";
import type { PackageRule } from "../config/config.ts";
import { parseSpecifierSet, type SpecifierSet } from "../python/specifier.ts";
import { specifierSetContains } from "../python/specifier-match.ts";
import type { Resolution } from "../resolution/resolution.ts";
import type { Finding } from "./finding.ts";

/**
 * Packages whose resolved version is outside the range that policy accepts (`policy.packages[].range`). A pre-release is inside where
 * its number is: whether pre-releases are taken is the resolution's business.
 */
export function packagesOutOfRange(resolution: Resolution, rules: readonly PackageRule[]): readonly Finding[] {
  const chains = demandChains(resolution);
  return rules.flatMap((rule): readonly Finding[] => {
    const one = resolution.packages.find(({ name }) => name === rule.name);
    const range = rule.range === null ? null : readRange(rule.range);
    if (one === undefined || range === null || specifierSetContains(range, one.version, { prereleases: true }))
      return [];
    const chain = chains.get(one.name) ?? null;
    return [
      {
        rule: "policy/package-range",
        severity: "high",
        package: one.name,
        version: one.version.text,
        message: `${one.name} ${one.version.text} is outside the range that policy accepts, ${rule.range}.`,
        advisory: null,
        fixedIn: [],
        location: chain?.root.origin ?? null,
        evidence: [evidenceOf(rule, `Policy accepts ${rule.name} ${rule.range}`)],
        via: chain?.names ?? [],
        key: `policy/package-range ${rule.name}`,
      },
    ];
  });
}

/** What policy says and why, with the line of the configuration that says so. */
export function evidenceOf(rule: PackageRule, fact: string): Finding["evidence"][number] {
  const reason = rule.reason === null ? "." : `: ${rule.reason}`;
  return { fact: `${fact}${reason}`, source: `${rule.origin.file}:${rule.origin.line}`, date: null };
}

/** The configuration was refused if a range in it cannot be read, so null does not happen to one that was read. */
function readRange(text: string): SpecifierSet | null {
  const read = parseSpecifierSet(text);
  return read.ok ? read.value : null;
}
