import type { Change } from "./comparison.ts";

/**
 * NVIDIA ships a library under one name a CUDA major (`nvidia-cublas-cu12`), from CUDA 13 on under the bare name
 * (`nvidia-cublas`). A removed and an added one of a family are one move to a reader, though they are two distributions that
 * could be installed together.
 */
export function pairRenames(changes: readonly Change[]): readonly Change[] {
  const families = new Map<string, { added: Change[]; removed: Change[] }>();
  for (const change of changes) {
    const family = familyOf(change.name);
    if (family === null || (change.kind !== "added" && change.kind !== "removed")) continue;
    const members = families.get(family) ?? { added: [], removed: [] };
    members[change.kind].push(change);
    families.set(family, members);
  }
  const partners = new Map<Change, string>();
  for (const { added, removed } of families.values()) {
    const [one, other] = [added[0], removed[0]];
    // Two majors on one side are no rename: which became which nobody can tell.
    if (one === undefined || other === undefined || added.length > 1 || removed.length > 1) continue;
    partners.set(one, other.name);
    partners.set(other, one.name);
  }
  return changes.map((change) => {
    const pairedWith = partners.get(change);
    return pairedWith === undefined ? change : { ...change, pairedWith };
  });
}

/** `nvidia-cublas` for `nvidia-cublas-cu12` and for itself; null for what is not NVIDIA's. */
function familyOf(name: string): string | null {
  return name.startsWith("nvidia-") ? name.replace(/-cu\d{1,3}$/, "") : null;
}
