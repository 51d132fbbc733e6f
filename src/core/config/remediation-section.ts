import { defaultPullRequests } from "../pull-request/settings.ts";
import { isValidName, normalizeName } from "../python/name.ts";
import { parseSpecifierSet } from "../python/specifier.ts";
import type { RemediationSettings, Swap } from "./config.ts";
import { shorten } from "./config-problem.ts";
import type { RawConfig } from "./config-schema.ts";
import { readPullRequests } from "./pull-requests-section.ts";
import type { Section } from "./section.ts";

type Raw = NonNullable<RawConfig["remediation"]>;

export const defaultRemediation: RemediationSettings = {
  allowOverrides: false,
  allowPrereleases: false,
  allowWidening: false,
  runTools: false,
  strategy: "lowest-fixed",
  swaps: [],
  pullRequests: defaultPullRequests,
};

/** Reads `remediation:`: names are normalised, ranges are PEP 440; `oldest-fixed` is another name for `lowest-fixed`. */
export function readRemediation(raw: Raw, section: Section): RemediationSettings {
  const { strategy } = raw;
  return {
    allowOverrides: raw["allow-overrides"] ?? defaultRemediation.allowOverrides,
    allowPrereleases: raw["allow-prereleases"] ?? defaultRemediation.allowPrereleases,
    allowWidening: raw["allow-widening"] ?? defaultRemediation.allowWidening,
    runTools: raw["run-tools"] ?? defaultRemediation.runTools,
    strategy: strategy === "oldest-fixed" ? "lowest-fixed" : (strategy ?? defaultRemediation.strategy),
    swaps: (raw.swaps ?? []).flatMap((entry, index) => readSwap(entry, index, section)),
    pullRequests: readPullRequests(raw["pull-requests"] ?? {}),
  };
}

function readSwap(entry: NonNullable<Raw["swaps"]>[number], index: number, section: Section): readonly Swap[] {
  const at = ["remediation", "swaps", index] as const;
  const invalid = (["from", "to"] as const).filter((key) => !isValidName(entry[key]));
  for (const key of invalid) {
    const message = `Expected the name of a package, found \`${shorten(entry[key])}\`.`;
    section.refuse([...at, key], "config/invalid-value", message, "Write the name alone, with no version.");
  }
  const range = entry.range === undefined ? null : parseSpecifierSet(entry.range);
  if (range !== null && (!range.ok || range.value.specifiers.some(({ version }) => version === null))) {
    const message = `Expected a range of versions, found \`${shorten(entry.range ?? "")}\`.`;
    section.refuse([...at, "range"], "config/invalid-value", message, "Write PEP 440 clauses, such as `>=3.20,<4`.");
    return [];
  }
  if (invalid.length > 0) return [];
  const [from, to] = [normalizeName(entry.from), normalizeName(entry.to)];
  if (from === to) {
    const message = `\`${from}\` is to be swapped for itself.`;
    section.refuse([...at, "to"], "config/invalid-value", message, "Name the package that takes its place.");
    return [];
  }
  return [{ from, to, range: entry.range ?? null, reason: entry.reason ?? null, origin: section.originOf(at) }];
}
