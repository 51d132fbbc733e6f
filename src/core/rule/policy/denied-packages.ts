import { demandChains } from "../../comparison/demand-chain.ts";
import type { DeniedPackage } from "../../config/config.ts";
import { matchesPackage } from "../../config/package-url.ts";
import type { Resolution } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";

/** Packages that policy denies (`policy.deny-packages`), wherever in the graph they stand, with the chain that brings them. */
export function deniedPackages(resolution: Resolution, denied: readonly DeniedPackage[]): readonly Finding[] {
  if (denied.length === 0) return [];
  const chains = demandChains(resolution);
  return resolution.packages.flatMap((one): readonly Finding[] => {
    const rule = denied.find(({ pattern }) => matchesPackage(pattern, one));
    if (rule === undefined) return [];
    const texts = chains.get(one.name)?.texts ?? [];
    const chain = texts.length > 1 ? `, which comes by ${texts.join(" → ")}` : "";
    const { file, line } = rule.origin;
    return [
      packageFinding(
        { resolution },
        {
          rule: "policy/denied-package",
          severity: "high",
          pkg: one,
          message: `Policy denies ${one.name} ${one.version.text}${chain}.`,
          evidence: [
            {
              fact: `Policy denies ${rule.pattern.text}${rule.reason === null ? "." : `: ${rule.reason}`}`,
              source: `${file}:${line}`,
              date: null,
            },
          ],
          fixedIn: [],
        },
      ),
    ];
  });
}
