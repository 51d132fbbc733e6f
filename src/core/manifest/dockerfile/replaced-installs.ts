import { quoted } from "../quoted.ts";
import type { ManifestProblem, Requirement } from "../requirement.ts";

/**
 * Of a package that commands install one after the other by exact versions, the last one stays: pip takes the earlier one away. Told, since
 * a package that needed the earlier one is broken by it.
 */
export function replaced(requirements: readonly Requirement[]): {
  readonly requirements: readonly Requirement[];
  readonly problems: readonly ManifestProblem[];
} {
  const last = new Map<string, Requirement>();
  for (const requirement of requirements) {
    if (isPin(requirement)) last.set(requirement.specifier.name, requirement);
  }
  const kept: Requirement[] = [];
  const problems: ManifestProblem[] = [];
  for (const requirement of requirements) {
    const final = last.get(requirement.specifier.name);
    const same = final === undefined || final === requirement || versionOf(final) === versionOf(requirement);
    if (same || !isPin(requirement)) {
      kept.push(requirement);
      continue;
    }
    const where = `${final.origin.file}:${final.origin.line}`;
    const message = `${quoted(requirement.text)} is installed and then replaced by ${quoted(final.text)} in ${where}: only the last one is checked, and what needs the first one may be broken.`;
    const hint = "Install the version that is meant once.";
    problems.push({
      origin: requirement.origin,
      code: "dockerfile/replaced-install",
      message,
      hint,
      severity: "not-assessed",
    });
  }
  return { requirements: kept, problems };
}

/** An exact version that holds everywhere. */
function isPin({ kind, specifier }: Requirement): boolean {
  const [only, second] = specifier.specifier.specifiers;
  return (
    kind === "direct" && specifier.marker === null && second === undefined && only?.operator === "==" && !only.wildcard
  );
}

function versionOf({ specifier }: Requirement): string {
  return specifier.specifier.specifiers[0]?.version?.text ?? "";
}
