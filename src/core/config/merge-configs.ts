import type { Origin } from "../error.ts";
import type { Config } from "./config.ts";

/** Where each value that is written stands, by its key such as `policy.fail-on-severity`. */
export type Origins = ReadonlyMap<string, Origin>;

/** A configuration with where its values are written. What is not among the origins is a default. */
export interface PlacedConfig {
  readonly config: Config;
  readonly origins: Origins;
}

/**
 * A configuration over the one that it extends. A value that is written wins over the shared one; lists of what is accepted or declared
 * are joined, its own first; targets and indexes are replaced by name, whole. So a shared rule that a repository does not mention holds.
 */
export function mergeConfigs(shared: PlacedConfig, own: PlacedConfig): PlacedConfig {
  const isOwn = (key: string): boolean => own.origins.has(key);
  const one = <T>(key: string, ofOwn: T, ofShared: T): T => (isOwn(key) ? ofOwn : ofShared);
  const [mine, theirs] = [own.config, shared.config];
  const indexNames = new Set(mine.indexes.map(({ name }) => name));
  const config: Config = {
    ...mine,
    models: isOwn("models") ? mine.models : theirs.models,
    targets: new Map([...theirs.targets, ...mine.targets]),
    indexes: [...mine.indexes, ...theirs.indexes.filter(({ name }) => !indexNames.has(name))],
    resolve: {
      excludeNewer: one("resolve.exclude-newer", mine.resolve.excludeNewer, theirs.resolve.excludeNewer),
      indexStrategy: one("resolve.index-strategy", mine.resolve.indexStrategy, theirs.resolve.indexStrategy),
      prereleases: one("resolve.prerelease", mine.resolve.prereleases, theirs.resolve.prereleases),
      strategy: one("resolve.resolution", mine.resolve.strategy, theirs.resolve.strategy),
      preferBase: one("resolve.prefer-base", mine.resolve.preferBase, theirs.resolve.preferBase),
      onlyBinary: one("resolve.only-binary", mine.resolve.onlyBinary, theirs.resolve.onlyBinary),
      noBinary: one("resolve.no-binary", mine.resolve.noBinary, theirs.resolve.noBinary),
      torch: one("resolve.torch-backend", mine.resolve.torch, theirs.resolve.torch),
      accelerator: one("resolve.accelerator", mine.resolve.accelerator, theirs.resolve.accelerator),
    },
    images: {
      registry: one("images.registry", mine.images.registry, theirs.images.registry),
      hosts: [...new Set([...mine.images.hosts, ...theirs.images.hosts])],
      mirror: one("images.mirror", mine.images.mirror, theirs.images.mirror),
      mirrors: [...new Set([...mine.images.mirrors, ...theirs.images.mirrors])],
    },
    policy: {
      failOn: one("policy.fail-on-severity", mine.policy.failOn, theirs.policy.failOn),
      warnOnly: one("policy.warn-only", mine.policy.warnOnly, theirs.policy.warnOnly),
      unknownSeverity: one("policy.unknown-severity", mine.policy.unknownSeverity, theirs.policy.unknownSeverity),
      packages: [...mine.policy.packages, ...theirs.policy.packages],
      ignore: [...mine.policy.ignore, ...theirs.policy.ignore],
      allowGhsas: [...new Set([...mine.policy.allowGhsas, ...theirs.policy.allowGhsas])],
      sourceDistributions: one("policy.sdists", mine.policy.sourceDistributions, theirs.policy.sourceDistributions),
      environmentVariables: [...new Set([...mine.policy.environmentVariables, ...theirs.policy.environmentVariables])],
      licences: {
        allowed: one("policy.allow-licenses", mine.policy.licences.allowed, theirs.policy.licences.allowed),
        denied: [...new Set([...mine.policy.licences.denied, ...theirs.policy.licences.denied])],
        exempt: [...mine.policy.licences.exempt, ...theirs.policy.licences.exempt],
        unknown: one("policy.unknown-licenses", mine.policy.licences.unknown, theirs.policy.licences.unknown),
      },
      denied: [...mine.policy.denied, ...theirs.policy.denied],
      cooldown: one("policy.cooldown", mine.policy.cooldown, theirs.policy.cooldown),
      effects: new Map([...theirs.policy.effects, ...mine.policy.effects]),
    },
    remediation: isOwn("remediation") ? mine.remediation : theirs.remediation,
    scan: {
      driftIssue: one("scan.drift-issue", mine.scan.driftIssue, theirs.scan.driftIssue),
      remediate: one("scan.remediate", mine.scan.remediate, theirs.scan.remediate),
      leadDays: one("scan.end-of-life-days", mine.scan.leadDays, theirs.scan.leadDays),
    },
    reports: {
      comment: one("reports.comment", mine.reports.comment, theirs.reports.comment),
      formats: one("reports.formats", mine.reports.formats, theirs.reports.formats),
    },
  };
  return { config, origins: mergeOrigins(shared.origins, own.origins, isOwn) };
}

/** Keys of a list of the shared file are told only where the list is not replaced; the places of a joined list are both files'. */
function mergeOrigins(shared: Origins, own: Origins, isOwn: (key: string) => boolean): Origins {
  const merged = new Map(own);
  for (const [key, origin] of shared) {
    const top = key.split(/[.[]/)[0] ?? key;
    if (merged.has(key) || (isOwn(top) && (top === "models" || top === "remediation"))) continue;
    merged.set(key, origin);
  }
  return merged;
}
