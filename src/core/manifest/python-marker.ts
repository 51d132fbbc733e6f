import type { Specifier, SpecifierSet } from "../python/specifier.ts";

/**
 * Clauses on Python as a PEP 508 marker: `python_version` has two parts, so a bound with more is one on
 * `python_full_version`. Empty where any version will do.
 */
export function pythonMarker(set: SpecifierSet): string {
  return set.specifiers.map(clauseMarker).join(" and ");
}

function clauseMarker({ operator, version, wildcard, versionText }: Specifier): string {
  const parts = version?.release.length ?? 3;
  const text = wildcard ? `${versionText.replace(/\.\*$/, "")}.*` : versionText;
  // `==3.9.*` and `<4` say of `python_version` what they say of the whole version; `==3.9` and `>3.9` do not.
  const short = wildcard ? parts <= 1 : parts <= 2 && ["<", ">=", "~="].includes(operator);
  return `${short ? "python_version" : "python_full_version"} ${operator} "${text}"`;
}
