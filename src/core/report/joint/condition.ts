import type { EnvironmentVariable, MarkerEnvironment } from "../../python/marker.ts";
import { markerEnvironment } from "../../python/marker-environment.ts";
import type { Target } from "../../target/target.ts";

/** What tells targets apart that a marker of PEP 508 can tell apart, coarse before fine. */
const variables = ["sys_platform", "platform_machine", "implementation_name", "python_version"] as const;

/** The target as a marker, such as `sys_platform == "linux" and platform_machine == "x86_64" and python_version == "3.11"`. */
export function fullCondition(target: Target): string {
  return conjunction(markerEnvironment(target), variables);
}

/**
 * For each target the shortest marker that tells it from the others: only what differs is named. Two targets that no
 * marker tells apart, such as two versions of glibc, have the same one; the only one of its kind has the empty text.
 */
export function conditions(targets: readonly Target[]): readonly string[] {
  const environments = targets.map(markerEnvironment);
  const differing = (names: readonly EnvironmentVariable[]): EnvironmentVariable[] =>
    names.filter((name) => new Set(environments.map((environment) => environment[name])).size > 1);
  const byMinor = differing(variables);
  const marked = environments.map((environment) => conjunction(environment, byMinor));
  const full = differing(["python_full_version"]);
  if (new Set(marked).size === targets.length || full.length === 0) return marked;
  // Two patches of one Python: the full version is named in place of the other.
  const names = [...byMinor.filter((name) => name !== "python_version"), ...full];
  return environments.map((environment) => conjunction(environment, names));
}

function conjunction(environment: MarkerEnvironment, names: readonly EnvironmentVariable[]): string {
  return names.map((name) => `${name} == "${environment[name]}"`).join(" and ");
}
