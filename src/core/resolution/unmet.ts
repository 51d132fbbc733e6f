import { specifierSetContains } from "../python/specifier-match.ts";
import type { Chosen } from "./assemble.ts";
import type { Catalog } from "./catalog.ts";
import { requirementsOf } from "./requires.ts";
import type { UnmetRequirement } from "./resolution.ts";

/**
 * Where the pins are the whole graph, what they require of one another and do not have: an installer without dependencies takes them as they
 * are, as `pip check` finds afterwards. What is not pinned at all is left aside, for the place may bring it.
 */
export function unmetAmong(catalog: Catalog, chosen: ReadonlyMap<string, Chosen>): readonly UnmetRequirement[] {
  const unmet = new Map<string, UnmetRequirement>();
  for (const { name, extras, answer } of chosen.values()) {
    if (answer.kind !== "read") continue;
    for (const extra of [null, ...extras]) {
      const stated = requirementsOf(answer.metadata, catalog.environment, extra);
      for (const { specifier, text } of stated.flatMap((one) => catalog.demands.override(one))) {
        const other = chosen.get(specifier.name);
        if (other === undefined || other.name === name || specifier.url !== null) continue;
        if (specifierSetContains(specifier.specifier, other.version, { prereleases: true })) continue;
        const key = `${name} ${other.name}`;
        if (!unmet.has(key)) unmet.set(key, { by: name, of: other.name, text });
      }
    }
  }
  return [...unmet.values()].sort((left, right) => compareText(left.by, right.by) || compareText(left.of, right.of));
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
