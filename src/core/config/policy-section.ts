import { isDay } from "../calendar.ts";
import type { PackageName } from "../python/name.ts";
import { isValidName, normalizeName } from "../python/name.ts";
import { parseSpecifierSet } from "../python/specifier.ts";
import type { FailOn, IgnoreRule, PackageRule, Policy } from "./config.ts";
import { shorten } from "./config-problem.ts";
import type { RawPolicy } from "./config-schema.ts";
import { readCooldown, readDenied, readEffects, readLicences } from "./rule-section.ts";
import type { Section } from "./section.ts";

type Path = readonly (string | number)[];

/** What holds where the configuration says nothing: high findings fail, what is unknown warns, source distributions are assumed. */
export const defaultPolicy: Policy = {
  // As dependency-review-action has it: whoever knows that key expects its default.
  failOn: { kind: "severity", severity: "low" },
  warnOnly: false,
  unknownSeverity: "warn",
  packages: [],
  ignore: [],
  allowGhsas: [],
  sourceDistributions: "assume",
  environmentVariables: [],
  licences: { allowed: null, denied: [], exempt: [], unknown: "not-assessed" },
  denied: [],
  cooldown: null,
  effects: new Map(),
};

/** Reads `policy:`: package names are normalised, ranges are PEP 440, days are in the calendar. */
export function readPolicy(raw: RawPolicy, section: Section): Policy {
  return {
    failOn: readFailOn(raw["fail-on-severity"]),
    warnOnly: raw["warn-only"] ?? defaultPolicy.warnOnly,
    unknownSeverity: raw["unknown-severity"] ?? defaultPolicy.unknownSeverity,
    packages: readPackages(raw.packages ?? [], section),
    ignore: readIgnores(raw.ignore ?? [], section),
    allowGhsas: raw["allow-ghsas"] ?? [],
    sourceDistributions: raw.sdists ?? defaultPolicy.sourceDistributions,
    environmentVariables: raw["environment-variables"] ?? [],
    licences: readLicences(raw, section),
    denied: readDenied(raw["deny-packages"], section),
    cooldown: readCooldown(raw.cooldown, section),
    effects: readEffects(raw.rules, section),
  };
}

function readFailOn(raw: RawPolicy["fail-on-severity"]): FailOn {
  if (raw === undefined) return defaultPolicy.failOn;
  return typeof raw === "number" ? { kind: "score", score: raw } : { kind: "severity", severity: raw };
}

function readPackages(raw: NonNullable<RawPolicy["packages"]>, section: Section): readonly PackageRule[] {
  const rules: PackageRule[] = [];
  const first = new Map<PackageName, number>();
  for (const [index, entry] of raw.entries()) {
    const at: Path = ["policy", "packages", index];
    const name = readPackageName(entry.name, [...at, "name"], section);
    if (name === null) continue;
    const before = first.get(name);
    if (before !== undefined) {
      const message = `Package \`${name}\` has two entries, first \`policy.packages[${before}]\`.`;
      section.refuse([...at, "name"], "config/duplicate-id", message, "Put them into one entry.");
    }
    first.set(name, before ?? index);
    if (entry.range !== undefined && !isRange(entry.range)) {
      const message = `Expected PEP 440 specifiers such as \`>=2.4,<2.9\`, found \`${shorten(entry.range)}\`.`;
      section.refuse([...at, "range"], "config/invalid-value", message);
    }
    if (entry.range === undefined && entry.frozen === undefined && entry.sdists === undefined) {
      const message = `The entry of \`${name}\` says nothing: expected \`range\`, \`frozen\` or \`sdists\`.`;
      section.refuse(at, "config/invalid-value", message, "Add one of them, or remove the entry.");
    }
    rules.push({
      name,
      range: entry.range ?? null,
      frozen: entry.frozen ?? false,
      sourceDistributions: entry.sdists ?? null,
      reason: entry.reason ?? null,
      origin: section.originOf(at),
    });
  }
  return rules;
}

/** At least one PEP 440 clause. `===` takes any text behind it and bounds nothing that could be shown. */
function isRange(text: string): boolean {
  const answer = parseSpecifierSet(text);
  return (
    answer.ok && answer.value.specifiers.length > 0 && answer.value.specifiers.every(({ version }) => version !== null)
  );
}

function readIgnores(raw: NonNullable<RawPolicy["ignore"]>, section: Section): readonly IgnoreRule[] {
  return raw.map((entry, index): IgnoreRule => {
    const at: Path = ["policy", "ignore", index];
    if (entry.until !== undefined && !isDay(entry.until)) {
      const message = `Expected a day of the calendar as \`YYYY-MM-DD\`, found \`${shorten(entry.until)}\`.`;
      section.refuse([...at, "until"], "config/invalid-value", message);
    }
    return {
      id: entry.id,
      package: entry.package === undefined ? null : readPackageName(entry.package, [...at, "package"], section),
      until: entry.until ?? null,
      reason: entry.reason ?? null,
      owner: entry.owner ?? null,
      origin: section.originOf(at),
    };
  });
}

/** The normalised name; null, and a problem, where it is none (PEP 508). */
export function readPackageName(text: string, at: Path, section: Section): PackageName | null {
  if (isValidName(text)) return normalizeName(text);
  const message = `Expected the name of a package, found \`${shorten(text)}\`.`;
  section.refuse(at, "config/invalid-value", message, "Write the name alone, with no version.");
  return null;
}
