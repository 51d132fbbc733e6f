import { pytorchIndex } from "../accelerator/torch-backend.ts";
import { formatLibc } from "../target/libc.ts";
import { formatPythonVersion } from "../target/python-version.ts";
import type { StatedTarget } from "../target/stated-target.ts";
import type { Config, FailOn } from "./config.ts";
import type { Origins } from "./merge-configs.ts";

/** One value that holds, as the file would write it, and where it is written. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
  /** `.github/pinwarden.yml:7`, or `default`. */
  readonly from: string;
}

/** Every value of a configuration with its origin, in the order of the documentation. */
export function configEntries(config: Config, origins: Origins): readonly ConfigEntry[] {
  const entries: ConfigEntry[] = [];
  const at = (key: string): string => {
    const origin = origins.get(key);
    return origin === undefined ? "default" : `${origin.file}:${origin.line}`;
  };
  const add = (key: string, value: unknown, from: string = at(key)): void => {
    entries.push({ key, value: typeof value === "string" ? value : JSON.stringify(value), from });
  };
  if (config.models.length === 0) add("models", "discovered");
  for (const { id, path, targets, origin } of config.models) {
    const served = targets === null ? "" : ` on ${targets.join(", ")}`;
    add(`models.${id ?? path}`, `${path}${served}`, `${origin.file}:${origin.line}`);
  }
  for (const [id, target] of config.targets) addTarget(id, target, add);
  for (const { name, url, origin } of config.indexes) add(`indexes.${name}`, url, `${origin.file}:${origin.line}`);
  const { resolve, images, policy, remediation, scan, reports } = config;
  add("resolve.exclude-newer", resolve.excludeNewer ?? "never");
  add("resolve.index-strategy", resolve.indexStrategy ?? "as the manifests' tool does");
  add("resolve.prerelease", resolve.prereleases ?? "if-necessary-or-explicit");
  add("resolve.resolution", resolve.strategy);
  add("resolve.prefer-base", resolve.preferBase);
  add("resolve.only-binary", resolve.onlyBinary);
  add("resolve.no-binary", resolve.noBinary);
  add("resolve.accelerator", resolve.accelerator ?? "check; constrain in a plan against an accelerator finding");
  add("resolve.torch-backend", resolve.torch?.backend ?? "none");
  add("resolve.torch-index", resolve.torch?.index ?? pytorchIndex);
  add("images.registry", images.registry);
  add("images.hosts", images.hosts);
  add("images.mirror", images.mirror ?? "none");
  add("policy.fail-on-severity", failOnText(policy.failOn));
  add("policy.warn-only", policy.warnOnly);
  add("policy.unknown-severity", policy.unknownSeverity);
  for (const { name, range, frozen, origin } of policy.packages)
    add(`policy.packages.${name}`, frozen ? "frozen" : (range ?? "any"), `${origin.file}:${origin.line}`);
  for (const { id, package: name, until, origin } of policy.ignore) {
    const value = [name ?? "every package", ...(until === null ? [] : [`until ${until}`])].join(", ");
    add(`policy.ignore.${id}`, value, `${origin.file}:${origin.line}`);
  }
  add("policy.allow-ghsas", policy.allowGhsas);
  add("policy.sdists", policy.sourceDistributions);
  add("policy.environment-variables", policy.environmentVariables);
  add("remediation.allow-overrides", remediation.allowOverrides);
  add("remediation.allow-prereleases", remediation.allowPrereleases);
  add("remediation.allow-widening", remediation.allowWidening);
  add("remediation.run-tools", remediation.runTools);
  add("remediation.strategy", remediation.strategy);
  for (const { from, to, range, origin } of remediation.swaps)
    add(`remediation.swaps.${from}`, `${to}${range === null ? "" : ` ${range}`}`, `${origin.file}:${origin.line}`);
  add("scan.drift-issue", scan.driftIssue);
  add("scan.remediate", scan.remediate);
  add("scan.end-of-life-days", scan.leadDays);
  add("reports.comment", reports.comment ?? "where there is something to say");
  add("reports.formats", reports.formats);
  return entries;
}

function addTarget(id: string, target: StatedTarget, add: (key: string, value: unknown, from: string) => void): void {
  const { python, platform, libc, driver, gpus, image, cpuFeatures, provides, host } = target;
  const place = (from: string): string => from.replace(/^declared in /, "");
  if (python !== null) add(`targets.${id}.python`, formatPythonVersion(python.value), place(python.source.from));
  if (platform !== null)
    add(`targets.${id}.platform`, `${platform.value.os}/${platform.value.arch}`, place(platform.source.from));
  if (libc !== null) add(`targets.${id}.${libc.value.family}`, formatLibc(libc.value), place(libc.source.from));
  if (driver !== null) add(`targets.${id}.driver`, driver.value, place(driver.source.from));
  if (gpus !== null) add(`targets.${id}.gpu`, gpus.value.join(", ") || "none", place(gpus.source.from));
  if (image !== null) add(`targets.${id}.image`, image.value, place(image.source.from));
  if (host != null) add(`targets.${id}.host`, host.value, place(host.source.from));
  if (provides != null) add(`targets.${id}.provides`, provides.value.join(", "), place(provides.source.from));
  if (cpuFeatures !== null) add(`targets.${id}.cpu`, cpuFeatures.value.join(", "), place(cpuFeatures.source.from));
}

const failOnText = (failOn: FailOn): string => (failOn.kind === "score" ? String(failOn.score) : failOn.severity);
