import { bareFile } from "../core/index/distribution-file.ts";
import type { Requirement } from "../core/manifest/requirement.ts";
import { markerEnvironment } from "../core/python/marker-environment.ts";
import type { Version } from "../core/python/version.ts";
import { barePackage } from "../core/resolution/bare-package.ts";
import { appliesAlways } from "../core/resolution/requires.ts";
import type { Resolution, ResolutionOutcome, ResolvedPackage } from "../core/resolution/resolution.ts";
import type { BuiltTarget } from "../core/target/build-target.ts";

interface Stated {
  readonly side: { readonly reading: { readonly requirements: readonly Requirement[] } };
  readonly target: BuiltTarget;
  readonly outcome: ResolutionOutcome;
}

/**
 * What the manifests pin exactly, where no set of versions meets them: what an advisory says of a pin does not wait for a resolution.
 * A release that was malicious is the case in point, since the index takes it down and nothing resolves from then on. Null where the
 * outcome is another one, or nothing is pinned.
 */
function exactPins({ side, target, outcome }: Stated): Resolution | null {
  if (outcome.kind !== "unsatisfiable") return null;
  const environment = markerEnvironment(target.target);
  const { requirements } = side.reading;
  const overridden = new Set(requirements.filter(({ kind }) => kind === "override").map(nameOf));
  const packages = new Map<string, ResolvedPackage>();
  for (const requirement of requirements) {
    const { kind, specifier } = requirement;
    const version = pinnedVersion(requirement);
    if (version === null || (kind !== "direct" && kind !== "pin")) continue;
    if (overridden.has(specifier.name) || !appliesAlways(specifier, environment)) continue;
    packages.set(`${specifier.name} ${version.text}`, pinned(requirement, version));
  }
  return packages.size === 0 ? null : { packages: [...packages.values()], notAssessed: [] };
}

/** What the rules are asked about of a side, and so what the advisory source is: its resolution, else its exact pins. */
export const judged = (stated: Stated): Resolution | null =>
  stated.outcome.kind === "resolved" ? stated.outcome.resolution : exactPins(stated);

const nameOf = ({ specifier }: Requirement): string => specifier.name;

function pinnedVersion({ specifier }: Requirement): Version | null {
  if (specifier.url !== null) return null;
  const pin = specifier.specifier.specifiers.find(
    ({ operator, wildcard }) => operator === "===" || (operator === "==" && !wildcard),
  );
  return pin?.version ?? null;
}

function pinned(requirement: Requirement, version: Version): ResolvedPackage {
  const { name } = requirement.specifier;
  return barePackage({
    name,
    version,
    file: bareFile({ filename: `${name.replaceAll("-", "_")}-${version.text}.tar.gz`, url: "", index: "" }),
    demandedBy: [{ kind: "root", requirement }],
    metadataSource: "assumed-empty",
  });
}
