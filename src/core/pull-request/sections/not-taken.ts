import type { Change } from "../../comparison/comparison.ts";
import type { RemediationSettings } from "../../config/config.ts";
import { compareVersions, parseVersion, type Version } from "../../python/version.ts";
import type { Plan } from "../../remediation/plan.ts";
import { code, type Inline, words } from "../../report/markdown.ts";
import type { Finding } from "../../rule/finding.ts";

/** For each package that something is cleared of: where it goes, and the versions that could have been thought of instead. */
export function notTaken(plans: readonly Plan[], strategy: RemediationSettings["strategy"]): Inline[][] {
  const changes = plans.flatMap(({ places }) => places.flatMap((place) => place.changes));
  const findings = plans.flatMap(({ clears }) => clears.map(({ finding }) => finding));
  const names = [...new Set(findings.map(({ package: name }) => name ?? ""))].sort();
  return names.flatMap((name) => {
    const change = changes.find((one) => one.name === name);
    const taken = parseVersion(change?.to ?? "");
    if (change === undefined || taken === null) return [];
    const own = [...new Map(findings.filter((one) => one.package === name).map((one) => [one.key, one])).values()];
    const said = [...fixedEarlier(own, taken, strategy), ...fittingElse(own, change), beyond(change, strategy)];
    const joined = said.flatMap((part, index) => (index === 0 ? part : [words("; "), ...part]));
    return [[code(name), words(" goes to "), code(taken.text), words(": "), ...joined, words(".")]];
  });
}

/** Fixes of single advisories that lie before the version that was taken. */
function fixedEarlier(findings: readonly Finding[], taken: Version, strategy: string): Inline[][] {
  const fixes = findings
    .filter(({ advisory }) => advisory !== null)
    .flatMap(({ fixedIn }) => parseVersion(fixedIn[0] ?? "") ?? [])
    .sort(compareVersions);
  const [nearest, farthest] = [fixes[0], fixes.at(-1)];
  if (nearest === undefined || farthest === undefined) return [];
  const said: Inline[][] = [];
  const count = fixes.filter((fix) => compareVersions(fix, nearest) <= 0).length;
  if (compareVersions(nearest, farthest) < 0)
    said.push([code(nearest.text), words(` clears ${count} of ${fixes.length} advisories`)]);
  if (strategy === "lowest-fixed" && compareVersions(farthest, taken) < 0)
    said.push([code(farthest.text), words(" has every fix, and does not fit the rest or brings in another finding")]);
  return said;
}

/** Versions that a rule names as fitting beside the one that was taken. */
function fittingElse(findings: readonly Finding[], { to }: Change): Inline[][] {
  const others = new Set(findings.filter(({ advisory }) => advisory === null).flatMap(({ fixedIn }) => fixedIn));
  others.delete(to ?? "");
  if (others.size === 0) return [];
  const shown = [...others].slice(0, 3).flatMap((one, index) => [...(index === 0 ? [] : [words(", ")]), code(one)]);
  return [[...shown, words(" would do for the rule, and are farther off or on no index of the model")]];
}

function beyond({ kind }: Change, strategy: string): Inline[] {
  if (strategy === "newest-safe") return [words("older versions are passed by, as policy says")];
  return [words(`${kind === "downgraded" ? "older" : "newer"} versions move farther than needed`)];
}
