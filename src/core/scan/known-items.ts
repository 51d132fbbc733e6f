import { type Item, keyOf } from "./record.ts";

/** What is asked of an item to find it again. */
type Sought = Pick<Item, "where" | "key" | "rule" | "package" | "advisory">;

export interface KnownItems {
  /** The item of the same key; else the first that speaks of the same advisory, since a feed may give it another id. Null for none. */
  find(sought: Sought): Item | null;
}

/** Items by what they are found again by: a place may have thousands, so that none is held against each of the others. */
export function knownItems(items: readonly Item[]): KnownItems {
  const byKey = new Map<string, Item>();
  const byAdvisory = new Map<string, number>();
  for (const [position, item] of items.entries()) {
    const key = keyOf(item);
    if (!byKey.has(key)) byKey.set(key, item);
    for (const id of advisoriesOf(item)) if (!byAdvisory.has(id)) byAdvisory.set(id, position);
  }
  return {
    find(sought) {
      const same = byKey.get(keyOf(sought));
      if (same !== undefined) return same;
      let first = items.length;
      for (const id of advisoriesOf(sought)) first = Math.min(first, byAdvisory.get(id) ?? first);
      return items[first] ?? null;
    },
  };
}

/** Each id of the advisory, with what else has to be the same. */
function advisoriesOf({ where, rule, package: name, advisory }: Sought): readonly string[] {
  const ids = advisory === null ? [] : [advisory.id, ...advisory.aliases];
  return ids.map((id) => JSON.stringify([where, rule, name, id]));
}
