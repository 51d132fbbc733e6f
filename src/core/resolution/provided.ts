import { bareFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import { providedBy } from "../target/provides.ts";
import type { Target } from "../target/target.ts";
import { barePackage } from "./bare-package.ts";
import { isPin } from "./demands.ts";
import { packagesByName } from "./packages-by-name.ts";
import type { Demand, NotAssessed, Resolution, ResolvedPackage } from "./resolution.ts";

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
  const beside = providedBeside(resolution, target);
  if (beside.length === 0) return resolution;
  const packages = [...resolution.packages, ...beside].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...resolution, packages };
}

/** What the target provides and nothing is installed over. */
export function providedBeside(resolution: Resolution, target: Target): readonly ResolvedPackage[] {
  const provided =
    resolution.provided ?? [...providedBy(target)].map(([name, version]) => providedPackage(target, name, version, []));
  if (provided.length === 0) return provided;
  const installed = packagesByName(resolution);
  return provided.filter(({ name }) => !installed.has(name));
}

/** What was taken on trust of a package that the target provides: nothing where nothing asks for it. */
export function unreadNote({ name, version, demandedBy, file }: ResolvedPackage): readonly NotAssessed[] {
  if (demandedBy.length === 0) return [];
  const why = `provided by the target (${file.url}): what it requires was not looked at`;
  return [{ what: `${name} ${version.text}`, why }];
}

/** What is installed, with what the target provides and a manifest pins all the same: whoever pins a version answers for it. */
export function answeredFor(resolution: Resolution): readonly ResolvedPackage[] {
  const pinned = (resolution.provided ?? []).filter(({ demandedBy }) =>
    demandedBy.some((demand) => demand.kind === "root" && isPin(demand.requirement.specifier.specifier)),
  );
  return pinned.length === 0 ? resolution.packages : [...resolution.packages, ...pinned];
}
