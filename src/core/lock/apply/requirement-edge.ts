import type { Requirement } from "../../manifest/requirement.ts";
import { formatSpecifierSet } from "../../python/specifier.ts";
import type { LockedDependency } from "../lock-reading.ts";

/** A line of a manifest as an edge of the lock. */
export function specifiedEdge({ specifier, text, origin }: Requirement): LockedDependency {
  const { name, extras, marker, specifier: clauses } = specifier;
  return {
    name,
    extras,
    need: null,
    marker,
    version: null,
    specifier: clauses.specifiers.length === 0 ? null : formatSpecifierSet(clauses),
    text,
    origin,
  };
}
