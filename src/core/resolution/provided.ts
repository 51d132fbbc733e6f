import { bareFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import { providedBy } from "../target/provides.ts";
import type { Target } from "../target/target.ts";
import { barePackage } from "./bare-package.ts";
import { isPin } from "./demands.ts";
import type { Demand, Resolution, ResolvedPackage } from "./resolution.ts";

/** A package that the target brings: it is there, and nothing installs it. Of its file nothing is known but that it was installed. */
export function providedPackage(
  target: Target,
  name: PackageName,
  version: Version,
  demandedBy: readonly Demand[],
): ResolvedPackage {
  const from = target.sources.provides?.from ?? `target \`${target.id}\``;
  const filename = `${name.replaceAll("-", "_")}-${version.text}-py3-none-any.whl`;
  return barePackage({
    name,
    version,
    file: bareFile({ filename, url: from, index: "" }),
    demandedBy,
    metadataSource: "provided",
    reason: `${from} says that it is there`,
  });
}

/** A resolution with what the target provides beside it, as far as nothing is installed over it: what a process there can import. */
export function withProvided(resolution: Resolution, target: Target): Resolution {
  const installed = new Set(resolution.packages.map(({ name }) => name));
  const provided =
    resolution.provided ?? [...providedBy(target)].map(([name, version]) => providedPackage(target, name, version, []));
  const beside = provided.filter(({ name }) => !installed.has(name));
  if (beside.length === 0) return resolution;
  const packages = [...resolution.packages, ...beside].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...resolution, packages };
}

/** What is installed, with what the target provides and a manifest pins all the same: whoever pins a version answers for it. */
export function answeredFor(resolution: Resolution): readonly ResolvedPackage[] {
  const pinned = (resolution.provided ?? []).filter(({ demandedBy }) =>
    demandedBy.some((demand) => demand.kind === "root" && isPin(demand.requirement.specifier.specifier)),
  );
  return pinned.length === 0 ? resolution.packages : [...resolution.packages, ...pinned];
}
