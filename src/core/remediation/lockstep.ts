import { parseDependencySpecifier } from "../python/dependency-specifier.ts";
import type { PackageName } from "../python/name.ts";
import type { Specifier } from "../python/specifier.ts";
import type { Resolution } from "../resolution/resolution.ts";

/**
 * Families of packages that ask for each other's very version, as torch, torchvision, triton and NVIDIA's libraries do: where one of them moves, those that name its
 * version, and those whose version it names, have to move or go. By package, the whole family; packages on their own are left out.
 */
export function lockstepFamilies({ packages }: Resolution): ReadonlyMap<PackageName, ReadonlySet<PackageName>> {
  const families = new Map<PackageName, ReadonlySet<PackageName>>();
  for (const { name, requires } of packages) {
    for (const { to, text } of requires) {
      const asked = parseDependencySpecifier(text);
      if (!asked.ok || !asked.value.specifier.specifiers.some(isExact)) continue;
      const joined = new Set([...(families.get(name) ?? [name]), ...(families.get(to) ?? [to])]);
      for (const one of joined) families.set(one, joined);
    }
  }
  return families;
}

const isExact = ({ operator, wildcard }: Specifier): boolean => (operator === "==" || operator === "===") && !wildcard;
