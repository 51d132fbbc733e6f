import type { Committed, Move, PackageRecord, PlaceRecord } from "./record.ts";

/** What is installed otherwise than at the last commit that changed the place, by name. */
export function movesSince(committed: Committed, packages: readonly PackageRecord[]): readonly Move[] {
  return difference(new Map(Object.entries(committed.packages)), versions(packages));
}

/** What moved between two scans of the same inputs. */
export function movesBetween(before: PlaceRecord, now: PlaceRecord): readonly Move[] {
  return difference(versions(before.packages), versions(now.packages));
}

const versions = (packages: readonly Pick<PackageRecord, "name" | "version">[]): ReadonlyMap<string, string> =>
  new Map(packages.map(({ name, version }) => [name, version]));

/** One move for each name that differs, sorted by name. */
export function difference(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Move[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [from, to] = [before.get(name) ?? null, after.get(name) ?? null];
    return from === to ? [] : [{ name, from, to }];
  });
}
