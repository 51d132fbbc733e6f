import type { EnvironmentVariable, MarkerEnvironment } from "../../python/marker.ts";
import { markerEnvironment } from "../../python/marker-environment.ts";
import type { Target } from "../../target/target.ts";

/** What tells targets apart that a marker of PEP 508 can tell apart, coarse before fine. */
const variables = ["sys_platform", "platform_machine", "implementation_name", "python_version"] as const;

/** The target as a marker, such as `sys_platform == "linux" and platform_machine == "x86_64" and python_version == "3.11"`. */
export function fullCondition(target: Target): string {
  return conjunction(markerEnvironment(target), variables);
}

/** Names by which targets may differ; the full version only where the others do not suffice. */
const telling: readonly EnvironmentVariable[] = [...variables, "python_full_version"];

/** What a marker can see of a target: two targets with one are the same to any marker. */
export function visible(target: Target): string {
  return conjunction(markerEnvironment(target), telling);
}

/**
 * The marker that holds on the members and on none of the other targets, by as few variables as can be; null where the
 * members are all, or where no marker tells them from the others, such as two versions of glibc.
 */
export function separatingMarker(targets: readonly Target[], members: ReadonlySet<number>): string | null {
  if (members.size === targets.length) return null;
  const environments = targets.map(markerEnvironment);
  const differing = telling.filter((name) => new Set(environments.map((environment) => environment[name])).size > 1);
  for (const names of subsets(differing)) {
    const conditions = environments.map((environment) => conjunction(environment, names));
    const inside = new Set(conditions.filter((_, at) => members.has(at)));
    if (conditions.some((condition, at) => !members.has(at) && inside.has(condition))) continue;
    return disjunction([...inside]);
  }
  return null;
}

/** Smaller ones first; of one size those of earlier names. There are five names at most. */
function subsets<T>(names: readonly T[]): readonly (readonly T[])[] {
  const all = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, at) => (bits >> at) & 1));
  return all.slice(1).sort((a, b) => a.length - b.length);
}

function disjunction(conditions: readonly string[]): string {
  if (conditions.length === 1) return conditions[0] ?? "";
  return conditions.map((one) => (one.includes(" and ") ? `(${one})` : one)).join(" or ");
}

function conjunction(environment: MarkerEnvironment, names: readonly EnvironmentVariable[]): string {
  return names.map((name) => `${name} == "${environment[name]}"`).join(" and ");
}
