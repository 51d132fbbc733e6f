import { isSingleLicence, licenceText, parseLicenceExpression } from "../licence/licence-expression.ts";
import { isRuleId, ruleIds } from "../rule/rule-ids.ts";
import type { Cooldown, DeniedPackage, LicencePolicy, RuleEffect } from "./config.ts";
import { shorten } from "./config-problem.ts";
import type { RawPolicy } from "./config-schema.ts";
import { nearestName } from "./nearest-name.ts";
import { type PackagePattern, parsePackageUrl } from "./package-url.ts";
import type { Section } from "./section.ts";

type Path = readonly (string | number)[];

const example = "`pkg:pypi/torch`, `pkg:pypi/torch@2.6.0` or `pkg:pypi/nvidia-*`";

/** `allow-licenses` and its kin. */
export function readLicences(raw: RawPolicy, section: Section): LicencePolicy {
  const allowed = raw["allow-licenses"];
  return {
    allowed: allowed === undefined ? null : readLicenceList(allowed, "allow-licenses", section),
    denied: readLicenceList(raw["deny-licenses"] ?? [], "deny-licenses", section),
    exempt: readPatterns(raw["allow-dependencies-licenses"] ?? [], ["policy", "allow-dependencies-licenses"], section),
    unknown: raw["unknown-licenses"] ?? "not-assessed",
  };
}

function readLicenceList(raw: readonly string[], key: string, section: Section): readonly string[] {
  return raw.flatMap((text, index) => {
    const read = parseLicenceExpression(text);
    if (read !== null && isSingleLicence(read)) return [licenceText(read)];
    const message = `Expected the id of a licence in SPDX's list, such as \`Apache-2.0\`, found \`${shorten(text)}\`.`;
    const hint = "Ids are written as on spdx.org/licenses, with their case; of an expression, list each licence.";
    section.refuse(["policy", key, index], "config/invalid-value", message, hint);
    return [];
  });
}

/** `deny-packages`: package URLs, each alone or with a reason. */
export function readDenied(raw: RawPolicy["deny-packages"], section: Section): readonly DeniedPackage[] {
  return (raw ?? []).flatMap((entry, index): readonly DeniedPackage[] => {
    const at: Path = ["policy", "deny-packages", index];
    const written = typeof entry === "string";
    const pattern = readPattern(written ? entry : entry.purl, written ? at : [...at, "purl"], section);
    const reason = written ? null : (entry.reason ?? null);
    return pattern === null ? [] : [{ pattern, reason, origin: section.originOf(at) }];
  });
}

export function readCooldown(raw: RawPolicy["cooldown"], section: Section): Cooldown | null {
  if (raw === undefined) return null;
  return {
    days: raw.days,
    exempt: readPatterns(raw.exclude ?? [], ["policy", "cooldown", "exclude"], section),
    origin: section.originOf(["policy", "cooldown"]),
  };
}

/** A misspelt rule would be one that silently does nothing. */
export function readEffects(raw: RawPolicy["rules"], section: Section): ReadonlyMap<string, RuleEffect> {
  const effects = Object.entries(raw ?? {});
  for (const [id] of effects.filter((entry) => !isRuleId(entry[0]))) {
    const near = nearestName(id, ruleIds);
    const hint =
      near === null ? "Rules are named as reports name them, and listed in docs/rules." : `Did you mean \`${near}\`?`;
    section.refuse(["policy", "rules", id], "config/invalid-value", `There is no rule \`${shorten(id)}\`.`, hint);
  }
  return new Map(effects);
}

function readPatterns(raw: readonly string[], at: Path, section: Section): readonly PackagePattern[] {
  return raw.flatMap((text, index) => {
    const pattern = readPattern(text, [...at, index], section);
    return pattern === null ? [] : [pattern];
  });
}

function readPattern(text: string, at: Path, section: Section): PackagePattern | null {
  const pattern = parsePackageUrl(text);
  if (pattern === null)
    section.refuse(
      at,
      "config/invalid-value",
      `Expected a package URL such as ${example}, found \`${shorten(text)}\`.`,
    );
  return pattern;
}
