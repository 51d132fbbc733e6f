import type { PackageName } from "../../python/name.ts";
import { lockLimits } from "../lock-limits.ts";
import type { LockedPackage, LockReading, Membership } from "../lock-reading.ts";
import type { ActiveMarkers } from "./active-markers.ts";
import { LockIndex } from "./lock-index.ts";
import type {
  AmbiguousPackage,
  LockQuestion,
  LockSelection,
  MissingDependency,
  SelectedEdge,
  SelectedPackage,
} from "./selection.ts";

/** Takes every package that says that it is installed, and finds the edges between them where the lock has any. */
export function applyListed(
  reading: LockReading,
  question: LockQuestion,
  active: ActiveMarkers,
  exclusive: boolean,
): Omit<LockSelection, "uncovered"> {
  const taken = reading.packages.filter(({ memberships, requiresPython }) => {
    const member = memberships.some((one) => isMember(one, active, exclusive));
    return member && (memberships.length < 2 || active.admitsPython(requiresPython));
  });
  const { entries, ambiguous } = oneOfEach(taken, active);
  const index = new LockIndex(entries.values());
  const extras = extrasOf(entries, question, active);
  const missing: MissingDependency[] = [];
  let edges = 0;
  const packages = [...entries.values()].map((entry): SelectedPackage => {
    const own = extras.get(entry.name) ?? new Set<string>();
    const requires: SelectedEdge[] = [];
    for (const dependency of entry.dependencies) {
      edges += 1;
      // PDM says what an extra of a package needs by a second entry of it, which names the package itself.
      if (edges > lockLimits.edges || dependency.name === entry.name) continue;
      if (!active.needs(dependency.need, own) || !active.holdsWith(dependency.marker, own)) continue;
      if (index.named(dependency.name).length > 0) requires.push({ to: dependency.name, dependency });
      else if (reading.conda.length === 0) missing.push({ by: entry, dependency });
    }
    return { entry, extras: [...own].sort(), requires, isRoot: false, rootDependency: null };
  });
  packages.sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1));
  return { packages, missing, ambiguous, notAssessed: [] };
}

function isMember({ need, marker, platform }: Membership, active: ActiveMarkers, exclusive: boolean): boolean {
  if (exclusive && active.groups.size > 0 && need === null) return false;
  return active.needs(need, active.extras) && active.isPlatform(platform) && active.holds(marker);
}

/**
 * One entry for each name. Entries of one version are parts of one package: PDM has one for the extras, Pixi and conda-lock have one
 * for each file. Of two versions both could be installed, and the first is taken.
 */
function oneOfEach(
  taken: readonly LockedPackage[],
  active: ActiveMarkers,
): { readonly entries: Map<PackageName, LockedPackage>; readonly ambiguous: readonly AmbiguousPackage[] } {
  const entries = new Map<PackageName, LockedPackage>();
  const others = new Map<PackageName, LockedPackage[]>();
  for (const entry of taken) {
    const known = entries.get(entry.name);
    if (known === undefined) entries.set(entry.name, entry);
    else if (known.version?.text === entry.version?.text) entries.set(entry.name, joined(known, entry));
    else if (!active.admitsPython(entry.requiresPython)) continue;
    else if (!active.admitsPython(known.requiresPython)) entries.set(entry.name, entry);
    else others.set(entry.name, [...(others.get(entry.name) ?? [known]), entry]);
  }
  return { entries, ambiguous: [...others].map(([name, all]) => ({ name, entries: all })) };
}

function joined(first: LockedPackage, second: LockedPackage): LockedPackage {
  const known = new Set(first.files.map(({ filename, hashes }) => `${filename} ${JSON.stringify(hashes)}`));
  const further = second.files.filter(({ filename, hashes }) => !known.has(`${filename} ${JSON.stringify(hashes)}`));
  const extras = [...new Set([...(first.extras ?? []), ...(second.extras ?? [])])];
  return {
    ...first,
    extras: first.extras === null && second.extras === null ? null : extras,
    files: [...first.files, ...further],
    dependencies: [...first.dependencies, ...second.dependencies],
    memberships: [...first.memberships, ...second.memberships],
  };
}

/** The extras that each package is installed with: those that the lock says, and what the manifest and other packages ask for. */
function extrasOf(
  entries: ReadonlyMap<PackageName, LockedPackage>,
  { requirements }: LockQuestion,
  active: ActiveMarkers,
): ReadonlyMap<PackageName, Set<string>> {
  const found = new Map<PackageName, Set<string>>();
  const changed: PackageName[] = [];
  const add = (name: PackageName, extras: readonly string[]): void => {
    const known = found.get(name) ?? new Set();
    const before = known.size;
    for (const extra of extras) known.add(extra);
    if (!found.has(name) || known.size > before) changed.push(name);
    found.set(name, known);
  };
  for (const { specifier } of requirements) if (entries.has(specifier.name)) add(specifier.name, specifier.extras);
  for (const { name, extras } of entries.values()) add(name, extras ?? []);
  let steps = 0;
  for (let name = changed.pop(); name !== undefined && steps < lockLimits.edges; name = changed.pop()) {
    const own = found.get(name) ?? new Set();
    for (const dependency of entries.get(name)?.dependencies ?? []) {
      steps += 1;
      if (dependency.extras.length === 0 || !entries.has(dependency.name) || dependency.name === name) continue;
      if (active.needs(dependency.need, own) && active.holdsWith(dependency.marker, own))
        add(dependency.name, dependency.extras);
    }
  }
  return found;
}
